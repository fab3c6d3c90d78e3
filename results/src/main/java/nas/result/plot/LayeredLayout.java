package nas.result.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Places of the nodes, labels and bends of a layered graph (Sugiyama, Tagawa and Toda 1981, DOI
 * 10.1109/TSMC.1981.4308636), from top to bottom.
 *
 * <p>Every layer that an edge passes holds a bend of it, and its label takes the place of one bend;
 * since things in one layer keep their distance, no label touches a node, a label or a foreign edge
 * at its layer.
 *
 * @param width width of the whole
 * @param height height of the whole
 * @param nodes boxes of the nodes
 * @param labels boxes of the labels of the edges; of size 0 where there is none
 * @param paths for each edge the points it runs through, vertically at each
 */
record LayeredLayout(
    double width, double height, List<Box> nodes, List<Box> labels, List<List<Point>> paths) {

  record Size(double width, double height) {}

  /** An edge and the size of its label; size 0 if it has none. */
  record Edge(int from, int to, Size label) {}

  /** A box around its centre. */
  record Box(double x, double y, double width, double height) {}

  record Point(double x, double y) {}

  private static final double GAP = 14;
  private static final double BEND_WIDTH = 6;
  private static final double LAYER_GAP = 20;
  private static final int SWEEPS = 8;
  private static final int STARTS = 16;
  private static final int PLACING_SWEEPS = 400;
  private static final double NEAR = 2;

  static LayeredLayout of(List<Size> nodes, List<Edge> edges) {
    return new Builder(nodes, edges).build();
  }

  /** Something that takes room in a layer: a node, a label or a bend. */
  private static final class Item {
    final int layer;
    final Size size;
    final boolean node;
    final List<Item> above = new ArrayList<>();
    final List<Item> below = new ArrayList<>();
    double x;
    int place;
    double meanPlace;

    Item(int layer, Size size, boolean node) {
      this.layer = layer;
      this.size = size;
      this.node = node;
    }
  }

  private static final class Builder {
    private final List<Size> nodeSizes;
    private final List<Edge> edges;
    private final List<Item> nodeItems = new ArrayList<>();
    private final List<List<Item>> chains = new ArrayList<>();
    private final List<Item> labelItems = new ArrayList<>();
    private List<List<Item>> layers = new ArrayList<>();

    Builder(List<Size> nodeSizes, List<Edge> edges) {
      this.nodeSizes = nodeSizes;
      this.edges = edges;
    }

    LayeredLayout build() {
      createItems();
      order();
      placeAcross();
      return placed();
    }

    private int[] nodeLayers() {
      int[] layer = new int[nodeSizes.size()];
      int deepest = 0;
      for (int node = 0; node < layer.length; node++) {
        for (Edge edge : edges) {
          if (edge.to() == node) {
            layer[node] = Math.max(layer[node], layer[edge.from()] + 1);
          }
        }
        deepest = Math.max(deepest, layer[node]);
      }
      if (layer.length > 1 && layer[layer.length - 1] < deepest) {
        layer[layer.length - 1] = deepest;
      }
      if (layer.length > 1 && deepest == 0) {
        layer[layer.length - 1] = 1;
      }
      return layer;
    }

    private void createItems() {
      // Labels, and edges between the same nodes, need a layer of their own between those of nodes.
      Set<List<Integer>> pairs = new HashSet<>();
      boolean spaced = false;
      for (Edge edge : edges) {
        spaced |= edge.label().width() > 0 || !pairs.add(List.of(edge.from(), edge.to()));
      }
      int factor = spaced ? 2 : 1;
      int[] layer = nodeLayers();
      int depth = Arrays.stream(layer).max().orElse(0) * factor + 1;
      for (int i = 0; i < depth; i++) {
        layers.add(new ArrayList<>());
      }
      for (int i = 0; i < layer.length; i++) {
        nodeItems.add(add(new Item(layer[i] * factor, nodeSizes.get(i), true)));
      }
      for (Edge edge : edges) {
        addChain(edge, layer[edge.from()] * factor, layer[edge.to()] * factor);
      }
    }

    private Item add(Item item) {
      layers.get(item.layer).add(item);
      return item;
    }

    private void addChain(Edge edge, int from, int to) {
      int labelLayer = (from + to) / 2;
      if (labelLayer % 2 == 0) {
        labelLayer--;
      }
      List<Item> chain = new ArrayList<>();
      chain.add(nodeItems.get(edge.from()));
      Item label = chain.get(0);
      for (int layer = from + 1; layer < to; layer++) {
        boolean isLabel = edge.label().width() > 0 && layer == labelLayer;
        Item item = add(new Item(layer, isLabel ? edge.label() : new Size(BEND_WIDTH, 0), false));
        chain.add(item);
        label = isLabel ? item : label;
      }
      chain.add(nodeItems.get(edge.to()));
      for (int i = 1; i < chain.size(); i++) {
        chain.get(i - 1).below.add(chain.get(i));
        chain.get(i).above.add(chain.get(i - 1));
      }
      chains.add(chain);
      labelItems.add(label);
    }

    /** Orders the layers from several beginnings; keeps the order in which fewest lines cross. */
    private void order() {
      List<List<Item>> first = copy(layers);
      List<List<Item>> best = copy(layers);
      int fewest = crossings(layers);
      SplittableRandom random = new SplittableRandom(1);
      for (int start = 0; start < STARTS && fewest > 0; start++) {
        layers = start == 0 ? copy(first) : shuffled(first, random);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
          boolean down = sweep % 2 == 0;
          for (int i = 0; i < layers.size(); i++) {
            sortLayer(down ? i : layers.size() - 1 - i, down);
          }
          exchangeNeighbours();
          int now = crossings(layers);
          if (now < fewest) {
            fewest = now;
            best = copy(layers);
          }
        }
      }
      layers = best;
    }

    private static List<List<Item>> shuffled(List<List<Item>> layers, SplittableRandom random) {
      List<List<Item>> shuffled = copy(layers);
      for (List<Item> layer : shuffled) {
        for (int i = layer.size() - 1; i > 0; i--) {
          Collections.swap(layer, i, random.nextInt(i + 1));
        }
      }
      return shuffled;
    }

    private static List<List<Item>> copy(List<List<Item>> layers) {
      List<List<Item>> copy = new ArrayList<>();
      layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
      return copy;
    }

    private void sortLayer(int index, boolean down) {
      number(layers);
      for (Item item : layers.get(index)) {
        List<Item> neighbours = down ? item.above : item.below;
        item.meanPlace = neighbours.stream().mapToInt(n -> n.place).average().orElse(item.place);
      }
      layers.get(index).sort(Comparator.comparingDouble(item -> item.meanPlace));
    }

    private static void number(List<List<Item>> layers) {
      for (List<Item> layer : layers) {
        for (int i = 0; i < layer.size(); i++) {
          layer.get(i).place = i;
        }
      }
    }

    private void exchangeNeighbours() {
      for (List<Item> layer : layers) {
        for (int i = 0; i + 1 < layer.size(); i++) {
          int before = crossings(layers);
          Item first = layer.get(i);
          layer.set(i, layer.get(i + 1));
          layer.set(i + 1, first);
          if (crossings(layers) >= before) {
            layer.set(i + 1, layer.get(i));
            layer.set(i, first);
          }
        }
      }
    }

    private static int crossings(List<List<Item>> order) {
      number(order);
      int count = 0;
      for (List<Item> layer : order) {
        List<int[]> lines = new ArrayList<>();
        for (Item item : layer) {
          item.below.forEach(to -> lines.add(new int[] {item.place, to.place}));
        }
        for (int i = 0; i < lines.size(); i++) {
          for (int j = 0; j < i; j++) {
            int[] a = lines.get(i);
            int[] b = lines.get(j);
            if ((a[0] - b[0]) * (a[1] - b[1]) < 0) {
              count++;
            }
          }
        }
      }
      return count;
    }

    private void placeAcross() {
      for (List<Item> layer : layers) {
        double at = 0;
        for (Item item : layer) {
          item.x = at + item.size.width() / 2;
          at += item.size.width() + GAP;
        }
      }
      for (int sweep = 0; sweep < PLACING_SWEEPS; sweep++) {
        for (int i = 0; i < layers.size(); i++) {
          placeLayer(layers.get(sweep % 2 == 0 ? i : layers.size() - 1 - i));
        }
      }
    }

    /** How much a line between two items should be upright; long edges more than short ones. */
    private static double straightness(Item a, Item b) {
      double weight = a.node && b.node ? 1 : a.node || b.node ? 2 : 8;
      // Reweighted squares add up to distances: rather one bend than many small ones.
      return weight / Math.max(NEAR, Math.abs(a.x - b.x));
    }

    private static void placeLayer(List<Item> layer) {
      double[] wanted = new double[layer.size()];
      double[] weights = new double[layer.size()];
      double[] gaps = new double[layer.size()];
      for (int i = 0; i < layer.size(); i++) {
        Item item = layer.get(i);
        double sum = 0;
        double weight = 0;
        for (List<Item> neighbours : List.of(item.above, item.below)) {
          for (Item neighbour : neighbours) {
            sum += straightness(item, neighbour) * neighbour.x;
            weight += straightness(item, neighbour);
          }
        }
        wanted[i] = weight == 0 ? item.x : sum / weight;
        weights[i] = weight == 0 ? 1 : weight;
        if (i + 1 < layer.size()) {
          gaps[i] = (item.size.width() + layer.get(i + 1).size.width()) / 2 + GAP;
        }
      }
      double[] placed = Spread.apart(wanted, weights, gaps);
      for (int i = 0; i < placed.length; i++) {
        layer.get(i).x = placed[i];
      }
    }

    private LayeredLayout placed() {
      double left = Double.POSITIVE_INFINITY;
      double right = Double.NEGATIVE_INFINITY;
      for (List<Item> layer : layers) {
        for (Item item : layer) {
          left = Math.min(left, item.x - item.size.width() / 2);
          right = Math.max(right, item.x + item.size.width() / 2);
        }
      }
      double[] heights = new double[layers.size()];
      double[] centres = new double[layers.size()];
      double at = 0;
      for (int i = 0; i < heights.length; i++) {
        heights[i] = layers.get(i).stream().mapToDouble(item -> item.size.height()).max().orElse(0);
        centres[i] = at + heights[i] / 2;
        at += heights[i] + LAYER_GAP;
      }
      List<Box> nodes = new ArrayList<>();
      for (Item item : nodeItems) {
        nodes.add(box(item, left, centres));
      }
      List<Box> labels = new ArrayList<>();
      for (int i = 0; i < edges.size(); i++) {
        Box box = box(labelItems.get(i), left, centres);
        labels.add(edges.get(i).label().width() > 0 ? box : new Box(box.x(), box.y(), 0, 0));
      }
      List<List<Point>> paths = new ArrayList<>();
      for (List<Item> chain : chains) {
        paths.add(path(chain, left, heights, centres));
      }
      return new LayeredLayout(
          layers.isEmpty() || nodeItems.isEmpty() ? 0 : right - left,
          Math.max(0, at - LAYER_GAP),
          nodes,
          labels,
          paths);
    }

    private static Box box(Item item, double left, double[] centres) {
      return new Box(item.x - left, centres[item.layer], item.size.width(), item.size.height());
    }

    /** A bend runs straight through the whole height of its layer, so that it cuts no corner. */
    private static List<Point> path(
        List<Item> chain, double left, double[] heights, double[] centres) {
      List<Point> path = new ArrayList<>();
      for (int i = 0; i < chain.size(); i++) {
        Item item = chain.get(i);
        double centre = centres[item.layer];
        double half = (item.node ? item.size.height() : heights[item.layer]) / 2;
        if (i > 0) {
          path.add(new Point(item.x - left, centre - half));
        }
        if (i + 1 < chain.size() && (i == 0 || half > 0)) {
          path.add(new Point(item.x - left, centre + half));
        }
      }
      return path;
    }
  }
}
