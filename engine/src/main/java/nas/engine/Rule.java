package nas.engine;

import nas.engine.tensor.Tensor;

/** How a node's output follows from its inputs, where that is not the layer's own formula. */
@FunctionalInterface
public interface Rule {

  /** The operations' own formulas; by others nothing is dropped of weights in training. */
  Rule OPERATIONS = Execution::output;

  /**
   * Computes a node; called in topological order for every node that reaches the output, but not
   * for the input.
   *
   * @return the output (batch, channels, height, width), a new array that then belongs to the
   *     runtime
   */
  Tensor output(Execution execution);
}
