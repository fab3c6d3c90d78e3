package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.ParameterSpec;
import nas.network.Sides;
import nas.network.Usual;

/**
 * A convolution; weight (outChannels, inChannels / groups, kernel height, kernel width), bias
 * (outChannels). Sequences are convolved as images of height 1.
 *
 * @param outChannels number of output channels
 * @param kernel sides of the kernel
 * @param stride steps
 * @param padding zeros added around
 * @param dilation distance between kernel elements, 1 for a plain convolution
 * @param groups number of channel groups; divides both channel counts
 * @param bias whether a bias is added
 */
public record Convolution(
    @Setting(value = "Number of output channels", min = 1) int outChannels,
    @Setting(value = "Sides of the kernel", min = 1) Sides kernel,
    @Setting(value = "Steps", min = 1) @Usual("1") Sides stride,
    @Setting(value = "Zeros added around", min = 0) @Usual(Usual.SAME) Padding padding,
    @Setting(value = "Distance between kernel elements", min = 1) @Usual("1") Sides dilation,
    @Setting(value = "Number of channel groups", min = 1) @Usual("1") int groups,
    @Setting("Whether a bias is added") @Usual("false") boolean bias)
    implements Operation {

  /** Checks the ranges. */
  public Convolution {
    if (outChannels < 1
        || !kernel.areAtLeast(1)
        || !stride.areAtLeast(1)
        || !padding.isAtLeast(0)
        || !dilation.areAtLeast(1)
        || groups < 1) {
      throw new IllegalArgumentException("convolution settings out of range");
    }
    if (outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "groups (" + groups + ") must divide the output channels (" + outChannels + ")");
    }
  }

  /** A convolution whose settings are the same in both directions. */
  public Convolution(
      int outChannels,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups,
      boolean bias) {
    this(
        outChannels,
        Sides.of(kernel),
        Sides.of(stride),
        Padding.of(padding),
        Sides.of(dilation),
        groups,
        bias);
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
    Sides reach =
        new Sides(
            dilation.height() * (kernel.height() - 1) + 1,
            dilation.width() * (kernel.width() - 1) + 1);
    return Windows.positions(input, outChannels, reach, stride, padding, false);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    int channels = inputs.get(0).channels() / groups;
    int fanIn = Math.multiplyExact(channels, kernel.area());
    ParameterSpec weight =
        ParameterSpec.weight(fanIn, outChannels, channels, kernel.height(), kernel.width());
    return bias ? List.of(weight, ParameterSpec.bias(fanIn, outChannels)) : List.of(weight);
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return output.elements() * (inputs.get(0).channels() / groups) * kernel.area();
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
