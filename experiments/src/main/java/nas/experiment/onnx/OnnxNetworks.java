package nas.experiment.onnx;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.core.UserException;
import nas.engine.onnx.OnnxReader;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.space.given.GivenNetworks;

/** The networks in ONNX files, without their weights. */
public final class OnnxNetworks {

  /** Name of the space that they make. */
  public static final String NAME = "onnx";

  /** Images of noise are at most so many bytes together, as the noise demands. */
  private static final long MOST_BYTES = 1L << 28;

  private static final int USUAL_IMAGES = 1024;

  private final Map<String, Network> networks = new LinkedHashMap<>();

  private OnnxNetworks(List<Path> files) {
    files.forEach(file -> networks.put(file.toString(), OnnxReader.read(file).network()));
  }

  /**
   * Reads files.
   *
   * @param files at least one
   * @throws UserException if one cannot be read
   */
  public static OnnxNetworks read(List<Path> files) {
    return new OnnxNetworks(files);
  }

  /** Returns the networks as a space. */
  public GivenNetworks space() {
    return new GivenNetworks(NAME, networks);
  }

  /** Returns the labels of the networks in that space, in the order of the files. */
  public List<String> labels() {
    return networks.entrySet().stream()
        .map(entry -> GivenNetworks.label(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * Returns settings of noise that fits the first network.
   *
   * @throws UserException if there is no such noise
   */
  public String noise() {
    Map.Entry<String, Network> first = networks.entrySet().iterator().next();
    FeatureShape images = first.getValue().input();
    FeatureShape output = first.getValue().outputNode().output();
    int classes = output.channels();
    long most = Math.max(1, MOST_BYTES / images.elements());
    long count = Math.max(classes, Math.min(USUAL_IMAGES, most));
    if (images.kind() != FeatureShape.Kind.IMAGE
        || images.height() != images.width()
        || output.elements() != classes
        || classes < 2
        || count > most) {
      throw new UserException(
          "%s maps inputs of %s to %s, for which there is no noise"
              .formatted(first.getKey(), images, output),
          "name images of that size with --data");
    }
    return "{noise: {size: %d, channels: %d, classes: %d, images: %d}}"
        .formatted(images.height(), images.channels(), classes, count);
  }
}
