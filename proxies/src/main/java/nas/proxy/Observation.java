package nas.proxy;

import java.util.function.Supplier;
import nas.network.Network;

/**
 * The measuring of one network by one probe, which is told what becomes of the passes that it
 * stated. Used by one thread.
 *
 * @param <T> what is measured
 */
public interface Observation<T> {

  /** Returns the observation of a probe whose only pass is its own. */
  static <T> Observation<T> of(Supplier<T> pass) {
    return pass::get;
  }

  /**
   * Returns whether the output of a node is to have a gate: a factor of 1 for each image and
   * channel, by which the loss is differentiated. Asked only for nodes that reach the output.
   */
  default boolean gates(Network.Node node) {
    return false;
  }

  /**
   * Returns whether the loss is to be differentiated by each value of the output of a node. Asked
   * only for nodes that reach the output.
   */
  default boolean differentiates(Network.Node node) {
    return false;
  }

  /**
   * A node has been executed; called in topological order for each node that the probe measures,
   * but not for the input.
   *
   * @param pass the forward pass
   * @param output valid until this method returns
   */
  default void onOutput(Pass.Shared pass, Activation output) {}

  /**
   * What a block of the network hands on has been differentiated by what the block before hands on.
   *
   * @param products of signs and the derivative in their direction
   */
  default void onBlock(Pass.Shared pass, BlockProducts products) {}

  /**
   * The sum of the logits has been differentiated.
   *
   * @param byPixels (images, channels * height * width); where the network reads tokens, by the
   *     features that they are embedded as, (images, features * steps)
   */
  default void onLogits(Pass.Shared pass, double[][] byPixels) {}

  /**
   * The loss has been differentiated.
   *
   * @param found valid until this method returns
   */
  default void onLoss(Pass.Shared pass, LossDerivatives found) {}

  /**
   * The gradient of the loss has been differentiated.
   *
   * @param products the Hessian of the loss times its gradient, both of the weights of convolutions
   *     and linear layers alone, in the order of {@link LossDerivatives#gradient}
   */
  default void onGradient(Pass.Shared pass, double[] products) {}

  /** Returns what was measured, once all shared passes have run; passes of its own run here. */
  T result();
}
