package nas.engine;

import java.util.List;
import nas.network.Network;
import nas.network.ParameterSpec;

/**
 * One trainable array of a node.
 *
 * @param node the node it belongs to
 * @param spec what it is
 * @param offset index of its first element among all parameters of the network
 */
public record Parameter(Network.Node node, ParameterSpec spec, long offset) {

  /**
   * Returns the parameters of a node as if it were alone, whether or not it reaches the output; the
   * offset of the first is 0.
   */
  public static List<Parameter> of(Network network, Network.Node node) {
    return ExecutionPlan.parametersOf(network, node, 0);
  }

  /** Returns what the operation does with it. */
  public ParameterSpec.Role role() {
    return spec.role();
  }

  /** Returns its shape, such as (outChannels, inChannels / groups, kernel, kernel). */
  public List<Integer> shape() {
    return spec.shape();
  }

  /** Returns the number of inputs that one output of the operation sums over, 1 if none. */
  public int fanIn() {
    return spec.fanIn();
  }

  /** Returns the number of elements. */
  public int elements() {
    return Math.toIntExact(spec.count());
  }

  /** Returns the shape as the engine takes it. */
  long[] dimensions() {
    return spec.shape().stream().mapToLong(Integer::longValue).toArray();
  }
}
