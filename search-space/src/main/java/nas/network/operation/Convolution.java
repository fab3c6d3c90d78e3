package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;

/**
 * A 2-d convolution; weight (outChannels, inChannels / groups, kernel, kernel), bias (outChannels).
 *
 * @param outChannels number of output channels
 * @param kernel side of the square kernel
 * @param stride step in both directions
 * @param padding zeros added on each side
 * @param dilation distance between kernel elements, 1 for a plain convolution
 * @param groups number of channel groups; divides both channel counts
 * @param bias whether a bias is added
 */
public record Convolution(
    @Setting(value = "Number of output channels", min = 1) int outChannels,
    @Setting(value = "Side of the square kernel", min = 1) int kernel,
    @Setting(value = "Step in both directions", min = 1) int stride,
    @Setting(value = "Zeros added on each side", min = 0) int padding,
    @Setting(value = "Distance between kernel elements", min = 1) int dilation,
    @Setting(value = "Number of channel groups", min = 1) int groups,
    @Setting("Whether a bias is added") boolean bias)
    implements Operation {

  /** Checks the ranges. */
  public Convolution {
    if (outChannels < 1
        || kernel < 1
        || stride < 1
        || padding < 0
        || dilation < 1
        || groups < 1
        || outChannels % groups != 0) {
      throw new IllegalArgumentException("convolution settings out of range");
    }
  }

  /** Returns a convolution that keeps the image size at stride 1 (kernel odd). */
  public static Convolution same(int outChannels, int kernel, int stride, boolean bias) {
    return new Convolution(outChannels, kernel, stride, kernel / 2, 1, 1, bias);
  }

  @Override
  public Category category() {
    return Category.CONVOLUTION;
  }

  @Override
  public String label() {
    return Windows.label("conv", kernel, stride);
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "groups (" + groups + ") must divide the input's channels (" + input.channels() + ")");
    }
    return Windows.positions(input, outChannels, dilation * (kernel - 1) + 1, stride, padding);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    int channels = inputs.get(0).channels() / groups;
    int fanIn = Math.multiplyExact(channels, kernel * kernel);
    ParameterSpec weight = ParameterSpec.weight(fanIn, outChannels, channels, kernel, kernel);
    return bias ? List.of(weight, ParameterSpec.bias(fanIn, outChannels)) : List.of(weight);
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return output.elements() * (inputs.get(0).channels() / groups) * kernel * kernel;
  }

  /** Returns whether every input channel is convolved by itself. */
  public boolean isDepthwise(FeatureShape input) {
    return groups > 1 && groups == input.channels();
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    if (!isDepthwise(inputs.get(0))) {
      return Width.FREE;
    }
    return outChannels == inputs.get(0).channels() ? Width.KEPT : Width.MULTIPLE;
  }

  @Override
  public Operation narrowed(Narrowing narrowing) {
    int read = narrowing.input().channels();
    int written = narrowing.width();
    int fewer = isDepthwise(narrowing.before()) ? read : divisor(groups, divisor(read, written));
    return new Convolution(written, kernel, stride, padding, dilation, fewer, bias);
  }

  /** Returns the greatest common divisor. */
  private static int divisor(int one, int other) {
    return other == 0 ? one : divisor(other, one % other);
  }
}
