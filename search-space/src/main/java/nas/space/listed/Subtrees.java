package nas.space.listed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.core.Seeds;
import nas.space.Encoding;

/**
 * What the nodes of an architecture look like: each by its operation, by that and the operations
 * around it, and by those around these, whatever the order of the nodes.
 *
 * <p>Subtree counts of Weisfeiler and Lehman as Shervashidze et al. 2011 (Weisfeiler-Lehman graph
 * kernels) and, of architectures, Ru et al. 2021 (arXiv:2006.07556) compare graphs, with two
 * rounds.
 */
final class Subtrees {

  private static final int ROUNDS = 2;

  /** Hashes of all subtrees, ascending. */
  private final long[] sorted;

  private Subtrees(long[] sorted) {
    this.sorted = sorted;
  }

  static Subtrees of(Encoding encoding) {
    int nodes = encoding.nodes();
    List<List<Integer>> readers = new ArrayList<>();
    List<List<Integer>> read = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      readers.add(new ArrayList<>());
      read.add(new ArrayList<>());
    }
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        if (encoding.adjacency().get(from).get(to)) {
          readers.get(from).add(to);
          read.get(to).add(from);
        }
      }
    }
    long[] all = new long[(ROUNDS + 1) * nodes];
    long[] now = new long[nodes];
    Arrays.setAll(now, node -> Seeds.mix(1 + encoding.operations().get(node)));
    System.arraycopy(now, 0, all, 0, nodes);
    for (int round = 1; round <= ROUNDS; round++) {
      long[] before = now;
      now = new long[nodes];
      for (int node = 0; node < nodes; node++) {
        long around = Seeds.mix(before[node] ^ sum(read.get(node), before));
        now[node] = Seeds.mix(around + sum(readers.get(node), before));
      }
      System.arraycopy(now, 0, all, round * nodes, nodes);
    }
    Arrays.sort(all);
    return new Subtrees(all);
  }

  /** Returns the same for the same nodes in any order. */
  private static long sum(List<Integer> nodes, long[] subtrees) {
    long sum = nodes.size();
    for (int node : nodes) {
      sum += Seeds.mix(subtrees[node]);
    }
    return sum;
  }

  /** Returns how many subtrees only one of two architectures has. */
  int distance(Subtrees other) {
    int shared = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < sorted.length && theirs < other.sorted.length) {
      int order = Long.compare(sorted[mine], other.sorted[theirs]);
      shared += order == 0 ? 1 : 0;
      mine += order <= 0 ? 1 : 0;
      theirs += order >= 0 ? 1 : 0;
    }
    return sorted.length + other.sorted.length - 2 * shared;
  }
}
