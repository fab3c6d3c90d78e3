package nas.strategy.predictor;

import nas.space.Encoding;

/**
 * An encoded architecture without the nodes that compute nothing, which keep their places.
 *
 * <p>Removed are nodes whose operation is {@code none}, and those that are not on a path from the
 * first node to the last; these two always stay. As in the code of BRP-NAS (Dudziak et al. 2020,
 * arXiv:2007.08668) for NAS-Bench-201.
 *
 * @param operations for each node its index in the vocabulary of the encoding; -1: removed
 * @param adjacency {@code adjacency[i][j]} is true if node i feeds node j; removed nodes have no
 *     edges
 */
@SuppressWarnings("ArrayRecordComponent")
public record PrunedGraph(int[] operations, boolean[][] adjacency) {

  private static final String NONE = "none";
  private static final String SKIP = "skip_connect";

  /**
   * Prunes an encoding.
   *
   * @param contractSkips whether nodes whose operation is {@code skip_connect} are removed too,
   *     what feeds them then feeding what they fed
   */
  public static PrunedGraph of(Encoding encoding, boolean contractSkips) {
    int nodes = encoding.nodes();
    int[] operations = new int[nodes];
    boolean[][] adjacency = new boolean[nodes][nodes];
    for (int node = 0; node < nodes; node++) {
      operations[node] = encoding.operations().get(node);
      for (int to = node + 1; to < nodes; to++) {
        adjacency[node][to] = encoding.adjacency().get(node).get(to);
      }
    }
    for (int node = 1; node < nodes - 1; node++) {
      String operation = encoding.vocabulary().get(operations[node]);
      if (contractSkips && operation.equals(SKIP)) {
        bypass(node, adjacency);
      }
      if (operation.equals(NONE) || (contractSkips && operation.equals(SKIP))) {
        detach(node, adjacency);
      }
    }
    boolean[] reached = new boolean[nodes];
    boolean[] reaching = new boolean[nodes];
    for (int node = 0; node < nodes; node++) {
      reached[node] = node == 0;
      for (int from = 0; from < node; from++) {
        reached[node] |= reached[from] && adjacency[from][node];
      }
    }
    for (int node = nodes - 1; node >= 0; node--) {
      reaching[node] = node == nodes - 1;
      for (int to = node + 1; to < nodes; to++) {
        reaching[node] |= reaching[to] && adjacency[node][to];
      }
    }
    for (int node = 0; node < nodes; node++) {
      if (!reached[node] || !reaching[node]) {
        detach(node, adjacency);
        if (node > 0 && node < nodes - 1) {
          operations[node] = -1;
        }
      }
    }
    return new PrunedGraph(operations, adjacency);
  }

  private static void bypass(int node, boolean[][] adjacency) {
    for (int from = 0; from < node; from++) {
      for (int to = node + 1; to < adjacency.length; to++) {
        adjacency[from][to] |= adjacency[from][node] && adjacency[node][to];
      }
    }
  }

  private static void detach(int node, boolean[][] adjacency) {
    for (int other = 0; other < adjacency.length; other++) {
      adjacency[node][other] = false;
      adjacency[other][node] = false;
    }
  }

  /** Returns the number of nodes, removed ones among them. */
  public int nodes() {
    return operations.length;
  }
}
