package nas.engine.loss;

import java.nio.FloatBuffer;
import nas.engine.tensor.Tensor;

/** Compares the outputs of networks with right answers. Immutable. */
public interface Loss {

  /** Returns the axes of the array that holds the right answers of a batch, the batch first. */
  long[] shape(long batch);

  /**
   * Writes the right answer of an example into its part of that array, which holds zeros.
   *
   * @param labels as many as the target says
   * @param share how much the example counts; the shares of a batch sum up to 1
   */
  void write(int[] labels, double share, FloatBuffer into);

  /**
   * Returns the loss of a batch, a new scalar through which gradients flow.
   *
   * @param outputs of the network, (batch, axes of the target's output)
   * @param answers of the shape above
   */
  Tensor of(Tensor outputs, Tensor answers);

  /** Returns whether the gradient of a loss can itself be differentiated. */
  default boolean twiceDifferentiable() {
    return true;
  }

  /** Starts to measure the quantity by which trained networks are compared. */
  Tally tally();
}
