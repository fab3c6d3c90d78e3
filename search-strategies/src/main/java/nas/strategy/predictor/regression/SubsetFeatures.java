package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.space.Encoding;

/**
 * Counts and path lengths of an architecture, for subsets of its operations: Kadlecova et al. 2024,
 * Surprisingly Strong Performance Prediction with Neural Graph Features (GRAF), ICML 2024.
 *
 * <p>For every subset: the fewest and the most operations on a path from input to output on which
 * no other operations are, NaN where there is none; how many of the subset the input feeds; how
 * many feed the output; how many there are. {@linkplain Encoding#places() Places} are no
 * operations: paths lead through them, and they count for nothing. Deviations: how many there are
 * of a single operation is said once; and of many operations not all subsets count, but all
 * operations together, each alone, and then by rising number k those of k operations and of all but
 * k, as long as there are at most {@value #MOST} subsets: all of up to 7 operations.
 */
final class SubsetFeatures {

  /** The greatest number of subsets, but for those of one operation, which always count. */
  static final int MOST = 127;

  private static final List<String> OF_A_SUBSET =
      List.of("shortest path", "longest path", "fed by input", "feeding output", "number");

  private final List<String> vocabulary;
  private final Set<String> places;

  /** Subsets as flags of the words in the vocabulary; places belong to each. */
  private final List<boolean[]> subsets = new ArrayList<>();

  private final List<String> names = new ArrayList<>();

  /** Prepares for all architectures of the space that an encoding is of. */
  SubsetFeatures(Encoding any) {
    vocabulary = any.vocabulary();
    places = any.places();
    int[] operations =
        IntStream.range(0, vocabulary.size())
            .filter(word -> !places.contains(vocabulary.get(word)))
            .toArray();
    for (List<Integer> members : subsets(operations.length)) {
      boolean[] subset = new boolean[vocabulary.size()];
      for (int word = 0; word < subset.length; word++) {
        subset[word] = places.contains(vocabulary.get(word));
      }
      members.forEach(member -> subset[operations[member]] = true);
      subsets.add(subset);
      String words =
          members.stream()
              .map(member -> vocabulary.get(operations[member]))
              .collect(Collectors.joining(" + "));
      OF_A_SUBSET.forEach(what -> names.add(what + " of " + words));
    }
  }

  /** Returns the subsets of so many operations that count, each ascending. */
  static List<List<Integer>> subsets(int operations) {
    Set<List<Integer>> chosen = new LinkedHashSet<>();
    List<Integer> all = IntStream.range(0, operations).boxed().toList();
    chosen.add(all);
    all.forEach(operation -> chosen.add(List.of(operation)));
    for (int size = 1; size <= operations / 2; size++) {
      Set<List<Integer>> level = new LinkedHashSet<>(chosen);
      if (!combine(operations, size, 0, List.of(), level)) {
        break;
      }
      chosen.addAll(level);
    }
    chosen.remove(List.<Integer>of());
    return List.copyOf(chosen);
  }

  /** Adds subsets of a size that begin so, and their complements; false if they become too many. */
  private static boolean combine(
      int operations, int size, int from, List<Integer> begun, Set<List<Integer>> into) {
    if (begun.size() == size) {
      into.add(begun);
      into.add(
          IntStream.range(0, operations).boxed().filter(other -> !begun.contains(other)).toList());
      return into.size() <= MOST;
    }
    for (int next = from; next < operations; next++) {
      List<Integer> longer = new ArrayList<>(begun);
      longer.add(next);
      if (!combine(operations, size, next + 1, List.copyOf(longer), into)) {
        return false;
      }
    }
    return true;
  }

  /** Returns what each number is about. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Returns the numbers of an architecture. */
  double[] of(Encoding encoding) {
    Nodes nodes = new Nodes(encoding);
    double[] features = new double[names.size()];
    int place = 0;
    for (boolean[] subset : subsets) {
      features[place++] = nodes.path(subset, true);
      features[place++] = nodes.path(subset, false);
      features[place++] = nodes.count(subset, nodes.fed);
      features[place++] = nodes.count(subset, nodes.feeding);
      features[place++] = nodes.count(subset, nodes.operations);
    }
    return features;
  }

  /** The nodes of one architecture. */
  private final class Nodes {

    private final int[] words;
    private final int[][] sources;

    /** Which nodes are operations. */
    private final boolean[] operations;

    /** Which of them the input feeds, perhaps through places. */
    private final boolean[] fed;

    /** Which of them feed the output. */
    private final boolean[] feeding;

    Nodes(Encoding encoding) {
      int count = encoding.nodes();
      words = encoding.operations().stream().mapToInt(Integer::intValue).toArray();
      sources = new int[count][];
      for (int node = 0; node < count; node++) {
        int to = node;
        sources[node] =
            IntStream.range(0, node)
                .filter(from -> encoding.adjacency().get(from).get(to))
                .toArray();
      }
      operations = new boolean[count];
      for (int node = 0; node < count; node++) {
        operations[node] = !places.contains(vocabulary.get(words[node]));
      }
      fed = new boolean[count];
      for (int node = 1; node < count; node++) {
        fed[node] =
            IntStream.of(sources[node])
                .anyMatch(from -> from == 0 || (!operations[from] && fed[from]));
      }
      feeding = new boolean[count];
      for (int node = count - 1; node > 0; node--) {
        if (node == count - 1 || (!operations[node] && feeding[node])) {
          IntStream.of(sources[node]).forEach(from -> feeding[from] = true);
        }
      }
    }

    /** Returns the length of the shortest or the longest path through a subset. */
    double path(boolean[] subset, boolean shortest) {
      double[] lengths = new double[words.length];
      for (int node = 1; node < words.length; node++) {
        double length = Double.NaN;
        if (subset[words[node]]) {
          for (int from : sources[node]) {
            if (Double.isNaN(length)
                || (shortest ? lengths[from] < length : lengths[from] > length)) {
              length = lengths[from];
            }
          }
        }
        lengths[node] = length + (operations[node] ? 1 : 0);
      }
      return lengths[words.length - 1];
    }

    int count(boolean[] subset, boolean[] which) {
      int count = 0;
      for (int node = 0; node < words.length; node++) {
        count += operations[node] && which[node] && subset[words[node]] ? 1 : 0;
      }
      return count;
    }
  }
}
