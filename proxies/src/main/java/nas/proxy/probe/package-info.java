/**
 * Measures what zero-cost metrics need to know of an untrained network, in the fewest passes.
 *
 * <p>The probes are values; what they measure are plain records of Java arrays, so that whoever
 * reads them needs no engine.
 */
@NullMarked
package nas.proxy.probe;

import org.jspecify.annotations.NullMarked;
