package nas.network.operation;

import java.util.List;
import nas.core.Seeds;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.ParameterSpec;
import nas.network.Sides;
import nas.network.Usual;

/**
 * A convolution each of whose output channels reads some of the input channels alone, which are
 * drawn beforehand and never change (Prabhu et al. 2018, Deep Expander Networks, arXiv:1711.08757);
 * weight (outChannels, inChannels, kernel height, kernel width), of which those that are not used
 * count as parameters and as multiply-adds.
 *
 * @param outChannels number of output channels
 * @param kernel sides of the kernel
 * @param stride steps
 * @param padding zeros added around
 * @param every of so many input channels each output channel reads one
 * @param draw which channels are drawn; 0 for those whose number and that of the output channel
 *     have a sum that {@code every} divides
 */
public record MaskedConvolution(
    @Setting(value = "Number of output channels", min = 1) int outChannels,
    @Setting(value = "Sides of the kernel", min = 1) Sides kernel,
    @Setting(value = "Steps", min = 1) @Usual("1") Sides stride,
    @Setting(value = "Zeros added around", min = 0) @Usual(Usual.SAME) Padding padding,
    @Setting(value = "Of so many input channels each output channel reads one", min = 1) int every,
    @Setting(value = "Which input channels are drawn; 0 for a regular pattern", min = 0) @Usual("0")
        int draw)
    implements Operation {

  /** Checks the ranges. */
  public MaskedConvolution {
    if (every < 1 || draw < 0) {
      throw new IllegalArgumentException("settings of a masked convolution out of range");
    }
    new Convolution(outChannels, kernel, stride, padding, Sides.of(1), 1, false);
  }

  /**
   * Returns which input channels the output channels read.
   *
   * @return (outChannels, channels) row-major, 1 for those that are read, else 0
   */
  public double[] mask(int channels) {
    double[] mask = new double[Math.multiplyExact(outChannels, channels)];
    for (int output = 0; output < outChannels; output++) {
      if (draw == 0) {
        for (int channel = 0; channel < channels; channel++) {
          mask[output * channels + channel] = (output + channel) % every == 0 ? 1 : 0;
        }
      } else {
        mark(mask, output * channels, channels, Seeds.mix(Seeds.mix(draw) + output));
      }
    }
    return mask;
  }

  /** Marks a subset of a row, every one of that size being as likely. */
  private void mark(double[] mask, int row, int channels, long stream) {
    int wanted = Math.max(1, channels / every);
    for (int channel = 0; channel < channels && wanted > 0; channel++) {
      if (Seeds.unit(stream + channel) * (channels - channel) < wanted) {
        mask[row + channel] = 1;
        wanted--;
      }
    }
  }

  @Override
  public String label() {
    return Windows.label("masked conv", kernel, stride);
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
    return new MaskedConvolution(narrowing.width(), kernel, stride, padding, every, draw);
  }
}
