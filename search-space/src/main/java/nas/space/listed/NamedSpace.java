package nas.space.listed;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/**
 * Architectures that are known by name only, such as the ids of a table whose networks the program
 * cannot build.
 *
 * <p>Nothing follows from a name: there is no blueprint, no point has neighbours, and all have the
 * same encoding, so that predictors learn from features alone.
 */
public final class NamedSpace implements Space<String> {

  /** The name of spaces of names that no table calls otherwise. */
  public static final String NAME = "names";

  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_LABEL = 40;

  private final String name;
  private final List<String> points;
  private final Map<String, Integer> indices = new HashMap<>();

  /**
   * Creates a space.
   *
   * @param name what the architectures are, such as {@code darts}
   * @param points their names, printable ASCII without spaces at the ends, at least one, no one
   *     twice
   * @throws InvalidArchitectureException if they are something else
   */
  public NamedSpace(String name, List<String> points) {
    this.name = name;
    this.points = List.copyOf(points);
    for (String point : points) {
      if (!point.matches("[ -~]{1," + LONGEST_NAME + "}") || !point.equals(point.strip())) {
        throw new InvalidArchitectureException(
            ErrorText.quote(point) + " must be 1 to " + LONGEST_NAME + " characters of ASCII.");
      }
      if (indices.putIfAbsent(point, indices.size()) != null) {
        throw new InvalidArchitectureException(ErrorText.quote(point) + " is listed twice.");
      }
    }
    if (points.isEmpty()) {
      throw new InvalidArchitectureException("the list has no architecture.");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(points.size());
  }

  /** Returns the names in the order of the list. */
  public Stream<String> enumerate() {
    return points.stream();
  }

  /** Draws a name uniformly. */
  @Override
  public String sample(RandomGenerator random) {
    return points.get(random.nextInt(points.size()));
  }

  @Override
  public String drawing() {
    return String.format(Locale.ROOT, "drawn uniformly from a list of %,d", points.size());
  }

  /** Returns none: nobody knows which architectures are alike. */
  @Override
  public List<String> neighbours(String architecture) {
    valid(architecture);
    return List.of();
  }

  @Override
  public Optional<String> whyNoNeighbours() {
    return Optional.of(
        "the architectures of " + name + " are known by name only, so none has neighbours");
  }

  @Override
  public List<Capability<String>> capabilities() {
    Enumeration<String> enumeration = this::enumerate;
    Encoder<String> encoder = this::encode;
    Diagram<String> diagram = this::cellGraph;
    return List.of(enumeration, encoder, diagram);
  }

  /** Returns the same for all: a name says nothing to learn from. */
  public Encoding encode(String architecture) {
    valid(architecture);
    return new Encoding(
        List.of("input", "output"),
        List.of(0, 1),
        List.of(List.of(false, true), List.of(false, false)));
  }

  /** Returns one edge with the name, if it is short. */
  public CellGraph cellGraph(String architecture) {
    valid(architecture);
    String label = architecture.length() <= LONGEST_LABEL ? architecture : "";
    return new CellGraph(List.of("input", "output"), List.of(new CellGraph.Edge(0, 1, label)));
  }

  @Override
  public String parse(String text) {
    String stripped = text.strip();
    valid(stripped);
    return stripped;
  }

  @Override
  public String format(String architecture) {
    valid(architecture);
    return architecture;
  }

  @Override
  public Optional<String> whyInvalid(String architecture) {
    return indices.containsKey(architecture)
        ? Optional.empty()
        : Optional.of("it is none of the " + points.size() + " listed names.");
  }

  private void valid(String architecture) {
    whyInvalid(architecture)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException(
                  ErrorText.quote(architecture) + " is not valid: " + problem);
            });
  }

  @Override
  public String whyNo(Class<?> kind) {
    return kind == Blueprint.class
        ? "the architectures of " + name + " are known by name only, so they have no networks"
        : Space.super.whyNo(kind);
  }
}
