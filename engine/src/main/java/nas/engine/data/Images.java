package nas.engine.data;

import nas.network.FeatureShape;

/**
 * Images with their labels, 8 bits a channel as files store them.
 *
 * <p>The arrays are shared, not copied: nobody may write to them.
 *
 * @param shape shape of one image
 * @param pixels unsigned bytes, image after image, each channel after channel, row after row
 * @param labels class of each image, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // Gigabytes of pixels: copies and lists are out.
public record Images(FeatureShape shape, byte[] pixels, int[] labels) {

  /** Checks that the arrays fit together. */
  public Images {
    if (pixels.length != shape.elements() * labels.length) {
      throw new IllegalArgumentException(
          labels.length
              + " images of "
              + shape
              + " need "
              + shape.elements() * labels.length
              + " bytes, got "
              + pixels.length);
    }
  }

  /** Returns the number of images. */
  public int count() {
    return labels.length;
  }
}
