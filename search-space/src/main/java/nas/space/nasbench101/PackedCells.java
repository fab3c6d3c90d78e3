package nas.space.nasbench101;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;

/**
 * All different cells within some limits, eight bytes each, so that one can be drawn uniformly.
 *
 * <p>They are a function of the limits and are enumerated once a process, when first needed: the
 * 423,624 published ones in about a second.
 */
final class PackedCells {

  private record Limits(int maxVertices, int maxEdges) {}

  private static final Map<Limits, PackedCells> KNOWN = new ConcurrentHashMap<>();

  private static final int KINDS = VertexOperation.ALL.size();
  private static final int EDGE_BITS = NasBench101Cell.possibleEdges(NasBench101Cell.MOST_VERTICES);
  private static final int VERTEX_BITS = 3;

  private final long[] cells;

  private PackedCells(long[] cells) {
    this.cells = cells;
  }

  static PackedCells within(int maxVertices, int maxEdges) {
    return KNOWN.computeIfAbsent(
        new Limits(maxVertices, maxEdges),
        limits ->
            new PackedCells(
                StreamSupport.stream(new UniqueCells(maxVertices, maxEdges), false)
                    .mapToLong(PackedCells::pack)
                    .toArray()));
  }

  int size() {
    return cells.length;
  }

  /** Draws each cell with the same probability. */
  NasBench101Cell sample(RandomGenerator random) {
    return unpack(cells[random.nextInt(cells.length)]);
  }

  /** Vertices, then edges, then operations as digits, the first vertex the most significant. */
  private static long pack(NasBench101Cell cell) {
    long digits = 0;
    for (VertexOperation operation : cell.operations()) {
      digits = digits * KINDS + VertexOperation.ALL.indexOf(operation);
    }
    return ((digits << EDGE_BITS) | cell.adjacencyBits()) << VERTEX_BITS | cell.vertices();
  }

  private static NasBench101Cell unpack(long packed) {
    int vertices = (int) (packed & ((1 << VERTEX_BITS) - 1));
    int edges = (int) ((packed >> VERTEX_BITS) & ((1 << EDGE_BITS) - 1));
    long digits = packed >> (VERTEX_BITS + EDGE_BITS);
    VertexOperation[] operations = new VertexOperation[vertices - 2];
    for (int v = operations.length - 1; v >= 0; v--) {
      operations[v] = VertexOperation.ALL.get((int) (digits % KINDS));
      digits /= KINDS;
    }
    return new NasBench101Cell(vertices, edges, List.of(operations));
  }
}
