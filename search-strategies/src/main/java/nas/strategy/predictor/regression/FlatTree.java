package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.regression.Regressor;

/**
 * A regression tree of Tribuo's as arrays: ranking a space takes millions of predictions, and
 * Tribuo's own look every feature up by its name.
 */
final class FlatTree {

  private final int[] columns;
  private final double[] values;
  private final int[] low;
  private final int[] high;

  private record Flat(int column, double value, int low, int high) {}

  private FlatTree(List<Flat> nodes) {
    columns = nodes.stream().mapToInt(Flat::column).toArray();
    values = nodes.stream().mapToDouble(Flat::value).toArray();
    low = nodes.stream().mapToInt(Flat::low).toArray();
    high = nodes.stream().mapToInt(Flat::high).toArray();
  }

  /** Flattens a tree that was trained on the data set of a table whose numbers are in bins. */
  static FlatTree of(TreeModel<Regressor> tree, TrainingTable table, Bins bins) {
    List<Flat> nodes = new ArrayList<>();
    add(tree.getRoot(), table.columnsOf(tree.getFeatureIDMap()), bins, nodes);
    return new FlatTree(nodes);
  }

  private static int add(Node<Regressor> node, int[] columns, Bins bins, List<Flat> into) {
    int place = into.size();
    if (node instanceof LeafNode<Regressor> leaf) {
      into.add(new Flat(-1, leaf.getOutput().getValues()[0], -1, -1));
      return place;
    }
    SplitNode<Regressor> split = (SplitNode<Regressor>) node;
    int column = columns[split.getFeatureID()];
    if (column < 0) {
      return add(
          1 > split.splitValue() ? split.getGreaterThan() : split.getLessThanOrEqual(),
          columns,
          bins,
          into);
    }
    into.add(new Flat(-1, 0, -1, -1));
    int low = add(split.getLessThanOrEqual(), columns, bins, into);
    int high = add(split.getGreaterThan(), columns, bins, into);
    into.set(place, new Flat(column, bins.threshold(column, split.splitValue()), low, high));
    return place;
  }

  /** Adds to each sum what the tree predicts for the row, times a factor. */
  void addTo(double[] sums, FeatureColumns features, double factor) {
    new Descent(sums, features, factor).from(0, features.everyRow(), 0);
  }

  /** Sends all rows down the tree together, as bits: 64 of them at a time. */
  private final class Descent {

    private final double[] sums;
    private final FeatureColumns features;
    private final double factor;

    /** For each level two sets of rows, used anew at each node. */
    private final List<long[]> room = new ArrayList<>();

    Descent(double[] sums, FeatureColumns features, double factor) {
      this.sums = sums;
      this.features = features;
      this.factor = factor;
    }

    void from(int node, long[] members, int level) {
      if (columns[node] < 0) {
        add(members, factor * values[node]);
        return;
      }
      if (room.size() == 2 * level) {
        room.add(new long[members.length]);
        room.add(new long[members.length]);
      }
      long[] lows = room.get(2 * level);
      long[] highs = room.get(2 * level + 1);
      long[] above = features.above(columns[node], values[node]);
      long anyLow = 0;
      long anyHigh = 0;
      for (int word = 0; word < members.length; word++) {
        lows[word] = members[word] & ~above[word];
        highs[word] = members[word] & above[word];
        anyLow |= lows[word];
        anyHigh |= highs[word];
      }
      if (anyLow != 0) {
        from(low[node], lows, level + 1);
      }
      if (anyHigh != 0) {
        from(high[node], highs, level + 1);
      }
    }

    private void add(long[] members, double share) {
      for (int word = 0; word < members.length; word++) {
        int first = word * Long.SIZE;
        for (long rest = members[word]; rest != 0; rest &= rest - 1) {
          sums[first + Long.numberOfTrailingZeros(rest)] += share;
        }
      }
    }
  }
}
