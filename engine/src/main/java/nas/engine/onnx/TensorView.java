package nas.engine.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import nas.engine.kernel.OnnxAxis;
import nas.network.FeatureShape;

/**
 * How a file sees the output of a node: the same values, with dimensions in another order, joined
 * or cut, as reshaping and transposing leave them.
 *
 * @param dimensions in the file's order, each of runs over the node's values, the slowest first;
 *     one without runs has the size 1
 */
record TensorView(List<List<Run>> dimensions) {

  /**
   * Values at equal distances.
   *
   * @param size how many they are; 0 for the examples of a batch
   * @param step how far apart they lie among the values of an example, row-major
   */
  record Run(int size, long step) {
    private static final Run BATCH = new Run(0, 0);

    boolean isBatch() {
      return size == 0;
    }

    private boolean continues(Run slower) {
      return !isBatch() && !slower.isBatch() && slower.step == step * size;
    }
  }

  /** Stands for the batch in a list of sizes. */
  static final int BATCH = 0;

  /** Copies the lists. */
  TensorView {
    dimensions = dimensions.stream().map(List::copyOf).toList();
  }

  /** Returns a shape seen with its axes in an order. */
  static TensorView of(FeatureShape shape, List<OnnxAxis> order) {
    return new TensorView(order.stream().map(axis -> runs(shape, axis)).toList());
  }

  /** Returns a shape seen as it is: the batch, then its axes in their order. */
  static TensorView of(FeatureShape shape) {
    List<OnnxAxis> order = new ArrayList<>(List.of(OnnxAxis.BATCH));
    shape.axes().forEach(axis -> order.add(OnnxAxis.valueOf(axis.name())));
    return of(shape, order);
  }

  /** Returns the runs of one axis of a shape. */
  static List<Run> runs(FeatureShape shape, OnnxAxis axis) {
    int width = shape.width();
    return switch (axis) {
      case BATCH -> List.of(Run.BATCH);
      case CHANNELS -> run(shape.channels(), (long) shape.height() * width);
      case HEIGHT -> run(shape.height(), width);
      case WIDTH, LENGTH -> run(width, 1);
      case ONE -> List.of();
      case MIXED -> throw new IllegalArgumentException("a mix of axes has no values of its own");
    };
  }

  private static List<Run> run(int size, long step) {
    return size == 1 ? List.of() : List.of(new Run(size, step));
  }

  int rank() {
    return dimensions.size();
  }

  /** Returns the place of the batch. */
  int batch() {
    return dimensions.indexOf(List.of(Run.BATCH));
  }

  /** Returns the size of a dimension that is not the batch. */
  int size(int dimension) {
    int size = 1;
    for (Run run : dimensions.get(dimension)) {
      size = Math.multiplyExact(size, run.size());
    }
    return size;
  }

  /** Returns the sizes of all dimensions but the batch. */
  List<Integer> sides() {
    List<Integer> sides = new ArrayList<>();
    for (int dimension = 0; dimension < rank(); dimension++) {
      if (dimension != batch()) {
        sides.add(size(dimension));
      }
    }
    return sides;
  }

  /** Returns what the dimensions stand for; those of size 1 for axes of that size, in order. */
  List<OnnxAxis> axes(FeatureShape shape) {
    List<OnnxAxis> missing = new ArrayList<>();
    shape.axes().forEach(axis -> missing.add(OnnxAxis.valueOf(axis.name())));
    OnnxAxis[] found = new OnnxAxis[rank()];
    for (int dimension = 0; dimension < found.length; dimension++) {
      List<Run> runs = dimensions.get(dimension);
      found[dimension] = runs.isEmpty() ? OnnxAxis.ONE : OnnxAxis.MIXED;
      if (runs.equals(List.of(Run.BATCH))) {
        found[dimension] = OnnxAxis.BATCH;
      }
      for (OnnxAxis axis : List.copyOf(missing)) {
        if (!runs.isEmpty() && runs(shape, axis).equals(runs)) {
          found[dimension] = axis;
          missing.remove(axis);
        }
      }
    }
    missing.removeIf(axis -> !runs(shape, axis).isEmpty());
    for (int dimension = 0; dimension < found.length; dimension++) {
      if (found[dimension] == OnnxAxis.ONE && !missing.isEmpty()) {
        found[dimension] = missing.remove(0);
      }
    }
    return List.of(found);
  }

  /** Returns the view with other values along a dimension. */
  TensorView with(int dimension, List<Run> runs) {
    List<List<Run>> changed = new ArrayList<>(dimensions);
    changed.set(dimension, runs);
    return new TensorView(changed);
  }

  /** Returns the view without a dimension. */
  TensorView without(int dimension) {
    List<List<Run>> fewer = new ArrayList<>(dimensions);
    fewer.remove(dimension);
    return new TensorView(fewer);
  }

  /** Returns the view with a dimension of size 1 put in. */
  TensorView widened(int dimension) {
    List<List<Run>> more = new ArrayList<>(dimensions);
    more.add(dimension, List.of());
    return new TensorView(more);
  }

  /** Returns the view whose dimensions stand in another order. */
  TensorView transposed(List<Integer> order) {
    if (order.size() != rank() || !order.stream().sorted().toList().equals(places())) {
      throw new IllegalArgumentException(
          "%d dimensions cannot be ordered by %s".formatted(rank(), order));
    }
    return new TensorView(order.stream().map(dimensions::get).toList());
  }

  private List<Integer> places() {
    List<Integer> places = new ArrayList<>();
    for (int dimension = 0; dimension < rank(); dimension++) {
      places.add(dimension);
    }
    return places;
  }

  /**
   * Returns the view with its values, in their order, in dimensions of other sizes.
   *
   * @param sizes the new sizes, {@link #BATCH} among them
   * @return nothing if the values cannot be cut so, or the batch would be joined with others
   */
  Optional<TensorView> reshaped(List<Integer> sizes) {
    Deque<Run> left = new ArrayDeque<>();
    dimensions.forEach(left::addAll);
    List<List<Run>> cut = new ArrayList<>();
    for (int size : sizes) {
      Optional<List<Run>> taken = size == BATCH ? batchOf(left) : taken(left, size);
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      cut.add(taken.get());
    }
    return left.isEmpty() ? Optional.of(new TensorView(cut)) : Optional.empty();
  }

  private static Optional<List<Run>> batchOf(Deque<Run> left) {
    return !left.isEmpty() && left.peek().isBatch()
        ? Optional.of(List.of(left.remove()))
        : Optional.empty();
  }

  /** Takes runs of so many values together from the front, cutting the last of them. */
  private static Optional<List<Run>> taken(Deque<Run> left, int size) {
    List<Run> runs = new ArrayList<>();
    int wanted = size;
    while (wanted > 1) {
      Run run = left.poll();
      if (run == null || run.isBatch()) {
        return Optional.empty();
      }
      int part = Math.min(run.size(), wanted);
      if (run.size() % part != 0 || wanted % part != 0) {
        return Optional.empty();
      }
      int rest = run.size() / part;
      append(runs, new Run(part, run.step() * rest));
      if (rest > 1) {
        left.push(new Run(rest, run.step()));
      }
      wanted /= part;
    }
    return Optional.of(runs);
  }

  private static void append(List<Run> runs, Run run) {
    int last = runs.size() - 1;
    if (last >= 0 && run.continues(runs.get(last))) {
      runs.set(last, new Run(runs.get(last).size() * run.size(), run.step()));
    } else {
      runs.add(run);
    }
  }

  @Override
  public String toString() {
    List<String> sizes = new ArrayList<>();
    for (int dimension = 0; dimension < rank(); dimension++) {
      sizes.add(dimension == batch() ? "batch" : Integer.toString(size(dimension)));
    }
    return sizes.toString();
  }
}
