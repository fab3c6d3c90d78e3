/** Strategies for one objective in searches for several: what they are told is a weighted sum. */
@NullMarked
package nas.strategy.scalar;

import org.jspecify.annotations.NullMarked;
