package nas.space.given;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/**
 * Some networks, each by its label: what scores and trains architectures does so with networks that
 * no space describes. Nothing is edited or encoded.
 *
 * <p>A label ends with the {@linkplain Network#digest() digest} of its network, so that what is
 * kept under it is never that of another.
 */
public final class GivenNetworks implements Space<String> {

  private final String name;
  private final Map<String, Network> networks;

  /**
   * Creates the space.
   *
   * @param name what the networks are, such as {@code onnx}
   * @param networks by where they come from, such as the path of a file; at least one
   */
  public GivenNetworks(String name, Map<String, Network> networks) {
    this.name = name;
    Map<String, Network> labelled = new LinkedHashMap<>();
    networks.forEach((source, network) -> labelled.put(label(source, network), network));
    this.networks = Collections.unmodifiableMap(labelled);
  }

  /** Returns the label of a network. */
  public static String label(String source, Network network) {
    return source + "@" + network.digest();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(networks.size());
  }

  /** Draws uniformly. */
  @Override
  public String sample(RandomGenerator random) {
    return List.copyOf(networks.keySet()).get(random.nextInt(networks.size()));
  }

  @Override
  public List<String> neighbours(String label) {
    return List.of();
  }

  @Override
  public Optional<String> whyNoNeighbours() {
    return Optional.of("networks that are given have no neighbours");
  }

  @Override
  public String canonicalId(String label) {
    return network(label).id();
  }

  @Override
  public List<Capability<String>> capabilities() {
    Blueprint<String> blueprint = this::network;
    Diagram<String> diagram = label -> CellGraph.of(network(label));
    return List.of(blueprint, diagram);
  }

  @Override
  public String parse(String text) {
    network(text);
    return text;
  }

  @Override
  public String format(String label) {
    return label;
  }

  @Override
  public Optional<String> whyInvalid(String label) {
    return networks.containsKey(label) ? Optional.empty() : Optional.of(unknown(label));
  }

  private static String unknown(String label) {
    return "no network that is given is labelled " + label;
  }

  private Network network(String label) {
    Network network = networks.get(label);
    if (network == null) {
      throw new InvalidArchitectureException(unknown(label) + ".");
    }
    return network;
  }

  /**
   * Returns the network as it was given.
   *
   * @throws InvalidArchitectureException if it takes other images or has other outputs than the
   *     task
   */
  private Network network(String label, Task task) {
    Network network = network(label);
    FeatureShape output = network.outputNode().output();
    boolean images = network.input().kind() == FeatureShape.Kind.IMAGE;
    if (!network.input().equals(task.input())
        || !output.equals(new FeatureShape(task.classes(), 1, 1))) {
      throw new InvalidArchitectureException(
          "%s maps %s to %s; the data are images of %s in %d classes. Maybe use %s."
              .formatted(
                  label,
                  network.input().described(),
                  output.elements() == output.channels() ? output.channels() + " classes" : output,
                  task.input(),
                  task.classes(),
                  images
                      ? "data of that size, or another network"
                      : "a network that takes images"));
    }
    return network;
  }
}
