/**
 * Successive halving and hyperband: many architectures at low fidelity, the best of them higher.
 */
@NullMarked
package nas.strategy.halving;

import org.jspecify.annotations.NullMarked;
