package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The generator that drew the recipes of NAS-Bench-NLP, number for number: the benchmark's recipes
 * are the valid ones of the seeds 0, 1, 2, ... with 13 vertices.
 */
public final class PublishedGenerator {

  /** Vertices beside one for each hidden state, as published. */
  public static final int VERTICES = 13;

  private static final List<CellOperation> OPERATIONS =
      List.of(CellOperation.LINEAR, CellOperation.BLEND, CellOperation.PRODUCT, CellOperation.SUM);
  private static final List<CellOperation> ACTIVATIONS =
      List.of(CellOperation.TANH, CellOperation.SIGMOID, CellOperation.LEAKY_RELU);

  private final int states;
  private final int vertices;

  /** A node while it is drawn. */
  private record Drawn(CellOperation operation, List<String> inputs) {}

  /**
   * Creates a generator.
   *
   * @param states number of hidden states, 1 to 3
   * @param vertices vertices beside one for each hidden state
   */
  public PublishedGenerator(int states, int vertices) {
    if (states < 1 || states > Recipe.MOST_STATES || vertices < 1) {
      throw new IllegalArgumentException(
          "states (%d) must be 1 to 3 and vertices (%d) at least 1".formatted(states, vertices));
    }
    this.states = states;
    this.vertices = vertices;
  }

  /**
   * Returns the recipe of a seed.
   *
   * @param seed 32 bits, without a sign
   * @return nothing if some input is not used, or a hidden state reads one of the step before
   */
  public Optional<Recipe> recipe(int seed) {
    NumpyRandom random = new NumpyRandom(seed);
    Map<String, Drawn> nodes = drawn(random);
    List<String> chosen = random.some(List.copyOf(nodes.keySet()), states);
    return Optional.of(pruned(named(nodes, chosen)))
        .filter(recipe -> Rules.violated(recipe).isEmpty());
  }

  private Map<String, Drawn> drawn(NumpyRandom random) {
    List<String> base = new ArrayList<>();
    base.add(Recipe.X);
    IntStream.range(0, states).forEach(state -> base.add(Recipe.PREVIOUS + state));
    List<String> activations = new ArrayList<>();
    Map<String, Drawn> nodes = new LinkedHashMap<>();
    while (nodes.size() < vertices + states) {
      CellOperation operation = OPERATIONS.get(random.index(3.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6));
      if (operation == CellOperation.LINEAR) {
        int wanted = 2 + random.index(0.8, 0.2);
        List<String> readable = new ArrayList<>(base);
        readable.addAll(activations);
        String linear = next(nodes);
        nodes.put(
            linear, new Drawn(operation, random.some(readable, Math.min(wanted, readable.size()))));
        String activation = next(nodes);
        int kind = random.index(1.0 / 3, 1.0 / 3, 1.0 / 3);
        nodes.put(activation, new Drawn(ACTIVATIONS.get(kind), List.of(linear)));
        activations.add(activation);
      } else {
        List<String> readable = statesBefore();
        readable.addAll(nodes.keySet());
        int wanted = operation == CellOperation.BLEND ? 3 : 2;
        if (wanted <= readable.size()) {
          nodes.put(next(nodes), new Drawn(operation, random.some(readable, wanted)));
        }
      }
    }
    return nodes;
  }

  private static String next(Map<String, Drawn> nodes) {
    return "node_" + nodes.size();
  }

  /** The hidden states in the order in which a hash table of the published program had them. */
  private List<String> statesBefore() {
    List<Integer> order =
        switch (states) {
          case 1 -> List.of(0);
          case 2 -> List.of(1, 0);
          default -> List.of(1, 0, 2);
        };
    return new ArrayList<>(order.stream().map(state -> Recipe.PREVIOUS + state).toList());
  }

  /** Moves the chosen nodes to the end, under the names of hidden states. */
  private static List<Recipe.Node> named(Map<String, Drawn> nodes, List<String> chosen) {
    List<String> order = new ArrayList<>(nodes.keySet());
    order.removeAll(chosen);
    order.addAll(chosen);
    List<Recipe.Node> named = new ArrayList<>();
    for (String name : order) {
      Drawn drawn = nodes.get(name);
      if (drawn != null) {
        named.add(
            new Recipe.Node(
                named(name, chosen),
                drawn.operation(),
                drawn.inputs().stream().map(input -> named(input, chosen)).toList()));
      }
    }
    return named;
  }

  private static String named(String name, List<String> chosen) {
    int state = chosen.indexOf(name);
    return state < 0 ? name : Recipe.NEW + state;
  }

  private static Recipe pruned(List<Recipe.Node> nodes) {
    Recipe whole = new Recipe(nodes);
    var reached = RecipeGraph.of(whole).reached();
    return new Recipe(
        IntStream.range(0, nodes.size())
            .filter(node -> reached.get(RecipeGraph.FIRST + node))
            .mapToObj(nodes::get)
            .toList());
  }
}
