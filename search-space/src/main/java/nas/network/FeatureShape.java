package nas.network;

/**
 * Shape of one image's feature map, without the batch dimension; a vector of n features is n x 1 x
 * 1.
 *
 * @param channels number of channels, at least 1
 * @param height height in pixels, at least 1
 * @param width width in pixels, at least 1
 */
public record FeatureShape(int channels, int height, int width) {

  /** Checks the ranges. */
  public FeatureShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape (" + channels + " x " + height + " x " + width + ") must be positive");
    }
  }

  /** Returns the number of values of one image. */
  public long elements() {
    return (long) channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
