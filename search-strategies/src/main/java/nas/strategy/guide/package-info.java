/**
 * Lets zero-cost metrics guide a search, whatever the strategy: where it starts (warmup) and which
 * edit it tries (move proposal).
 */
@NullMarked
package nas.strategy.guide;

import org.jspecify.annotations.NullMarked;
