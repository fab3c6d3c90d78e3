package nas.experiment.score;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.engine.graph.GraphFile;
import nas.engine.onnx.OnnxReader;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.space.given.GivenNetworks;

/** Networks that belong to no space, each by a name such as that of its file. */
public final class NamedNetworks {

  /** Name of the space of networks from ONNX files. */
  public static final String ONNX = "onnx";

  /** Name of the space of networks from tables of their nodes. */
  public static final String GRAPHS = "graphs";

  /** Images of noise are at most so many bytes together, as the noise demands. */
  private static final long MOST_BYTES = 1L << 28;

  private static final int USUAL_IMAGES = 1024;

  private final String space;
  private final Map<String, Network> networks;

  /**
   * Names networks.
   *
   * @param space what the space that they make is called
   * @param networks at least one, by their names
   */
  public NamedNetworks(String space, Map<String, Network> networks) {
    this.space = space;
    this.networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("there are no networks");
    }
  }

  /**
   * Reads the networks in ONNX files, without their weights.
   *
   * @param files at least one
   * @throws UserException if one cannot be read
   */
  public static NamedNetworks onnx(List<Path> files) {
    Map<String, Network> networks = new LinkedHashMap<>();
    files.forEach(file -> networks.put(file.toString(), OnnxReader.read(file).network()));
    return new NamedNetworks(ONNX, networks);
  }

  /**
   * Reads the networks in tables of their nodes.
   *
   * @param files at least one
   * @param notices takes a sentence on each network that cannot be read, or takes other images than
   *     the first
   * @throws UserException if a file is no such table, or no network of it can be read
   */
  public static NamedNetworks graphs(List<Path> files, Consumer<String> notices) {
    Map<String, Network> networks = new LinkedHashMap<>();
    for (Path file : files) {
      for (GraphFile.Graph graph : GraphFile.read(file)) {
        if (graph.network().isEmpty()) {
          int more = graph.problems().size() - 1;
          notices.accept(
              "%s is left out: %s%s"
                  .formatted(
                      graph.model(),
                      graph.problems().get(0),
                      more == 0 ? "" : "; and " + more + " more"));
        } else if (networks.putIfAbsent(graph.model(), graph.network().get()) != null) {
          throw new UserException(
              "The network " + graph.model() + " stands twice in what --graphs names",
              "leave out one of the files");
        }
      }
    }
    if (networks.isEmpty()) {
      throw new UserException(
          "No network can be read from " + files.get(0), "see what was left out above");
    }
    FeatureShape images = networks.values().iterator().next().input();
    networks
        .entrySet()
        .removeIf(
            network -> {
              boolean other = !network.getValue().input().equals(images);
              if (other) {
                notices.accept(
                    "%s is left out: it takes images of %s, the first network of %s"
                        .formatted(network.getKey(), network.getValue().input(), images));
              }
              return other;
            });
    return new NamedNetworks(GRAPHS, networks);
  }

  /** Returns the networks as a space. */
  public GivenNetworks space() {
    return new GivenNetworks(space, networks);
  }

  /** Returns the labels of the networks in that space, in their order. */
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
  public Map<String, Object> noise() {
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
          "%s maps %s to %s, for which there is no noise"
              .formatted(first.getKey(), images.described(), output),
          images.kind() == FeatureShape.Kind.IMAGE
              ? "name images of that size with --data"
              : "score a network that takes images");
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("size", images.height());
    settings.put("channels", images.channels());
    settings.put("classes", classes);
    settings.put("images", count);
    return settings;
  }
}
