/** Scoring architectures by zero-cost metrics, outside of a search. */
@NullMarked
package nas.experiment.score;

import org.jspecify.annotations.NullMarked;
