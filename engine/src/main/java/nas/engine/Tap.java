package nas.engine;

import nas.engine.tensor.Tensor;
import nas.network.Network;

/**
 * Watches or changes the outputs of a network's nodes while they are computed.
 *
 * <p>This is where metrics attach: ReLU patterns are read from the outputs, and a gate is set by
 * returning the output times a leaf whose gradient is wanted.
 */
@FunctionalInterface
public interface Tap {

  /** Changes nothing. */
  Tap NONE = (node, output) -> output;

  /**
   * A node has been computed; called in topological order for every node that is executed, but not
   * for the input.
   *
   * @param node the node of the network
   * @param output its output (batch, channels, height, width); closed by the runtime after the last
   *     node that reads it, so whoever wants to keep it duplicates it
   * @return what the following nodes read: {@code output} itself, or another array of the same
   *     shape, which then belongs to the runtime
   */
  Tensor after(Network.Node node, Tensor output);
}
