/** Predictors that are regressions, by Tribuo, on features of an architecture. */
@NullMarked
package nas.strategy.predictor.regression;

import org.jspecify.annotations.NullMarked;
