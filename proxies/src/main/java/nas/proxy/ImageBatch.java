package nas.proxy;

import nas.network.FeatureShape;

/**
 * A minibatch of labelled images.
 *
 * @param shape shape of one image
 * @param pixels row-major (images, channels, height, width), finite
 * @param labels class of each image, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
public record ImageBatch(FeatureShape shape, double[] pixels, int[] labels) {

  /**
   * Checks the batch.
   *
   * @throws IllegalArgumentException if there is no image, the numbers of pixels and labels do not
   *     fit, a pixel is not finite or a label is negative; the message says where
   */
  public ImageBatch {
    if (labels.length == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 image");
    }
    if (pixels.length != labels.length * shape.elements()) {
      throw new IllegalArgumentException(
          labels.length
              + " images of "
              + shape
              + " must have "
              + labels.length * shape.elements()
              + " pixels, got "
              + pixels.length);
    }
    for (int index = 0; index < pixels.length; index++) {
      if (!Double.isFinite(pixels[index])) {
        throw new IllegalArgumentException(
            "image "
                + index / shape.elements()
                + " has a pixel that is "
                + pixels[index]
                + " (index "
                + index % shape.elements()
                + " of channels, height, width)");
      }
    }
    for (int image = 0; image < labels.length; image++) {
      if (labels[image] < 0) {
        throw new IllegalArgumentException(
            "label (" + labels[image] + ") of image " + image + " must be at least 0");
      }
    }
  }

  /** Returns the number of images. */
  public int images() {
    return labels.length;
  }
}
