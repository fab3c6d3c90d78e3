package nas.space.nasbench201;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private final List<EdgeOperation> kinds = new ArrayList<>();

  /** For each operation how often it reads the cell's input (first) and each operation. */
  private final List<int[]> reads = new ArrayList<>();

  private final int[] output;

  OperationGraph(NasBench201Architecture cell) {
    List<int[]> nodes = new ArrayList<>();
    int[] input = new int[1 + NasBench201Architecture.EDGES];
    input[CELL_INPUT] = 1;
    nodes.add(input);
    for (int to = 1; to < NasBench201Architecture.NODES; to++) {
      int[] sum = new int[input.length];
      for (int from = 0; from < to; from++) {
        EdgeOperation kind = cell.operation(from, to);
        int[] source = nodes.get(from);
        boolean nothing = Arrays.stream(source).sum() == 0;
        switch (kind) {
          case NONE -> {}
          case SKIP_CONNECT -> {
            for (int i = 0; i < sum.length; i++) {
              sum[i] += source[i];
            }
          }
          case AVERAGE_POOL_3X3, CONVOLUTION_1X1, CONVOLUTION_3X3 -> {
            if (!nothing || kind != EdgeOperation.AVERAGE_POOL_3X3) {
              kinds.add(kind);
              reads.add(source);
              sum[kinds.size()] = 1;
            }
          }
        }
      }
      nodes.add(sum);
    }
    output = nodes.get(NasBench201Architecture.NODES - 1);
  }

  /** Returns a text that is equal for two cells if and only if their graphs are isomorphic. */
  String canonicalText() {
    List<Integer> live = live();
    List<List<Integer>> orders = new ArrayList<>();
    orders(live, colours(live), new ArrayList<>(), orders);
    return orders.stream().map(this::text).min(String::compareTo).orElseThrow();
  }

  /** Returns the operations that reach the output, by number from 1. */
  private List<Integer> live() {
    boolean[] reached = new boolean[output.length];
    for (int operation = kinds.size(); operation > 0; operation--) {
      boolean used = output[operation] > 0;
      for (int reader = operation + 1; reader <= kinds.size(); reader++) {
        used |= reached[reader] && reads.get(reader - 1)[operation] > 0;
      }
      reached[operation] = used;
    }
    List<Integer> live = new ArrayList<>();
    for (int operation = 1; operation <= kinds.size(); operation++) {
      if (reached[operation]) {
        live.add(operation);
      }
    }
    return live;
  }

  /** Returns for each operation a text that isomorphic graphs give to corresponding operations. */
  private String[] colours(List<Integer> live) {
    String[] colours = new String[output.length];
    for (int operation : live) {
      StringBuilder colour = new StringBuilder(kind(operation));
      List<String> read = new ArrayList<>();
      for (int source : live) {
        int times = reads.get(operation - 1)[source];
        if (times > 0) {
          read.add(times + colours[source]);
        }
      }
      read.sort(null);
      colours[operation] =
          colour.append(reads.get(operation - 1)[CELL_INPUT]).append(read).toString();
    }
    return colours;
  }

  /** Collects the orders of the operations in which colours ascend; equal ones are permuted. */
  private static void orders(
      List<Integer> rest, String[] colours, List<Integer> chosen, List<List<Integer>> orders) {
    if (rest.isEmpty()) {
      orders.add(List.copyOf(chosen));
      return;
    }
    String least = rest.stream().map(i -> colours[i]).min(String::compareTo).orElseThrow();
    for (Integer next : rest) {
      if (colours[next].equals(least)) {
        chosen.add(next);
        orders(rest.stream().filter(i -> !i.equals(next)).toList(), colours, chosen, orders);
        chosen.remove(chosen.size() - 1);
      }
    }
  }

  private String text(List<Integer> order) {
    StringBuilder text = new StringBuilder();
    for (int operation : order) {
      text.append(kind(operation));
      append(text, reads.get(operation - 1), order);
    }
    append(text.append('='), output, order);
    return text.toString();
  }

  private static void append(StringBuilder text, int[] sum, List<Integer> order) {
    text.append('(').append(sum[CELL_INPUT]);
    for (int operation : order) {
      text.append(',').append(sum[operation]);
    }
    text.append(')');
  }

  private String kind(int operation) {
    return kinds.get(operation - 1).publishedName();
  }
}
