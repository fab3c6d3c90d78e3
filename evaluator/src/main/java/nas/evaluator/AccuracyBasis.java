package nas.evaluator;

import java.util.List;
import java.util.Locale;

/**
 * What accuracies on test images are to be compared with.
 *
 * @param largestClass name of the class with the most test images, the first of several
 * @param largestPercent its share of the test images: the accuracy of always answering with it
 */
public record AccuracyBasis(String largestClass, double largestPercent) {

  private static final double ROUNDING = 1e-9;

  /**
   * Counts test images.
   *
   * @param classNames names of the classes, at least one
   * @param counts test images of each
   */
  public static AccuracyBasis of(List<String> classNames, int[] counts) {
    int largest = 0;
    long sum = 0;
    for (int label = 0; label < counts.length; label++) {
      sum += counts[label];
      largest = counts[label] > counts[largest] ? label : largest;
    }
    return new AccuracyBasis(classNames.get(largest), 100.0 * counts[largest] / sum);
  }

  /** Says what always answering with one class has. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "Always answering '%s' has a test accuracy of %.2f %%.",
        largestClass,
        largestPercent);
  }

  /** Says whether an accuracy is no better than that of always answering with one class. */
  public boolean explains(double accuracyPercent) {
    return accuracyPercent <= largestPercent + ROUNDING;
  }
}
