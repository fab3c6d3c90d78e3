/** The graph convolutional network that tells which of two architectures is better. */
@NullMarked
package nas.strategy.predictor.graph;

import org.jspecify.annotations.NullMarked;
