package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import nas.core.UserException;
import nas.engine.data.ImageFile;
import nas.engine.data.Inventory;
import nas.engine.model.TrainedModel;
import nas.network.FeatureShape;

/** How commands read image files for a trained network, and say what they do not read. */
final class ImageReading {

  private ImageReading() {}

  /**
   * Checks that a network takes images.
   *
   * @param path what messages call the network
   * @param advice what to do if it does not
   * @throws UserException if it does not
   */
  static void require(Path path, TrainedModel model, String advice) {
    FeatureShape input = model.network().input();
    if (input.kind() != FeatureShape.Kind.IMAGE) {
      throw new UserException("%s takes %s, not images".formatted(path, input.described()), advice);
    }
  }

  /** Says what a reader left out of a folder or data set. */
  static void tell(Object name, Inventory inventory, PrintWriter err) {
    inventory.sentences().forEach(line -> err.println(Main.advised(name + ": " + line, "")));
    err.flush();
  }

  /**
   * Returns an image as a network takes it; empty if it cannot be read.
   *
   * @param out is written out before what is said, as it stands before it
   */
  static Optional<byte[]> pixels(Path file, TrainedModel model, PrintWriter out, PrintWriter err) {
    try {
      return Optional.of(ImageFile.read(file, model.network().input()));
    } catch (UserException refused) {
      out.flush();
      err.println(refused.error().text());
      err.flush();
      return Optional.empty();
    }
  }
}
