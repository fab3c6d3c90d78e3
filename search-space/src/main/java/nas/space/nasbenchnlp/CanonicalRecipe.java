package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The one numbering of the nodes of a cell that is the same whatever their names and their order:
 * colours are refined by what nodes read and by what reads them (Weisfeiler and Leman 1968); where
 * some nodes still look alike, each of them comes first once, and the least text counts.
 */
final class CanonicalRecipe {

  private final RecipeGraph graph;
  private final List<List<Integer>> readers;

  private CanonicalRecipe(RecipeGraph graph) {
    this.graph = graph;
    readers = new ArrayList<>();
    IntStream.range(0, graph.size()).forEach(node -> readers.add(new ArrayList<>()));
    for (int node = 0; node < graph.size(); node++) {
      for (int input : graph.inputs().get(node)) {
        if (RecipeGraph.isNode(input)) {
          readers.get(input - RecipeGraph.FIRST).add(node);
        }
      }
    }
  }

  /** Returns the cell without nodes on which no hidden state depends, in canonical order. */
  static RecipeGraph of(RecipeGraph whole) {
    BitSet reached = whole.reached();
    RecipeGraph graph =
        whole.ordered(
            whole.topological().stream()
                .filter(node -> reached.get(RecipeGraph.FIRST + node))
                .toList());
    CanonicalRecipe canonical = new CanonicalRecipe(graph);
    return canonical.least(canonical.refined(canonical.first()));
  }

  /** Writes a cell in a line, such as {@code linear(x,h0) activation_tanh(0) -> 1}. */
  static String text(RecipeGraph graph) {
    return IntStream.range(0, graph.size())
            .mapToObj(
                node ->
                    graph.operations().get(node).published()
                        + graph.inputs().get(node).stream()
                            .map(CanonicalRecipe::source)
                            .collect(Collectors.joining(",", "(", ")")))
            .collect(Collectors.joining(" ", "", " -> "))
        + graph.outputs().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String source(int input) {
    if (input == 0) {
      return Recipe.X;
    }
    return RecipeGraph.isNode(input)
        ? Integer.toString(input - RecipeGraph.FIRST)
        : "h" + (input - 1);
  }

  /**
   * Colours by depth, operation and the hidden state that a node is; depths make the order one in
   * which nodes can be computed.
   */
  private int[] first() {
    int[] depths = graph.depths();
    List<List<Integer>> keys = new ArrayList<>();
    for (int node = 0; node < graph.size(); node++) {
      keys.add(
          List.of(
              depths[node],
              CellOperation.ALL.indexOf(graph.operations().get(node)),
              graph.outputs().indexOf(node)));
    }
    return ranked(keys);
  }

  private int[] refined(int[] start) {
    int[] colours = start;
    int different = different(colours);
    while (different < graph.size()) {
      List<List<Integer>> keys = new ArrayList<>();
      for (int node = 0; node < graph.size(); node++) {
        keys.add(key(node, colours));
      }
      colours = ranked(keys);
      int now = different(colours);
      if (now == different) {
        break;
      }
      different = now;
    }
    return colours;
  }

  private List<Integer> key(int node, int[] colours) {
    List<Integer> key = new ArrayList<>();
    key.add(colours[node]);
    List<Integer> read = new ArrayList<>();
    for (int input : graph.inputs().get(node)) {
      read.add(colour(input, colours));
    }
    if (graph.operations().get(node).isSymmetric()) {
      Collections.sort(read);
    }
    key.addAll(read);
    List<Integer> reading = new ArrayList<>();
    for (int reader : readers.get(node)) {
      int place =
          graph.operations().get(reader).isSymmetric()
              ? 0
              : graph.inputs().get(reader).indexOf(RecipeGraph.FIRST + node);
      reading.add(colours[reader] * Recipe.MOST_STATES + place);
    }
    Collections.sort(reading);
    key.addAll(reading);
    return key;
  }

  private static int colour(int input, int[] colours) {
    return RecipeGraph.isNode(input)
        ? RecipeGraph.FIRST + colours[input - RecipeGraph.FIRST]
        : input;
  }

  private static int[] ranked(List<List<Integer>> keys) {
    Map<List<Integer>, Integer> ranks = new TreeMap<>(CanonicalRecipe::compare);
    keys.forEach(key -> ranks.put(key, 0));
    int rank = 0;
    for (Map.Entry<List<Integer>, Integer> entry : ranks.entrySet()) {
      entry.setValue(rank++);
    }
    return keys.stream().mapToInt(ranks::get).toArray();
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int difference = Integer.compare(one.get(i), other.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  private static int different(int[] colours) {
    return (int) Arrays.stream(colours).distinct().count();
  }

  private RecipeGraph least(int[] colours) {
    List<Integer> alike = firstAlike(colours);
    if (alike.isEmpty()) {
      return graph.ordered(
          IntStream.range(0, graph.size())
              .boxed()
              .sorted((one, other) -> Integer.compare(colours[one], colours[other]))
              .toList());
    }
    Map<String, RecipeGraph> found = new TreeMap<>();
    List<Integer> tried = new ArrayList<>();
    for (int node : alike) {
      if (tried.stream().noneMatch(other -> interchangeable(node, other))) {
        tried.add(node);
        int[] chosen = Arrays.stream(colours).map(colour -> 2 * colour + 1).toArray();
        chosen[node]--;
        RecipeGraph ordered = least(refined(chosen));
        found.put(text(ordered), ordered);
      }
    }
    return found.values().iterator().next();
  }

  private static List<Integer> firstAlike(int[] colours) {
    Map<Integer, List<Integer>> cells = new TreeMap<>();
    for (int node = 0; node < colours.length; node++) {
      cells.computeIfAbsent(colours[node], colour -> new ArrayList<>()).add(node);
    }
    return cells.values().stream().filter(cell -> cell.size() > 1).findFirst().orElse(List.of());
  }

  /** Returns whether the cell is the same with two nodes of one colour exchanged. */
  private boolean interchangeable(int one, int other) {
    Map<Integer, Integer> exchanged = new HashMap<>();
    exchanged.put(RecipeGraph.FIRST + one, RecipeGraph.FIRST + other);
    exchanged.put(RecipeGraph.FIRST + other, RecipeGraph.FIRST + one);
    if (!read(one, Map.of()).equals(read(other, Map.of()))) {
      return false;
    }
    return IntStream.range(0, graph.size())
        .allMatch(
            node ->
                node == one || node == other || read(node, exchanged).equals(read(node, Map.of())));
  }

  private List<Integer> read(int node, Map<Integer, Integer> exchanged) {
    List<Integer> read = new ArrayList<>();
    for (int input : graph.inputs().get(node)) {
      read.add(exchanged.getOrDefault(input, input));
    }
    if (graph.operations().get(node).isSymmetric()) {
      Collections.sort(read);
    }
    return read;
  }
}
