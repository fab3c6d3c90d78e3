package nas.experiment.run;

import nas.evaluator.data.ImageData;
import nas.experiment.config.LoadedExperiment;
import org.jspecify.annotations.Nullable;

/**
 * The images of an experiment, read when somebody first needs them, and once.
 *
 * <p>Safe for use by several threads.
 */
final class LazyImages {

  private final LoadedExperiment loaded;
  private @Nullable ImageData images;

  LazyImages(LoadedExperiment loaded) {
    this.loaded = loaded;
  }

  synchronized ImageData get() {
    ImageData read = images;
    if (read == null) {
      read = loaded.readData();
      images = read;
    }
    return read;
  }
}
