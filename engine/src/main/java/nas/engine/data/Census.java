package nas.engine.data;

import java.util.Arrays;
import java.util.List;

/**
 * How many images a data set has, and of what size: what is known of a folder before an image is
 * decoded.
 *
 * @param training images to train on, by class
 * @param validation official validation images; 0: they are cut from those to train on
 * @param test official test images; 0: likewise
 * @param side the smaller of height and width of all images as networks see them, in pixels
 */
public record Census(List<Integer> training, int validation, int test, int side) {

  /** Copies the list. */
  public Census {
    training = List.copyOf(training);
  }

  /** Counts images. */
  static Census of(ImageData data) {
    int[] counts = new int[data.task().classes()];
    for (int label : data.training().labels()) {
      counts[label]++;
    }
    return new Census(
        Arrays.stream(counts).boxed().toList(),
        data.validation().map(Images::count).orElse(0),
        data.test().map(Images::count).orElse(0),
        Math.min(data.task().input().height(), data.task().input().width()));
  }

  /**
   * Returns how many of the images to train on are left by {@link DataSplit#of}.
   *
   * @param validationShare share that is set aside to validate, unless there are such images
   * @param testShare share that is set aside to test, likewise
   */
  public int trainedOn(double validationShare, double testShare) {
    int left = 0;
    for (int images : training) {
      int set =
          (test > 0 ? 0 : DataSplit.share(images, testShare))
              + (validation > 0 ? 0 : DataSplit.share(images, validationShare));
      left += images - Math.min(set, images);
    }
    return left;
  }

  /**
   * Returns how many images are left to train and to validate with, official validation images
   * among them.
   *
   * @param testShare as above
   */
  public int untested(double testShare) {
    return validation
        + training.stream()
            .mapToInt(images -> images - (test > 0 ? 0 : DataSplit.share(images, testShare)))
            .sum();
  }
}
