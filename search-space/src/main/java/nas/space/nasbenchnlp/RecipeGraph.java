package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A recipe by numbers: sources are 0 for x and 1 + j for h_prev_j, node i in the order of the
 * recipe is {@link #FIRST} + i.
 *
 * @param states number of hidden states
 * @param operations operation of every node
 * @param inputs what every node reads, in order
 * @param outputs for every hidden state, the node (without {@link #FIRST}) that computes it
 */
record RecipeGraph(
    int states, List<CellOperation> operations, List<List<Integer>> inputs, List<Integer> outputs) {

  /** Number of the first node. */
  static final int FIRST = 1 + Recipe.MOST_STATES;

  static RecipeGraph of(Recipe recipe) {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put(Recipe.X, 0);
    for (int state = 0; state < Recipe.MOST_STATES; state++) {
      numbers.put(Recipe.PREVIOUS + state, 1 + state);
    }
    for (Recipe.Node node : recipe.nodes()) {
      numbers.put(node.name(), numbers.size());
    }
    return new RecipeGraph(
        recipe.states(),
        recipe.nodes().stream().map(Recipe.Node::operation).toList(),
        recipe.nodes().stream()
            .map(node -> node.inputs().stream().map(numbers::get).toList())
            .toList(),
        IntStream.range(0, recipe.states())
            .mapToObj(state -> Objects.requireNonNull(numbers.get(Recipe.NEW + state)) - FIRST)
            .toList());
  }

  int size() {
    return operations.size();
  }

  static boolean isNode(int source) {
    return source >= FIRST;
  }

  /** Returns the sources and nodes on which some hidden state depends. */
  BitSet reached() {
    BitSet reached = new BitSet();
    int[] open = new int[size() + 1];
    int left = 0;
    for (int output : outputs) {
      if (!reached.get(FIRST + output)) {
        reached.set(FIRST + output);
        open[left++] = output;
      }
    }
    while (left > 0) {
      for (int input : inputs.get(open[--left])) {
        if (!reached.get(input)) {
          reached.set(input);
          if (isNode(input)) {
            open[left++] = input - FIRST;
          }
        }
      }
    }
    return reached;
  }

  /** Returns for every node itself and the nodes that it reads, directly or through others. */
  List<BitSet> needed() {
    List<BitSet> needed = new ArrayList<>();
    for (int node = 0; node < size(); node++) {
      needed.add(new BitSet(size()));
    }
    for (int node : topological()) {
      needed.get(node).set(node);
      for (int input : inputs.get(node)) {
        if (isNode(input)) {
          needed.get(node).or(needed.get(input - FIRST));
        }
      }
    }
    return needed;
  }

  /** Returns for every node the number of nodes on the longest path that leads to it. */
  int[] depths() {
    int[] depths = new int[size()];
    for (int node = 0; node < size(); node++) {
      depth(node, depths);
    }
    return depths;
  }

  private int depth(int node, int[] depths) {
    if (depths[node] == 0) {
      int deepest = 0;
      for (int input : inputs.get(node)) {
        deepest = Math.max(deepest, isNode(input) ? depth(input - FIRST, depths) : 0);
      }
      depths[node] = deepest + 1;
    }
    return depths[node];
  }

  /** Returns the nodes in an order in which they can be computed, else in that of the recipe. */
  List<Integer> topological() {
    int[] depths = depths();
    return IntStream.range(0, size())
        .boxed()
        .sorted((one, other) -> Integer.compare(depths[one], depths[other]))
        .toList();
  }

  /**
   * Returns some of the nodes in another order, numbered anew; inputs whose order does not matter
   * ascend.
   *
   * @param order nodes without {@link #FIRST}, with each all that it reads
   */
  RecipeGraph ordered(List<Integer> order) {
    int[] numbers = new int[FIRST + size()];
    for (int source = 0; source < FIRST; source++) {
      numbers[source] = source;
    }
    for (int place = 0; place < order.size(); place++) {
      numbers[FIRST + order.get(place)] = FIRST + place;
    }
    List<List<Integer>> reading = new ArrayList<>();
    for (int node : order) {
      int[] read = inputs.get(node).stream().mapToInt(input -> numbers[input]).toArray();
      if (operations.get(node).isSymmetric()) {
        Arrays.sort(read);
      }
      reading.add(Arrays.stream(read).boxed().toList());
    }
    return new RecipeGraph(
        states,
        order.stream().map(operations::get).toList(),
        List.copyOf(reading),
        outputs.stream().map(output -> numbers[FIRST + output] - FIRST).toList());
  }

  /** Returns the recipe with nodes named node_0, node_1 and so on, and h_new_0 and so on. */
  Recipe recipe() {
    String[] names = new String[FIRST + size()];
    names[0] = Recipe.X;
    for (int state = 0; state < Recipe.MOST_STATES; state++) {
      names[1 + state] = Recipe.PREVIOUS + state;
    }
    for (int node = 0; node < size(); node++) {
      int state = outputs.indexOf(node);
      names[FIRST + node] = state < 0 ? "node_" + node : Recipe.NEW + state;
    }
    return new Recipe(
        IntStream.range(0, size())
            .mapToObj(
                node ->
                    new Recipe.Node(
                        names[FIRST + node],
                        operations.get(node),
                        inputs.get(node).stream().map(input -> names[input]).toList()))
            .toList());
  }
}
