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
 * A convolution without bias that uses the signs of its weights alone, times the square root of 2 /
 * the number of values that an output sums over; weights are trained as if they were used
 * themselves (McDonnell 2018, Training wide residual networks for deployment using a single bit for
 * each weight, arXiv:1802.08530).
 *
 * @param outChannels number of output channels
 * @param kernel sides of the kernel
 * @param stride steps
 * @param padding zeros added around
 */
public record BinaryConvolution(
    @Setting(value = "Number of output channels", min = 1) int outChannels,
    @Setting(value = "Sides of the kernel", min = 1) Sides kernel,
    @Setting(value = "Steps", min = 1) @Usual("1") Sides stride,
    @Setting(value = "Zeros added around", min = 0) @Usual(Usual.SAME) Padding padding)
    implements Operation {

  /** Checks the ranges. */
  public BinaryConvolution {
    new Convolution(outChannels, kernel, stride, padding, Sides.of(1), 1, false);
  }

  @Override
  public String label() {
    return Windows.label("1-bit conv", kernel, stride);
  }

  /** Returns the convolution whose shapes, arrays and multiply-adds it has. */
  public Convolution convolution() {
    return new Convolution(outChannels, kernel, stride, padding, Sides.of(1), 1, false);
  }

  @Override
  public Category category() {
    return Category.CONVOLUTION;
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return convolution().infer(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return convolution().parameters(inputs);
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return convolution().macs(inputs, output);
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FREE;
  }

  @Override
  public Operation narrowed(Narrowing narrowing) {
    return new BinaryConvolution(narrowing.width(), kernel, stride, padding);
  }
}
