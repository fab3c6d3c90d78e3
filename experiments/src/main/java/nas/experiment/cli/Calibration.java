package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import nas.core.UserException;
import nas.engine.data.ImageFiles;
import nas.engine.model.Classifier;
import nas.engine.model.QuantisedActivations;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;

/** Images that show how large the values of a network's layers become. */
final class Calibration {

  /** Of more images so many are read, evenly spread: ranges hardly widen any more. */
  private static final int MOST = 500;

  private final Path folder;
  private final List<ImageFiles.Found> images;

  private Calibration(Path folder, List<ImageFiles.Found> images) {
    this.folder = folder;
    this.images = images;
  }

  /**
   * Finds the images in a folder and below it, whatever they show, and says what is left out.
   *
   * @param path what messages call the network
   * @throws UserException if the network takes none, or there is none
   */
  static Calibration of(Path folder, Path path, TrainedModel model, PrintWriter err) {
    ImageReading.require(path, model, "leave --calibrate out; it is for networks of images");
    ImageFiles found = ImageFiles.below(folder, Set.of());
    if (found.files().isEmpty()) {
      throw new UserException(
          "%s (--calibrate) holds no image that is read".formatted(folder),
          "name a folder of images, such as those to train on");
    }
    ImageReading.tell(folder, found.inventory(), err);
    return new Calibration(folder, found.files());
  }

  /**
   * Returns a network that rounds to 8 bits, by what it says of the images, and says of how many.
   *
   * @throws UserException if none can be read
   */
  TrainedModel rounding(TrainedModel model, PrintWriter out, PrintWriter err) {
    PyTorch.prepare();
    QuantisedActivations ranges = new QuantisedActivations(model);
    try (Classifier classifier = new Classifier(model, Device.CPU)) {
      for (ImageFiles.Found image : spread()) {
        ImageReading.pixels(image.file(), model, out, err)
            .ifPresent(pixels -> ranges.see(classifier, pixels));
      }
    }
    if (ranges.images() == 0) {
      throw new UserException("None of the images in " + folder + " can be read", "see above");
    }
    out.printf(
        Locale.ROOT,
        "Values of layers: whole numbers of 8 bits, over their ranges on %,d of %,d images%n",
        ranges.images(),
        images.size());
    return ranges.rounding();
  }

  private List<ImageFiles.Found> spread() {
    if (images.size() <= MOST) {
      return images;
    }
    List<ImageFiles.Found> some = new ArrayList<>();
    for (long one = 0; one < MOST; one++) {
      some.add(images.get((int) (one * images.size() / MOST)));
    }
    return some;
  }
}
