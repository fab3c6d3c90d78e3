package nas.experiment.cli;

import java.util.List;
import java.util.Locale;

/** How often a network agrees with the names of the folders that images lie in. */
final class Agreement {

  private final List<String> classNames;
  private final int[] images;
  private final int[] right;

  Agreement(List<String> classNames) {
    this.classNames = classNames;
    images = new int[classNames.size()];
    right = new int[classNames.size()];
  }

  /**
   * Adds an image.
   *
   * @param label name of its class
   * @param answer the class that the network takes it for
   */
  void add(String label, int answer) {
    int known = classNames.indexOf(label);
    images[known]++;
    right[known] += answer == known ? 1 : 0;
  }

  /** Returns the number of images so far. */
  int images() {
    return sum(images);
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Returns the accuracy, and its mean over the classes that have images. */
  String sentence() {
    double recalls = 0;
    int classes = 0;
    for (int label = 0; label < images.length; label++) {
      if (images[label] > 0) {
        recalls += (double) right[label] / images[label];
        classes++;
      }
    }
    return String.format(
        Locale.ROOT,
        "Accuracy %.2f %% (%,d of %,d images in folders of their classes), balanced %.2f %% over"
            + " %d of %d classes",
        100.0 * sum(right) / images(),
        sum(right),
        images(),
        100 * recalls / classes,
        classes,
        classNames.size());
  }
}
