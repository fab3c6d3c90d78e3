package nas.space;

import java.util.List;
import java.util.Set;

/**
 * An architecture as a directed acyclic graph with one operation per node, the form that graph
 * predictors take.
 *
 * @param vocabulary names of the operations; the same list, in the same order, for every
 *     architecture of a space
 * @param operations for each node, in topological order, its index in {@code vocabulary}
 * @param adjacency {@code adjacency[i][j]} is true if node i feeds node j (i before j)
 * @param places those of the vocabulary that say what stands there, such as {@code input} and
 *     {@code sum}, not what is done to feature maps; the same for every architecture of a space
 */
public record Encoding(
    List<String> vocabulary,
    List<Integer> operations,
    List<List<Boolean>> adjacency,
    Set<String> places) {

  /** The places of most encodings. */
  public static final Set<String> ENDS = Set.of("input", "output");

  /** Creates an encoding whose only places are {@link #ENDS}. */
  public Encoding(
      List<String> vocabulary, List<Integer> operations, List<List<Boolean>> adjacency) {
    this(vocabulary, operations, adjacency, ENDS);
  }

  /** Copies the lists and checks that they fit together. */
  public Encoding {
    vocabulary = List.copyOf(vocabulary);
    places = Set.copyOf(places);
    operations = List.copyOf(operations);
    adjacency = adjacency.stream().map(List::copyOf).toList();
    int nodes = operations.size();
    if (adjacency.size() != nodes || adjacency.stream().anyMatch(row -> row.size() != nodes)) {
      throw new IllegalArgumentException("adjacency must be " + nodes + " x " + nodes);
    }
    for (int operation : operations) {
      if (operation < 0 || operation >= vocabulary.size()) {
        throw new IllegalArgumentException("operation (" + operation + ") is not in " + vocabulary);
      }
    }
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return operations.size();
  }

  /** Returns the operations one-hot: nodes rows of vocabulary.size() zeros and a one. */
  public float[][] oneHot() {
    float[][] rows = new float[nodes()][vocabulary.size()];
    for (int node = 0; node < nodes(); node++) {
      rows[node][operations.get(node)] = 1;
    }
    return rows;
  }
}
