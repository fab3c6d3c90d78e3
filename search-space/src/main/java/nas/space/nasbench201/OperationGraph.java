package nas.space.nasbench201;

import java.util.Arrays;

/**
 * What a cell computes: its convolutions and poolings, each with what it sums up, once skips are
 * followed to their sources and whatever does not reach the output is left out.
 *
 * <p>Two cells with equal {@link #canonicalText} are the same network: a bijection takes each
 * operation to one of the same kind with the same inputs, and the weights could be exchanged one to
 * one. A pooling of nothing yields zeros and is left out; a convolution of nothing stays, because
 * the shift of its batch normalisation is trained.
 */
final class OperationGraph {

  private static final int CELL_INPUT = 0;

  /** By number, from 1. */
  private final EdgeOperation[] kinds = new EdgeOperation[1 + NasBench201Architecture.EDGES];

  /** For each operation how often it reads the cell's input (first) and each operation. */
  private final int[][] reads = new int[kinds.length][];

  private final int[] output;

  /** How many operations there are. */
  private int size;

  OperationGraph(NasBench201Architecture cell) {
    int[][] nodes = new int[NasBench201Architecture.NODES][kinds.length];
    nodes[0][CELL_INPUT] = 1;
    for (int to = 1; to < nodes.length; to++) {
      for (int from = 0; from < to; from++) {
        connect(nodes[from], cell.operation(from, to), nodes[to]);
      }
    }
    output = nodes[nodes.length - 1];
  }

  private void connect(int[] source, EdgeOperation kind, int[] sum) {
    switch (kind) {
      case NONE -> {}
      case SKIP_CONNECT -> {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += source[i];
        }
      }
      case AVERAGE_POOL_3X3, CONVOLUTION_1X1, CONVOLUTION_3X3 -> {
        if (kind != EdgeOperation.AVERAGE_POOL_3X3 || !isNothing(source)) {
          size++;
          kinds[size] = kind;
          reads[size] = source;
          sum[size] = 1;
        }
      }
    }
  }

  private static boolean isNothing(int[] sum) {
    for (int times : sum) {
      if (times > 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns a text that is equal for two cells if and only if their graphs are isomorphic. */
  String canonicalText() {
    int[] live = live();
    String[] colours = colours(live);
    sort(live, colours);
    return least(live, colours, 0);
  }

  /** Returns the operations that reach the output, by number. */
  private int[] live() {
    boolean[] reached = new boolean[1 + size];
    int count = 0;
    for (int operation = size; operation > 0; operation--) {
      boolean used = output[operation] > 0;
      for (int reader = operation + 1; reader <= size; reader++) {
        used |= reached[reader] && reads[reader][operation] > 0;
      }
      reached[operation] = used;
      count += used ? 1 : 0;
    }
    int[] live = new int[count];
    for (int operation = size; operation > 0; operation--) {
      if (reached[operation]) {
        count--;
        live[count] = operation;
      }
    }
    return live;
  }

  /** Returns for each operation a text that isomorphic graphs give to corresponding operations. */
  private String[] colours(int[] live) {
    String[] colours = new String[1 + size];
    for (int operation : live) {
      int[] sum = reads[operation];
      String[] read = new String[live.length];
      int count = 0;
      for (int source : live) {
        if (sum[source] > 0) {
          read[count] = number(sum[source]) + colours[source];
          count++;
        }
      }
      Arrays.sort(read, 0, count);
      StringBuilder colour = new StringBuilder().append(kind(operation)).append(number(sum[0]));
      for (int i = 0; i < count; i++) {
        colour.append('[').append(read[i]).append(']');
      }
      colours[operation] = colour.toString();
    }
    return colours;
  }

  private static void sort(int[] live, String[] colours) {
    for (int i = 1; i < live.length; i++) {
      for (int j = i; j > 0 && colours[live[j - 1]].compareTo(colours[live[j]]) > 0; j--) {
        swap(live, j - 1, j);
      }
    }
  }

  private static void swap(int[] order, int i, int j) {
    int moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }

  /**
   * Returns the least text of all orders that exchange operations of one colour from a place on.
   */
  private String least(int[] order, String[] colours, int place) {
    if (place >= order.length - 1) {
      return text(order);
    }
    String least = least(order, colours, place + 1);
    for (int other = place + 1;
        other < order.length && colours[order[other]].equals(colours[order[place]]);
        other++) {
      swap(order, place, other);
      String text = least(order, colours, place + 1);
      least = text.compareTo(least) < 0 ? text : least;
      swap(order, place, other);
    }
    return least;
  }

  private String text(int[] order) {
    StringBuilder text = new StringBuilder();
    for (int operation : order) {
      append(text.append(kind(operation)), reads[operation], order);
    }
    append(text.append('='), output, order);
    return text.toString();
  }

  private static void append(StringBuilder text, int[] sum, int[] order) {
    text.append(number(sum[CELL_INPUT]));
    for (int operation : order) {
      text.append(number(sum[operation]));
    }
  }

  private char kind(int operation) {
    return switch (kinds[operation]) {
      case CONVOLUTION_1X1 -> '1';
      case CONVOLUTION_3X3 -> '3';
      case AVERAGE_POOL_3X3 -> 'p';
      case NONE, SKIP_CONNECT -> throw new IllegalStateException("no operation");
    };
  }

  /**
   * Returns how often something is read: at most four times, as so many ways lead to the output.
   */
  private static char number(int times) {
    return (char) ('0' + times);
  }
}
