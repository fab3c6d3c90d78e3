package nas.space.nasbench201;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which cells count as one architecture.
 *
 * <p>{@link #NETWORK} is exact: its equal cells are the same network, so that training one answers
 * for the others. The others are the definitions of the literature.
 *
 * <p>All of those but {@link #STRING} describe every node as the sorted sum of what its edges
 * bring, written in terms of the cell's input, and call cells equal whose outputs have equal
 * descriptions. A skip brings the description of its source; sums that meet through a skip keep
 * their brackets.
 *
 * <p>None of them but {@link #STRING} sees whether one convolution feeds two nodes or two equal
 * convolutions feed one each: 337 of the 5,390 architectures of {@link #LIVE} gather networks with
 * different numbers of parameters. And they take the zeros behind {@code none} to stay zeros, which
 * a trained shift of batch normalisation can change.
 */
public enum CanonicalDefinition {
  /** Cells are equal if their strings are: 15,625 architectures. */
  STRING,
  /** Skips and the order of summands do not matter: 12,751 architectures. */
  ISOMORPHISM,
  /**
   * In addition an edge that brings zeros equals {@code none}; the zeros stay in the sum: 6,466
   * architectures, the number that Dong and Yang report.
   */
  ZERO_AWARE,
  /** In addition zeros drop out of sums, so dead branches do not matter: 5,390 architectures. */
  LIVE,
  /**
   * Cells are equal if they are the same network, operation by operation, without what does not
   * reach the output: 6,040 architectures.
   */
  NETWORK;

  private static final String ZERO = "#";

  /**
   * Returns for every {@linkplain NasBench201Architecture#code() code} the smallest code of an
   * equal cell.
   */
  int[] representatives() {
    int[] smallest = new int[NasBench201Architecture.CELLS];
    Map<String, Integer> first = new HashMap<>();
    for (int code = 0; code < smallest.length; code++) {
      String description = description(NasBench201Architecture.ofCode(code));
      Integer earlier = first.putIfAbsent(description, code);
      smallest[code] = earlier == null ? code : earlier;
    }
    return smallest;
  }

  private String description(NasBench201Architecture cell) {
    if (this == STRING) {
      return cell.toString();
    }
    if (this == NETWORK) {
      return new OperationGraph(cell).canonicalText();
    }
    List<String> nodes = new ArrayList<>();
    nodes.add("0");
    for (int to = 1; to < NasBench201Architecture.NODES; to++) {
      List<String> summands = new ArrayList<>();
      for (int from = 0; from < to; from++) {
        summands.add(summand(nodes.get(from), cell.operation(from, to)));
      }
      nodes.add(sum(summands));
    }
    return nodes.get(NasBench201Architecture.NODES - 1);
  }

  private String summand(String source, EdgeOperation operation) {
    if (this != ISOMORPHISM && (operation == EdgeOperation.NONE || source.equals(ZERO))) {
      return ZERO;
    }
    return operation == EdgeOperation.SKIP_CONNECT
        ? source
        : "(" + source + ")@" + operation.publishedName();
  }

  private String sum(List<String> summands) {
    Stream<String> counted =
        this == LIVE
            ? summands.stream().filter(summand -> !summand.equals(ZERO))
            : summands.stream();
    List<String> sorted = new ArrayList<>(counted.toList());
    Collections.sort(sorted);
    return sorted.isEmpty() ? ZERO : String.join("+", sorted);
  }
}
