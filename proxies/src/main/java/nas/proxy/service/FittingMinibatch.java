package nas.proxy.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import nas.engine.data.Automatic;
import nas.engine.data.Census;

/**
 * The size of the minibatch that networks are scored with: 32 images, or all where there are fewer;
 * of balanced ones the greatest multiple of the number of classes up to that.
 */
final class FittingMinibatch implements Automatic.Rule {

  private static final int MOST = 32;

  @Override
  public Automatic.Chosen choose(Automatic.Given given, Supplier<Census> images) {
    List<Integer> counts = images.get().training();
    int all = counts.stream().mapToInt(count -> count).sum();
    int size = size(counts, given.get("balanced", Boolean.class));
    return Automatic.Chosen.of(
        Map.of("batch-size", (double) size),
        String.format(Locale.ROOT, "%,d images to train and validate on", all));
  }

  /**
   * Returns the size.
   *
   * @param counts images of each class
   */
  static int size(List<Integer> counts, boolean balanced) {
    if (balanced) {
      int each = counts.stream().mapToInt(count -> count).min().orElse(1);
      return counts.size() * Math.max(1, Math.min(MOST / counts.size(), each));
    }
    return Math.max(1, Math.min(MOST, counts.stream().mapToInt(count -> count).sum()));
  }
}
