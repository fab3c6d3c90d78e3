package nas.proxy;

import java.util.Optional;
import nas.network.FeatureShape;
import nas.network.Target;

/**
 * A minibatch of labelled images, or of examples of another shape, which are called images here.
 *
 * @param shape shape of one image
 * @param pixels row-major (images, channels, height, width) or by the axes of the shape, finite
 * @param labels class of each image, from 0; or, image after image, as many classes as the answer
 *     to an image has, such as one for each step of a sequence
 * @param target what the labels answer where they are compared by a loss of its own; empty: they
 *     are classes, compared by the cross-entropy
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
public record ImageBatch(
    FeatureShape shape, double[] pixels, int[] labels, Optional<Target> target) {

  /** Takes a batch whose labels are classes. */
  public ImageBatch(FeatureShape shape, double[] pixels, int[] labels) {
    this(shape, pixels, labels, Optional.empty());
  }

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
    long images = pixels.length / shape.elements();
    boolean whole = images > 0 && pixels.length % shape.elements() == 0;
    if (!whole || labels.length % images != 0) {
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
    for (int at = 0; at < labels.length; at++) {
      if (labels[at] < 0) {
        throw new IllegalArgumentException(
            "label (%d) of image %d must be at least 0"
                .formatted(labels[at], at * images / labels.length));
      }
    }
  }

  /** Returns the number of images. */
  public int images() {
    return Math.toIntExact(pixels.length / shape.elements());
  }

  /** Returns the number of labels of an image. */
  public int labelsOfEach() {
    return labels.length / images();
  }
}
