package nas.engine;

import java.util.List;
import nas.network.Network;

/**
 * One trainable array of a node.
 *
 * @param node the node it belongs to
 * @param role what the layer does with it
 * @param shape convolution weight (outChannels, inChannels / groups, kernel, kernel), linear weight
 *     (outFeatures, inFeatures), all else (channels)
 * @param offset index of its first element among all parameters of the network
 * @param fanIn number of inputs that one output of the layer sums over; 1 for batch normalisation
 */
public record Parameter(Network.Node node, Role role, List<Integer> shape, long offset, int fanIn) {

  /** What a layer does with an array. */
  public enum Role {
    /** Weight of a convolution or a linear layer. */
    WEIGHT,
    /** Bias of a convolution or a linear layer. */
    BIAS,
    /** Factor of a batch normalisation (gamma). */
    SCALE,
    /** Summand of a batch normalisation (beta). */
    SHIFT
  }

  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /**
   * Returns the parameters of a node as if it were alone, whether or not it reaches the output; the
   * offset of the first is 0.
   */
  public static List<Parameter> of(Network network, Network.Node node) {
    return ExecutionPlan.parametersOf(network, node, 0);
  }

  /** Returns the number of elements. */
  public int elements() {
    return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
  }

  /** Returns the shape as the engine takes it. */
  long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
