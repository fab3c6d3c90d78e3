/** How far the outputs of networks are from what was wanted, for each kind of target. */
@NullMarked
package nas.engine.loss;

import org.jspecify.annotations.NullMarked;
