package nas.engine.model;

import java.util.List;
import java.util.Optional;
import nas.engine.NamedTensor;
import nas.network.Network;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import nas.network.operation.Quantise;

/**
 * The bias of a layer whose weights and inputs are whole numbers of 8 bits, as whole numbers of 32
 * bits with one scale for each output: that of the inputs times that of the output's weights, so
 * that sums of products of whole numbers can begin with it (Jacob et al. 2018, arXiv:1712.05877,
 * section 2.4).
 *
 * @param name of the array
 * @param numbers by output
 * @param scales of the outputs
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Int32Bias(String name, int[] numbers, float[] scales) {

  /**
   * Rounds a bias.
   *
   * @param inputs how the layer's inputs are rounded
   * @param weights scales of the outputs' weights
   */
  private static Int32Bias of(NamedTensor bias, Quantise inputs, float... weights) {
    float[] values = bias.values();
    int[] numbers = new int[values.length];
    float[] scales = new float[values.length];
    for (int output = 0; output < values.length; output++) {
      float scale = (float) inputs.scale() * weights[output];
      scales[output] = Math.max(scale, Float.MIN_NORMAL);
      numbers[output] = Math.round(values[output] / scales[output]);
    }
    return new Int32Bias(bias.name(), numbers, scales);
  }

  /**
   * Rounds the bias of a node that is executed and has its own arrays; empty if it is no layer with
   * a bias, or its inputs are not rounded.
   */
  public static Optional<Int32Bias> of(TrainedModel model, Network.Node node) {
    boolean biased =
        (node.operation() instanceof Convolution convolution && convolution.bias())
            || (node.operation() instanceof Linear linear && linear.bias());
    if (biased
        && node.shares() == node.index()
        && model.network().nodes().get(node.inputs().get(0)).operation() instanceof Quantise in) {
      float[] weights = Int8Weights.scales(model.tensor(node.name() + ".weight"));
      return Optional.of(of(model.tensor(node.name() + ".bias"), in, weights));
    }
    return Optional.empty();
  }

  /** Returns the bias that is left. */
  public NamedTensor bias() {
    float[] values = new float[numbers.length];
    for (int output = 0; output < values.length; output++) {
      values[output] = numbers[output] * scales[output];
    }
    return new NamedTensor(name, List.of(values.length), values);
  }
}
