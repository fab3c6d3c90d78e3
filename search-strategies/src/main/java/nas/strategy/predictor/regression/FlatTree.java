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

  /** Flattens a tree that was trained on a table's data set. */
  static FlatTree of(TreeModel<Regressor> tree, TrainingTable table) {
    List<Flat> nodes = new ArrayList<>();
    add(tree.getRoot(), table.columnsOf(tree.getFeatureIDMap()), nodes);
    return new FlatTree(nodes);
  }

  private static int add(Node<Regressor> node, int[] columns, List<Flat> into) {
    int place = into.size();
    if (node instanceof LeafNode<Regressor> leaf) {
      into.add(new Flat(-1, leaf.getOutput().getValues()[0], -1, -1));
      return place;
    }
    SplitNode<Regressor> split = (SplitNode<Regressor>) node;
    if (columns[split.getFeatureID()] < 0) {
      return add(
          1 > split.splitValue() ? split.getGreaterThan() : split.getLessThanOrEqual(),
          columns,
          into);
    }
    into.add(new Flat(-1, 0, -1, -1));
    int low = add(split.getLessThanOrEqual(), columns, into);
    int high = add(split.getGreaterThan(), columns, into);
    into.set(place, new Flat(columns[split.getFeatureID()], split.splitValue(), low, high));
    return place;
  }

  /** Predicts. */
  double predict(double[] row) {
    int node = 0;
    while (columns[node] >= 0) {
      node = row[columns[node]] > values[node] ? high[node] : low[node];
    }
    return values[node];
  }
}
