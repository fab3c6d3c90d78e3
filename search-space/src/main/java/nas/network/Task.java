package nas.network;

/**
 * What networks are trained for: the shape of an example and what is to be said of it.
 *
 * @param input shape of one example, such as channels, height and width of an image
 * @param target what is to be said of an example
 */
public record Task(FeatureShape input, Target target) {

  /**
   * Creates the task of saying which class an example belongs to.
   *
   * @param classes number of classes, at least 2
   */
  public Task(FeatureShape input, int classes) {
    this(input, new OneClass(classes));
  }

  /** Returns the number of classes of what is to be said. */
  public int classes() {
    return target.classes();
  }
}
