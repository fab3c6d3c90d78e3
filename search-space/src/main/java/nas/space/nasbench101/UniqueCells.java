package nas.space.nasbench101;

import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * Yields every pruned cell once up to the numbering of its vertices: the first met when numbers of
 * vertices, then adjacency bits, then operations (the first vertex most significant) ascend.
 */
final class UniqueCells extends Spliterators.AbstractSpliterator<NasBench101Cell> {

  static final int CHARACTERISTICS =
      Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;

  private static final int KINDS = VertexOperation.ALL.size();

  private final int mostVertices;
  private final int mostEdges;
  private final LongSet seen = new LongSet();

  private int vertices = 1;
  private int bits;
  private int labelling;
  private int labellings;
  private int[] labels = {};
  private int[] predecessors = {};
  private int[] successors = {};

  UniqueCells(int mostVertices, int mostEdges) {
    super(Long.MAX_VALUE, CHARACTERISTICS);
    this.mostVertices = mostVertices;
    this.mostEdges = mostEdges;
  }

  @Override
  public boolean tryAdvance(Consumer<? super NasBench101Cell> action) {
    while (true) {
      while (labelling == labellings) {
        if (!nextMatrix()) {
          return false;
        }
      }
      int rest = labelling++;
      for (int v = vertices - 2; v > 0; v--) {
        labels[v] = rest % KINDS;
        rest /= KINDS;
      }
      if (seen.add(GraphHash.fast(labels, predecessors, successors))) {
        action.accept(cell());
        return true;
      }
    }
  }

  private NasBench101Cell cell() {
    List<VertexOperation> operations = new ArrayList<>();
    for (int v = 1; v < vertices - 1; v++) {
      operations.add(VertexOperation.ALL.get(labels[v]));
    }
    return new NasBench101Cell(vertices, bits, operations);
  }

  /** Moves to the next matrix in which every vertex lies on a path from input to output. */
  private boolean nextMatrix() {
    do {
      bits++;
      if (vertices == 1 || bits == 1 << NasBench101Cell.possibleEdges(vertices)) {
        if (vertices == mostVertices) {
          // Stay at the end, however often the end is asked for.
          bits--;
          return false;
        }
        startSize(vertices + 1);
      }
    } while (Integer.bitCount(bits) > mostEdges || !connected());
    labelling = 0;
    return true;
  }

  private void startSize(int size) {
    vertices = size;
    bits = 1;
    labels = new int[size];
    labels[0] = -1;
    labels[size - 1] = -2;
    predecessors = new int[size];
    successors = new int[size];
    labellings = 1;
    for (int v = 1; v < size - 1; v++) {
      labellings *= KINDS;
    }
    labelling = labellings;
  }

  private boolean connected() {
    GraphHash.connect(vertices, bits, predecessors, successors);
    for (int v = 0; v < vertices; v++) {
      if ((v > 0 && predecessors[v] == 0) || (v < vertices - 1 && successors[v] == 0)) {
        return false;
      }
    }
    return true;
  }

  /** A set of numbers by open addressing. */
  private static final class LongSet {
    private long[] slots = new long[1 << 10];
    private int size;
    private boolean hasZero;

    boolean add(long value) {
      if (value == 0) {
        boolean added = !hasZero;
        hasZero = true;
        return added;
      }
      if (2 * size >= slots.length) {
        grow();
      }
      int at = find(value);
      if (slots[at] == value) {
        return false;
      }
      slots[at] = value;
      size++;
      return true;
    }

    /** Returns the slot that holds a value, or the free one where it belongs. */
    private int find(long value) {
      // The values are hashes already.
      int at = (int) value & (slots.length - 1);
      while (slots[at] != 0 && slots[at] != value) {
        at = (at + 1) & (slots.length - 1);
      }
      return at;
    }

    private void grow() {
      long[] old = slots;
      slots = new long[2 * old.length];
      for (long value : old) {
        if (value != 0) {
          slots[find(value)] = value;
        }
      }
    }
  }
}
