package nas.network;

import java.util.List;

/**
 * Shape of what a node yields for one example, by named axes: feature maps of images (channels,
 * height, width), sequences (channels, length) and sequences of tokens (length). A vector of n
 * features is an image of n x 1 x 1.
 *
 * <p>Windows move over a sequence as over an image of height 1, its length being the width.
 *
 * @param kind which axes there are
 * @param channels number of channels, at least 1; 1 without such an axis
 * @param height height in pixels, at least 1; 1 without such an axis
 * @param width width in pixels or length in steps, at least 1
 */
public record FeatureShape(Kind kind, int channels, int height, int width) {

  /** What a dimension of an array means. */
  public enum Axis {
    /** Features at one place. */
    CHANNELS,
    /** Rows of pixels. */
    HEIGHT,
    /** Columns of pixels. */
    WIDTH,
    /** Steps of a sequence. */
    LENGTH
  }

  /** Which axes a shape has. */
  public enum Kind {
    /** Feature maps of an image: channels, height, width. */
    IMAGE,
    /** Features at each step: channels, length. */
    SEQUENCE,
    /** The number of a token at each step: length. */
    TOKENS
  }

  /** Checks the ranges. */
  public FeatureShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape (" + channels + " x " + height + " x " + width + ") must be positive");
    }
    if (kind != Kind.IMAGE && (height != 1 || (kind == Kind.TOKENS && channels != 1))) {
      throw new IllegalArgumentException("a shape of " + kind + " has no such axes");
    }
  }

  /** The shape of feature maps of an image. */
  public FeatureShape(int channels, int height, int width) {
    this(Kind.IMAGE, channels, height, width);
  }

  /** Returns the shape of a sequence. */
  public static FeatureShape sequence(int channels, int length) {
    return new FeatureShape(Kind.SEQUENCE, channels, 1, length);
  }

  /** Returns the shape of a sequence of tokens. */
  public static FeatureShape tokens(int length) {
    return new FeatureShape(Kind.TOKENS, 1, 1, length);
  }

  /** Returns a shape of the same axes with other sizes. */
  public FeatureShape resized(int newChannels, int newHeight, int newWidth) {
    return new FeatureShape(kind, newChannels, newHeight, newWidth);
  }

  /** Returns the axes, in the order of an array's dimensions behind the batch. */
  public List<Axis> axes() {
    return switch (kind) {
      case IMAGE -> List.of(Axis.CHANNELS, Axis.HEIGHT, Axis.WIDTH);
      case SEQUENCE -> List.of(Axis.CHANNELS, Axis.LENGTH);
      case TOKENS -> List.of(Axis.LENGTH);
    };
  }

  /** Returns the sizes of the axes, in their order. */
  public List<Integer> sizes() {
    return switch (kind) {
      case IMAGE -> List.of(channels, height, width);
      case SEQUENCE -> List.of(channels, width);
      case TOKENS -> List.of(width);
    };
  }

  /**
   * Returns the shape whose axes have these sizes.
   *
   * @param sizes three of an image, two of a sequence, one of tokens
   */
  public static FeatureShape of(List<Integer> sizes) {
    return switch (sizes.size()) {
      case 3 -> new FeatureShape(sizes.get(0), sizes.get(1), sizes.get(2));
      case 2 -> sequence(sizes.get(0), sizes.get(1));
      case 1 -> tokens(sizes.get(0));
      default -> throw new IllegalArgumentException("no shape has the sizes " + sizes);
    };
  }

  /** Returns the number of values of one example. */
  public long elements() {
    return (long) channels * height * width;
  }

  /** Returns the shape in words, such as {@code sequences of 5 features at 7 steps}. */
  public String described() {
    return switch (kind) {
      case IMAGE -> "images of " + this;
      case SEQUENCE -> "sequences of %d features at %d steps".formatted(channels, width);
      case TOKENS -> "sequences of %d tokens".formatted(width);
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case IMAGE -> channels + "x" + height + "x" + width;
      case SEQUENCE -> channels + "x" + width;
      case TOKENS -> width + " tokens";
    };
  }
}
