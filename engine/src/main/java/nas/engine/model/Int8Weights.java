package nas.engine.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.engine.ExecutionPlan;
import nas.engine.NamedTensor;

/**
 * An array of weights as whole numbers of 8 bits, -127 to 127, with one scale for each output, the
 * first side: a weight is its number times the scale. The scale is the largest magnitude of the
 * output's weights over 127, so that no weight moves by more than half of it (symmetric
 * quantisation, Krishnamoorthi 2018, arXiv:1806.08342, section 3.1.2).
 *
 * @param name of the array
 * @param shape of the array
 * @param numbers row-major
 * @param scales of the outputs
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of weights; compared by nobody.
public record Int8Weights(String name, List<Integer> shape, byte[] numbers, float[] scales) {

  private static final int LARGEST = 127;

  /** Copies the shape. */
  public Int8Weights {
    shape = List.copyOf(shape);
  }

  /** Says whether an array is rounded: weights are, vectors such as biases stay as they are. */
  public static boolean rounds(NamedTensor tensor) {
    return tensor.shape().size() > 1;
  }

  /** Rounds an array. */
  public static Int8Weights of(NamedTensor tensor) {
    float[] weights = tensor.values();
    float[] scales = scales(tensor);
    int each = weights.length / scales.length;
    byte[] numbers = new byte[weights.length];
    for (int index = 0; index < numbers.length; index++) {
      int number = Math.round(weights[index] / scales[index / each]);
      numbers[index] = (byte) Math.max(-LARGEST, Math.min(LARGEST, number));
    }
    return new Int8Weights(tensor.name(), tensor.shape(), numbers, scales);
  }

  /** Returns the scales of the outputs of an array that is rounded. */
  static float[] scales(NamedTensor tensor) {
    float[] weights = tensor.values();
    float[] scales = new float[tensor.shape().get(0)];
    int each = weights.length / scales.length;
    for (int output = 0; output < scales.length; output++) {
      float largest = 0;
      for (int index = output * each; index < (output + 1) * each; index++) {
        largest = Math.max(largest, Math.abs(weights[index]));
      }
      // Where all are zero, any scale but zero will do.
      scales[output] = largest == 0 ? 1 : Math.max(largest / LARGEST, Float.MIN_NORMAL);
    }
    return scales;
  }

  /** Returns the weights that are left. */
  public NamedTensor weights() {
    int each = numbers.length / scales.length;
    float[] weights = new float[numbers.length];
    for (int index = 0; index < weights.length; index++) {
      weights[index] = numbers[index] * scales[index / each];
    }
    return new NamedTensor(name, shape, weights);
  }

  /**
   * Returns the network that computes with the weights that are left of all arrays, and with what
   * is left of the {@linkplain Int32Bias biases} of layers whose inputs are rounded.
   */
  public static TrainedModel rounded(TrainedModel model) {
    Map<String, NamedTensor> biases = new HashMap<>();
    for (ExecutionPlan.Step step : ExecutionPlan.of(model.network()).steps()) {
      Int32Bias.of(model, step.node())
          .ifPresent(rounded -> biases.put(rounded.name(), rounded.bias()));
    }
    return new TrainedModel(
        model.network(),
        model.tensors().stream()
            .map(
                tensor ->
                    rounds(tensor)
                        ? of(tensor).weights()
                        : biases.getOrDefault(tensor.name(), tensor))
            .toList(),
        model.signature(),
        model.values(),
        model.provenance());
  }
}
