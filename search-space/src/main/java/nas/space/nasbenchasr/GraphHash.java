package nas.space.nasbenchasr;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The hash by which the benchmark names a cell: that of its graph of five vertices, input, three
 * operations and output, without the vertices of zeros and those on no path.
 *
 * <p>The published graph has an edge from each vertex to the next, and for a skip from node j that
 * is added at node i an edge from vertex j to vertex i + 1, which reads node i. Of a node only its
 * operation is a vertex: what skips added there is not carried on by later skips, and vanishes with
 * an operation that is zero. So some cells have one hash whose networks differ; that is how the
 * benchmark looks cells up.
 */
final class GraphHash {

  private static final int VERTICES = NasBenchAsrCell.NODES + 2;
  private static final int OUTPUT = VERTICES - 1;

  private GraphHash() {}

  /** Returns the hash as 32 hexadecimal digits; of a cell without a path that of an empty graph. */
  static String of(NasBenchAsrCell cell) {
    int[] labels = labels(cell);
    boolean[][] edges = pruned(edges(cell, labels));
    int[] kept = IntStream.range(0, VERTICES).filter(v -> anyEdge(edges, v)).toArray();
    String[] colours = new String[VERTICES];
    for (int v : kept) {
      colours[v] =
          md5(
              "(%d.0, %d.0, %d)"
                  .formatted(
                      Arrays.stream(kept).filter(w -> edges[v][w]).count(),
                      Arrays.stream(kept).filter(w -> edges[w][v]).count(),
                      labels[v]));
    }
    for (int round = 0; round < kept.length; round++) {
      String[] before = colours.clone();
      for (int v : kept) {
        String predecessors = joined(before, Arrays.stream(kept).filter(w -> edges[w][v]));
        String successors = joined(before, Arrays.stream(kept).filter(w -> edges[v][w]));
        colours[v] = md5(predecessors + "|" + successors + "|" + before[v]);
      }
    }
    // What Python prints of a list of texts.
    return md5(
        Arrays.stream(kept)
            .mapToObj(v -> "'" + colours[v] + "'")
            .sorted()
            .collect(Collectors.joining(", ", "[", "]")));
  }

  private static int[] labels(NasBenchAsrCell cell) {
    int[] labels = new int[VERTICES];
    labels[0] = -1;
    labels[OUTPUT] = -2;
    for (int node = 1; node <= NasBenchAsrCell.NODES; node++) {
      labels[node] = CellOperation.ALL.indexOf(cell.operation(node));
    }
    return labels;
  }

  private static boolean[][] edges(NasBenchAsrCell cell, int[] labels) {
    boolean[][] edges = new boolean[VERTICES][VERTICES];
    for (int node = 1; node < VERTICES; node++) {
      edges[node - 1][node] = true;
    }
    for (int to = 1; to <= NasBenchAsrCell.NODES; to++) {
      for (int from = 0; from < to; from++) {
        edges[from][to + 1] |= cell.skip(from, to);
      }
    }
    int zero = CellOperation.ALL.indexOf(CellOperation.ZERO);
    for (int from = 0; from < VERTICES; from++) {
      for (int to = 0; to < VERTICES; to++) {
        edges[from][to] &= labels[from] != zero && labels[to] != zero;
      }
    }
    return edges;
  }

  /** Returns the edges on paths from input to output. */
  private static boolean[][] pruned(boolean[][] edges) {
    boolean[] fromInput = new boolean[VERTICES];
    fromInput[0] = true;
    for (int to = 1; to < VERTICES; to++) {
      for (int from = 0; from < to; from++) {
        fromInput[to] |= fromInput[from] && edges[from][to];
      }
    }
    boolean[] toOutput = new boolean[VERTICES];
    toOutput[OUTPUT] = true;
    for (int from = OUTPUT - 1; from >= 0; from--) {
      for (int to = from + 1; to < VERTICES; to++) {
        toOutput[from] |= toOutput[to] && edges[from][to];
      }
    }
    boolean[][] pruned = new boolean[VERTICES][VERTICES];
    for (int from = 0; from < VERTICES; from++) {
      for (int to = 0; to < VERTICES; to++) {
        pruned[from][to] =
            edges[from][to] && fromInput[from] && toOutput[from] && fromInput[to] && toOutput[to];
      }
    }
    return pruned;
  }

  private static boolean anyEdge(boolean[][] edges, int vertex) {
    return IntStream.range(0, VERTICES).anyMatch(w -> edges[vertex][w] || edges[w][vertex]);
  }

  private static String joined(String[] colours, IntStream vertices) {
    return vertices.mapToObj(v -> colours[v]).sorted().collect(Collectors.joining());
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
