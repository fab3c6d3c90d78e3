package nas.strategy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
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
 * Lists of {@code positions} digits 0 to {@code choices} - 1. All zeros is invalid; the canonical
 * id sorts the digits, so there are many duplicates.
 */
public record ToySpace(int positions, int choices) implements Space<List<Integer>> {

  /** The best point is all digits at their maximum. */
  public static double accuracyPercent(List<Integer> architecture, int choices) {
    int sum = architecture.stream().mapToInt(Integer::intValue).sum();
    return 100.0 * sum / (architecture.size() * (choices - 1));
  }

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(choices).pow(positions).subtract(BigInteger.ONE);
  }

  public Stream<List<Integer>> enumerate() {
    return IntStream.range(1, size().intValueExact() + 1).mapToObj(this::decode);
  }

  private List<Integer> decode(int index) {
    Integer[] digits = new Integer[positions];
    for (int position = 0; position < positions; position++) {
      digits[position] = index % choices;
      index /= choices;
    }
    return List.of(digits);
  }

  @Override
  public List<Integer> sample(RandomGenerator random) {
    return decode(1 + random.nextInt(size().intValueExact()));
  }

  @Override
  public List<Integer> mutate(List<Integer> architecture, RandomGenerator random) {
    List<List<Integer>> neighbours = neighbours(architecture);
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  @Override
  public List<List<Integer>> neighbours(List<Integer> architecture) {
    List<List<Integer>> neighbours = new ArrayList<>();
    for (int position = 0; position < positions; position++) {
      for (int digit = 0; digit < choices; digit++) {
        List<Integer> edited = new ArrayList<>(architecture);
        if (edited.set(position, digit) != digit && whyInvalid(edited).isEmpty()) {
          neighbours.add(List.copyOf(edited));
        }
      }
    }
    return neighbours;
  }

  @Override
  public String canonicalId(List<Integer> architecture) {
    return architecture.stream().sorted().map(String::valueOf).collect(Collectors.joining());
  }

  @Override
  public List<Integer> representative(List<Integer> architecture) {
    return architecture.stream().sorted().toList();
  }

  private Encoding encode(List<Integer> architecture) {
    List<String> vocabulary = IntStream.range(0, choices).mapToObj(String::valueOf).toList();
    List<List<Boolean>> adjacency =
        IntStream.range(0, positions)
            .mapToObj(
                row -> IntStream.range(0, positions).mapToObj(column -> column == row + 1).toList())
            .toList();
    return new Encoding(vocabulary, architecture, adjacency);
  }

  private CellGraph cellGraph(List<Integer> architecture) {
    return new CellGraph(architecture.stream().map(String::valueOf).toList(), List.of());
  }

  @Override
  public List<Capability<List<Integer>>> capabilities() {
    Enumeration<List<Integer>> enumeration = this::enumerate;
    Encoder<List<Integer>> encoder = this::encode;
    Diagram<List<Integer>> diagram = this::cellGraph;
    Blueprint<List<Integer>> blueprint = this::network;
    return List.of(enumeration, encoder, diagram, blueprint);
  }

  @Override
  public List<Integer> parse(String text) {
    try {
      return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new InvalidArchitectureException("not a list of digits: " + text);
    }
  }

  @Override
  public String format(List<Integer> architecture) {
    return architecture.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  @Override
  public Optional<String> whyInvalid(List<Integer> architecture) {
    if (architecture.size() != positions) {
      return Optional.of("needs " + positions + " digits");
    }
    if (architecture.stream().anyMatch(digit -> digit < 0 || digit >= choices)) {
      return Optional.of("digits must be below " + choices);
    }
    return architecture.stream().allMatch(digit -> digit == 0)
        ? Optional.of("all digits are 0")
        : Optional.empty();
  }

  private Network network(List<Integer> architecture, Task task) {
    Network.Builder builder = Network.builder(canonicalId(architecture), task.input());
    int pooled = builder.add("pool", new GlobalAveragePool(), 0);
    builder.add("classifier", new Linear(task.classes(), true), pooled);
    return builder.build();
  }
}
