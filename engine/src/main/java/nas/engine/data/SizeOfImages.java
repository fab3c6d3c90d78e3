package nas.engine.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The size that images of a folder are scaled to: the greatest of a few that is not above the
 * median of their shorter sides, so that half of them at least are not enlarged, and that a search
 * on a few processor cores can afford.
 */
final class SizeOfImages implements Automatic.Rule {

  /** In pixels, ascending; the time of a training grows with the square. */
  private static final int[] SIZES = {16, 24, 32, 48};

  /** So many images tell the median well enough, and of photographs take a second. */
  private static final int LOOKED_AT = 101;

  @Override
  public Automatic.Chosen choose(Automatic.Given given, Supplier<Census> images) {
    int[] sides =
        ImageFolderPlugin.find(
                given.get("folder", Path.class),
                given.find("labels", Path.class),
                new Inventory.Builder())
            .shortSides(LOOKED_AT);
    int median = sides.length == 0 ? SIZES[0] : sides[(sides.length - 1) / 2];
    return Automatic.Chosen.of(
        Map.of("size", (double) size(median)),
        String.format(
            Locale.ROOT,
            "half of the images%s are at most %,d pixels high or wide",
            sides.length == LOOKED_AT ? " (of " + LOOKED_AT + " looked at)" : "",
            median));
  }

  /** Returns the size for a median of the shorter sides, both in pixels. */
  static int size(int median) {
    int chosen = SIZES[0];
    for (int size : SIZES) {
      chosen = size <= median ? size : chosen;
    }
    return chosen;
  }
}
