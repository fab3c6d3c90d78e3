package nas.experiment.run;

import java.util.function.Consumer;
import java.util.function.Supplier;
import nas.engine.data.Dataset;
import nas.experiment.config.LoadedExperiment;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * The images of an experiment, read when somebody first needs them, and once.
 *
 * <p>Safe for use by several threads.
 */
final class LazyImages {

  private final LoadedExperiment loaded;
  private final Supplier<Dataset> reading;
  private final Space<?> space;
  private final Consumer<String> notices;
  private @Nullable Dataset images;

  /**
   * Creates them, unread.
   *
   * @param space refuses images that do not fit
   * @param notices takes sentences about what their reader left out
   */
  LazyImages(LoadedExperiment loaded, Space<?> space, Consumer<String> notices) {
    this(loaded, loaded::readData, space, notices);
  }

  /**
   * Creates them, unread.
   *
   * @param reading reads them
   * @param space refuses images that do not fit
   * @param notices takes sentences about what their reader left out
   */
  LazyImages(
      LoadedExperiment loaded,
      Supplier<Dataset> reading,
      Space<?> space,
      Consumer<String> notices) {
    this.loaded = loaded;
    this.reading = reading;
    this.space = space;
    this.notices = notices;
  }

  synchronized Dataset get() {
    Dataset read = images;
    if (read == null) {
      read = reading.get();
      loaded.requireFit(space, read);
      images = read;
      String name = read.name();
      read.inventory().sentences().forEach(line -> notices.accept(name + ": " + line + "."));
    }
    return read;
  }
}
