/**
 * Predictor-based search: a model that learns from the networks trained so far says which to train
 * next.
 */
@NullMarked
package nas.strategy.predictor;

import org.jspecify.annotations.NullMarked;
