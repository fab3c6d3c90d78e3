package nas.space.handmade;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/** Networks made by hand, each by its name; nothing is edited or encoded. */
public final class HandmadeNetworks implements Space<String> {

  static final String NAME = "networks";

  private static final int CLASSES = 10;

  private final List<String> names;

  /**
   * Creates the space.
   *
   * @param names at least one, no two alike, all known to {@link NetworkFamilies}
   */
  public HandmadeNetworks(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(names.size());
  }

  /** Draws uniformly. */
  @Override
  public String sample(RandomGenerator random) {
    return names.get(random.nextInt(names.size()));
  }

  @Override
  public List<String> neighbours(String name) {
    return List.of();
  }

  @Override
  public Optional<String> whyNoNeighbours() {
    return Optional.of("networks made by hand have no neighbours");
  }

  @Override
  public String canonicalId(String name) {
    return known(name);
  }

  @Override
  public List<Capability<String>> capabilities() {
    Enumeration<String> enumeration = names::stream;
    Blueprint<String> blueprint = HandmadeNetworks::network;
    Diagram<String> diagram = HandmadeNetworks::drawn;
    return List.of(enumeration, blueprint, diagram);
  }

  private static Network network(String name, Task task) {
    try {
      return NetworkFamilies.network(name, task);
    } catch (UserException refused) {
      throw new InvalidArchitectureException(
          refused.getMessage() + ". Maybe " + refused.advice() + ".");
    }
  }

  /** Draws it as for the images that it was made for. */
  private static CellGraph drawn(String name) {
    int pixels = NetworkFamilies.family(name).pixels(name);
    return CellGraph.of(network(name, new Task(new FeatureShape(3, pixels, pixels), CLASSES)));
  }

  @Override
  public String parse(String text) {
    return known(text.strip());
  }

  @Override
  public String format(String name) {
    return name;
  }

  @Override
  public Optional<String> whyInvalid(String name) {
    return names.contains(name) ? Optional.empty() : Optional.of(unknown(name));
  }

  private String known(String name) {
    if (!names.contains(name)) {
      throw new InvalidArchitectureException(unknown(name) + ". Maybe add it to names.");
    }
    return name;
  }

  private static String unknown(String name) {
    return "the network " + ErrorText.quote(name) + " is none of those that the space names";
  }
}
