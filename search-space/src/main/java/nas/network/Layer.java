package nas.network;

import java.util.List;

/**
 * One typed layer of a {@link Network}.
 *
 * <p>A layer knows the shape it yields, its trainable parameters and its multiply-accumulate
 * operations; how to execute it is the engine's business. All shapes are those of one image.
 */
public sealed interface Layer {

  /**
   * Returns the shape of the output for the shapes of the inputs.
   *
   * @throws IllegalArgumentException if the inputs do not fit, saying why
   */
  FeatureShape infer(List<FeatureShape> inputs);

  /** Returns the number of trainable parameters. */
  default long parameters(FeatureShape input) {
    return 0;
  }

  /**
   * Returns the multiply-accumulate operations of convolutions and linear layers for one image; all
   * other layers, and biases, count 0.
   */
  default long macs(FeatureShape input, FeatureShape output) {
    return 0;
  }

  /** Returns whether it multiplies by trained weights, as convolutions and linear layers do. */
  default boolean hasWeights() {
    return false;
  }

  /** Returns whether its output depends on its inputs. */
  default boolean passesInputs() {
    return true;
  }

  /** The images; has no inputs. */
  record Input(FeatureShape shape) implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      if (!inputs.isEmpty()) {
        throw new IllegalArgumentException("an input layer has no inputs");
      }
      return shape;
    }
  }

  /**
   * A 2-d convolution; weight (outChannels, inChannels / groups, kernel, kernel), bias
   * (outChannels).
   *
   * @param outChannels number of output channels
   * @param kernel side of the square kernel
   * @param stride step in both directions
   * @param padding zeros added on each side
   * @param dilation distance between kernel elements, 1 for a plain convolution
   * @param groups number of channel groups; divides both channel counts
   * @param bias whether a bias is added
   */
  record Convolution(
      int outChannels, int kernel, int stride, int padding, int dilation, int groups, boolean bias)
      implements Layer {

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
    public boolean hasWeights() {
      return true;
    }

    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      FeatureShape input = only(inputs);
      if (input.channels() % groups != 0) {
        throw new IllegalArgumentException(
            "groups (" + groups + ") must divide the input's channels (" + input.channels() + ")");
      }
      int reach = dilation * (kernel - 1) + 1;
      return new FeatureShape(
          outChannels,
          window(input.height(), reach, stride, padding),
          window(input.width(), reach, stride, padding));
    }

    @Override
    public long parameters(FeatureShape input) {
      long weights = (long) outChannels * (input.channels() / groups) * kernel * kernel;
      return weights + (bias ? outChannels : 0);
    }

    @Override
    public long macs(FeatureShape input, FeatureShape output) {
      return output.elements() * (input.channels() / groups) * kernel * kernel;
    }
  }

  /**
   * Batch normalisation over (batch, height, width).
   *
   * @param affine whether scale and shift are trained (else 1 and 0)
   * @param epsilon added to the variance
   * @param momentum weight of the newest batch in the running statistics
   * @param trackRunningStatistics whether evaluation uses running statistics (else those of the
   *     batch)
   */
  record BatchNorm(boolean affine, double epsilon, double momentum, boolean trackRunningStatistics)
      implements Layer {

    /** Returns PyTorch's default settings: epsilon 1e-5, momentum 0.1, running statistics. */
    public static BatchNorm standard(boolean affine) {
      return new BatchNorm(affine, 1e-5, 0.1, true);
    }

    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return only(inputs);
    }

    @Override
    public long parameters(FeatureShape input) {
      return affine ? 2L * input.channels() : 0;
    }
  }

  /** The rectifier, max(x, 0). */
  record Relu() implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return only(inputs);
    }
  }

  /** The largest value of each window; padding never wins. */
  record MaxPool(int kernel, int stride, int padding) implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return pooled(only(inputs), kernel, stride, padding);
    }
  }

  /**
   * The mean of each window.
   *
   * @param kernel side of the window
   * @param stride step in both directions
   * @param padding zeros added on each side
   * @param countPadding whether the padding counts in the divisor
   */
  record AveragePool(int kernel, int stride, int padding, boolean countPadding) implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return pooled(only(inputs), kernel, stride, padding);
    }
  }

  /** The mean over height and width; yields channels x 1 x 1. */
  record GlobalAveragePool() implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return new FeatureShape(only(inputs).channels(), 1, 1);
    }
  }

  /** A fully connected layer on features x 1 x 1; weight (outFeatures, inFeatures). */
  record Linear(int outFeatures, boolean bias) implements Layer {
    @Override
    public boolean hasWeights() {
      return true;
    }

    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      FeatureShape input = only(inputs);
      if (input.height() != 1 || input.width() != 1) {
        throw new IllegalArgumentException("a linear layer needs features x 1 x 1, got " + input);
      }
      return new FeatureShape(outFeatures, 1, 1);
    }

    @Override
    public long parameters(FeatureShape input) {
      return (long) outFeatures * input.channels() + (bias ? outFeatures : 0);
    }

    @Override
    public long macs(FeatureShape input, FeatureShape output) {
      return (long) outFeatures * input.channels();
    }
  }

  /** The sum of at least one input of equal shapes. */
  record Add() implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      // A plain loop, because networks are built by the million.
      boolean equal = !inputs.isEmpty();
      for (FeatureShape input : inputs) {
        equal &= input.equals(inputs.get(0));
      }
      if (!equal) {
        throw new IllegalArgumentException("a sum needs inputs of one shape, got " + inputs);
      }
      return inputs.get(0);
    }
  }

  /** Joins inputs of equal height and width along the channels, in order. */
  record Concatenate() implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      if (inputs.isEmpty()) {
        throw new IllegalArgumentException("a concatenation needs at least one input");
      }
      FeatureShape first = inputs.get(0);
      int channels = 0;
      for (FeatureShape input : inputs) {
        if (input.height() != first.height() || input.width() != first.width()) {
          throw new IllegalArgumentException("a concatenation needs images of one size: " + inputs);
        }
        channels += input.channels();
      }
      return new FeatureShape(channels, first.height(), first.width());
    }
  }

  /** The channels from {@code from} (inclusive) to {@code to} (exclusive). */
  record Slice(int from, int to) implements Layer {
    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      FeatureShape input = only(inputs);
      if (from < 0 || from >= to || to > input.channels()) {
        throw new IllegalArgumentException(
            "channels " + from + " to " + to + " do not exist in " + input);
      }
      return new FeatureShape(to - from, input.height(), input.width());
    }
  }

  /** Zeros in the shape of the input, through which no gradient flows. */
  record Zero() implements Layer {
    @Override
    public boolean passesInputs() {
      return false;
    }

    @Override
    public FeatureShape infer(List<FeatureShape> inputs) {
      return only(inputs);
    }
  }

  private static FeatureShape only(List<FeatureShape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("the layer takes one input, got " + inputs.size());
    }
    return inputs.get(0);
  }

  private static FeatureShape pooled(FeatureShape input, int kernel, int stride, int padding) {
    return new FeatureShape(
        input.channels(),
        window(input.height(), kernel, stride, padding),
        window(input.width(), kernel, stride, padding));
  }

  private static int window(int size, int reach, int stride, int padding) {
    int room = size + 2 * padding - reach;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window of " + reach + " pixels does not fit an image of " + size + " pixels");
    }
    return room / stride + 1;
  }
}
