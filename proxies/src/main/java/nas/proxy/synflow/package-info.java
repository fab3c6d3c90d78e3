/**
 * SynFlow in closed form: the expected score over all initial weights, with no weight drawn and no
 * engine.
 */
@NullMarked
package nas.proxy.synflow;

import org.jspecify.annotations.NullMarked;
