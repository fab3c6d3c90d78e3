package nas.network;

/**
 * An image classification task: the shape of an image and the number of classes.
 *
 * @param input shape of one image (channels, height, width)
 * @param classes number of classes, at least 2
 */
public record Task(FeatureShape input, int classes) {

  /** Checks the ranges. */
  public Task {
    if (classes < 2) {
      throw new IllegalArgumentException("classes (" + classes + ") must be at least 2");
    }
  }
}
