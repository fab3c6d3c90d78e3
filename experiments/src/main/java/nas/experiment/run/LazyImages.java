package nas.experiment.run;

import java.util.function.Consumer;
import nas.engine.data.ImageData;
import nas.experiment.config.LoadedExperiment;
import org.jspecify.annotations.Nullable;

/**
 * The images of an experiment, read when somebody first needs them, and once.
 *
 * <p>Safe for use by several threads.
 */
final class LazyImages {

  private final LoadedExperiment loaded;
  private final Consumer<String> notices;
  private @Nullable ImageData images;

  /**
   * Creates them, unread.
   *
   * @param notices takes sentences about what their reader left out
   */
  LazyImages(LoadedExperiment loaded, Consumer<String> notices) {
    this.loaded = loaded;
    this.notices = notices;
  }

  synchronized ImageData get() {
    ImageData read = images;
    if (read == null) {
      read = loaded.readData();
      images = read;
      String name = read.name();
      read.inventory().sentences().forEach(line -> notices.accept(name + ": " + line + "."));
    }
    return read;
  }
}
