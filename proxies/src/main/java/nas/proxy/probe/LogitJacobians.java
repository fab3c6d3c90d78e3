package nas.proxy.probe;

import java.util.List;

/**
 * Logits of single images and their derivatives by some weights.
 *
 * @param images one for each image
 */
public record LogitJacobians(List<OfImage> images) {

  /** Copies the list. */
  public LogitJacobians {
    images = List.copyOf(images);
  }

  /**
   * One image.
   *
   * @param logits one for each class
   * @param derivatives (classes, weights)
   */
  @SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
  public record OfImage(double[] logits, double[][] derivatives) {}
}
