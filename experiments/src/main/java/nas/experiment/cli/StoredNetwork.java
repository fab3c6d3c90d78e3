package nas.experiment.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxReader;

/** A trained network as a user names it: a folder, a file of this program, or an ONNX file. */
final class StoredNetwork {

  private StoredNetwork() {}

  /**
   * Reads a network.
   *
   * @throws nas.core.UserException if there is none, or it cannot be read
   */
  static TrainedModel read(Path path) {
    boolean onnx = path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    return onnx && !Files.isDirectory(path) ? OnnxReader.model(path) : TrainedModel.read(path);
  }
}
