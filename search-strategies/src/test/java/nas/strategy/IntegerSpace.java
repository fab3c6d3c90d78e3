package nas.strategy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.Space;

/** The integers 0 to 999; an edit adds or subtracts 1. */
public final class IntegerSpace implements Space<Integer> {

  private static final int SIZE = 1000;

  /** Accuracy with its single optimum at 700. */
  public static double accuracyPercent(int architecture) {
    return 100 - Math.abs(architecture - 700) / 10.0;
  }

  @Override
  public String name() {
    return "integers";
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(SIZE);
  }

  public Stream<Integer> enumerate() {
    return IntStream.range(0, SIZE).boxed();
  }

  @Override
  public Integer sample(RandomGenerator random) {
    return random.nextInt(SIZE);
  }

  @Override
  public Integer mutate(Integer architecture, RandomGenerator random) {
    List<Integer> neighbours = neighbours(architecture);
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  @Override
  public List<Integer> neighbours(Integer architecture) {
    return Stream.of(architecture - 1, architecture + 1)
        .filter(value -> value >= 0 && value < SIZE)
        .toList();
  }

  @Override
  public String canonicalId(Integer architecture) {
    return architecture.toString();
  }

  private Encoding encode(Integer architecture) {
    return new Encoding(List.of("node"), List.of(0), List.of(List.of(false)));
  }

  private CellGraph cellGraph(Integer architecture) {
    return new CellGraph(List.of(architecture.toString()), List.of());
  }

  @Override
  public List<Capability<Integer>> capabilities() {
    Enumeration<Integer> enumeration = this::enumerate;
    Encoder<Integer> encoder = this::encode;
    Diagram<Integer> diagram = this::cellGraph;
    Blueprint<Integer> blueprint = this::network;
    return List.of(enumeration, encoder, diagram, blueprint);
  }

  @Override
  public Integer parse(String text) {
    return Integer.valueOf(text);
  }

  @Override
  public String format(Integer architecture) {
    return architecture.toString();
  }

  @Override
  public Optional<String> whyInvalid(Integer architecture) {
    return architecture >= 0 && architecture < SIZE
        ? Optional.empty()
        : Optional.of("must be 0 to " + (SIZE - 1));
  }

  private Network network(Integer architecture, Task task) {
    return Network.builder(canonicalId(architecture), task.input()).build();
  }
}
