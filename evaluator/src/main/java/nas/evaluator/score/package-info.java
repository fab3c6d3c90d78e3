/** An evaluator whose results are scores of zero-cost metrics. */
@NullMarked
package nas.evaluator.score;

import org.jspecify.annotations.NullMarked;
