package nas.engine.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.engine.graph.GraphFile.Graph;
import nas.engine.graph.GraphFile.Row;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.BinaryConvolution;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Clamp;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.Dropout;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.InstanceNorm;
import nas.network.operation.Linear;
import nas.network.operation.LocalResponseNorm;
import nas.network.operation.MaskedConvolution;
import nas.network.operation.MaxPool;
import nas.network.operation.Multiply;
import nas.network.operation.Pad;
import nas.network.operation.ParametricRelu;
import nas.network.operation.Relu;
import nas.network.operation.RepeatChannel;
import nas.network.operation.Scale;
import nas.network.operation.Sigmoid;
import nas.network.operation.Silu;
import nas.network.operation.Slice;
import nas.network.operation.Tanh;
import nas.network.operation.Upsample;
import nas.network.operation.Zero;
import org.jspecify.annotations.Nullable;

/** Reads one network. */
final class GraphReading {

  private static final double DEFAULT_EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final int MOST_PROBLEMS = 20;

  private final String model;
  private final List<Row> rows;
  private final List<String> problems = new ArrayList<>();

  /** Nodes by the indices of the table. */
  private final Map<Integer, Integer> nodes = new HashMap<>();

  /** First channels of the parts of a node, by the indices of the table. */
  private final Map<Integer, List<Integer>> parts = new HashMap<>();

  /** Nodes that hold indices, which the table does not state. */
  private final Set<Integer> indices = new HashSet<>();

  private Network.Builder network;
  private int masked;

  GraphReading(String model, List<Row> rows) {
    this.model = model;
    this.rows = rows;
    network = Network.builder(model, new FeatureShape(1, 1, 1));
  }

  Graph graph() {
    for (Row row : rows) {
      try {
        read(row);
      } catch (IllegalArgumentException | ArithmeticException refused) {
        problem(row, String.valueOf(refused.getMessage()));
      }
      if (problems.size() == MOST_PROBLEMS) {
        break;
      }
    }
    return new Graph(
        model, problems.isEmpty() ? Optional.of(network.build()) : Optional.empty(), problems);
  }

  private void problem(Row row, String words) {
    problems.add("node %d (%s): %s".formatted(row.index(), row.op(), words));
  }

  private void read(Row row) {
    switch (row.op()) {
      case "input" -> {
        network = Network.builder(model, shape(row.shape()));
        nodes.put(row.index(), 0);
      }
      case "output" -> {}
      case "contiguous", "Identity", "unsqueeze", "ProxylessUnit" ->
          nodes.put(row.index(), input(row));
      case "parameter" -> indices.add(row.index());
      case "index_select" -> repeat(row);
      case "split", "chunk" -> part(row);
      case "getitem" -> take(row);
      case "view" -> flatten(row);
      case "pad", "ZeroPad2d" -> pad(row);
      default ->
          operation(row)
              .ifPresentOrElse(
                  operation -> add(row, operation),
                  () -> problem(row, "there is no such operation, or not with these options"));
    }
  }

  private int input(Row row) {
    if (row.inputs().isEmpty() || !nodes.containsKey(row.inputs().get(0))) {
      throw new IllegalArgumentException("it reads a node that could not be read");
    }
    return nodes.get(row.inputs().get(0));
  }

  private void add(Row row, Operation operation) {
    List<Integer> inputs = new ArrayList<>();
    for (int input : row.inputs()) {
      Integer node = nodes.get(input);
      if (node == null) {
        throw new IllegalArgumentException("it reads node " + input + ", which could not be read");
      }
      inputs.add(node);
    }
    int node = network.add("node" + row.index() + "." + operation.kind(), operation, inputs);
    FeatureShape stated = shape(row.shape().replaceFirst("^\\((.*);None\\)$", "$1"));
    if (!network.shape(node).equals(stated)) {
      problem(row, "it yields %s, not %s".formatted(network.shape(node), stated));
    }
    nodes.put(row.index(), node);
  }

  private void flatten(Row row) {
    FeatureShape shape = network.shape(input(row));
    if (shape.elements() == shape.channels()) {
      nodes.put(row.index(), input(row));
    } else {
      add(row, new Flatten());
    }
  }

  /** Parts of channels are not read before they are taken. */
  private void part(Row row) {
    nodes.put(row.index(), input(row));
    List<Integer> firsts = new ArrayList<>(List.of(0));
    for (String shape : row.shape().replaceAll("[()]", "").split(";", -1)) {
      firsts.add(firsts.get(firsts.size() - 1) + shape(shape).channels());
    }
    parts.put(row.index(), firsts);
    if (row.option("dim", 1) != 1
        || firsts.get(firsts.size() - 1) != network.shape(input(row)).channels()) {
      problem(row, "it does not part channels");
    }
  }

  private void take(Row row) {
    int from = row.inputs().isEmpty() ? -1 : row.inputs().get(0);
    List<Integer> firsts = parts.get(from);
    int index = row.option("1", -1);
    if (firsts != null && index >= 0 && index < firsts.size() - 1) {
      add(row, new Slice(firsts.get(index), firsts.get(index + 1)));
      return;
    }
    JsonNode slice = row.options().path("slice");
    int channels = network.shape(input(row)).channels();
    if (slice.size() == 4
        && all(slice.get(0))
        && all(slice.get(2))
        && all(slice.get(3))
        && slice.get(1).asText().matches("\\d*:\\d*:")) {
      String[] ends = slice.get(1).asText().split(":", -1);
      add(
          row,
          new Slice(
              ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0]),
              ends[1].isEmpty() ? channels : Integer.parseInt(ends[1])));
      return;
    }
    if (slice.size() == 4 && all(slice.get(0)) && all(slice.get(1))) {
      int[] rows = cut(slice.get(2));
      int[] columns = cut(slice.get(3));
      add(row, new Crop(new Padding(rows[0], columns[0], rows[1], columns[1])));
      return;
    }
    if (firsts == null && index == 0 && slice.isMissingNode()) {
      // The first of what an operation of several outputs yields.
      nodes.put(row.index(), input(row));
      return;
    }
    problem(row, "it takes something else than channels");
  }

  /** Networks begin with indices that are all zero; training moves them. */
  private void repeat(Row row) {
    List<Integer> inputs = row.inputs();
    boolean channels =
        row.option("dim", 1) == 1 && inputs.size() == 2 && indices.contains(inputs.get(1));
    if (!channels) {
      problem(row, "it selects something else than channels by the network's own indices");
      return;
    }
    Operation first = new RepeatChannel(0, shape(row.shape()).channels());
    add(new Row(row.index(), row.op(), row.options(), inputs.subList(0, 1), row.shape()), first);
  }

  /** Returns how many rows a slice such as {@code 1:-2:} cuts off at both ends. */
  private static int[] cut(JsonNode slice) {
    String text = slice.asText();
    if (!text.matches("\\d{0,4}:(-\\d{1,4})?:")) {
      throw new IllegalArgumentException("it takes " + text + " of rows or columns");
    }
    String[] ends = text.split(":", -1);
    return new int[] {
      ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0]),
      ends[1].isEmpty() ? 0 : -Integer.parseInt(ends[1])
    };
  }

  private static boolean all(JsonNode slice) {
    return slice.asText().equals("::");
  }

  /** Returns the operation of a row; empty if there is none. */
  private Optional<Operation> operation(Row row) {
    JsonNode options = row.options();
    int inputs = row.inputs().size();
    Operation operation =
        switch (row.op()) {
          case "Conv2d" -> convolution(row);
          case "XConv2d" -> masked(row);
          case "Conv2d1bit" -> binary(row);
          case "InstanceNorm2d" ->
              new InstanceNorm(true, options.path("eps").asDouble(DEFAULT_EPSILON));
          case "local_response_norm" ->
              new LocalResponseNorm(
                  row.option("1", 0),
                  options.path("alpha").asDouble(),
                  options.path("beta").asDouble(),
                  options.path("k").asDouble());
          case "PReLU" -> new ParametricRelu();
          case "Upsample" -> upsample(row);
          case "RiRFinalBlock" -> new Concatenate();
          case "BatchNorm2d", "BatchNorm1d" ->
              new BatchNorm(
                  row.option("affine", 1) == 1,
                  options.path("eps").asDouble(DEFAULT_EPSILON),
                  MOMENTUM,
                  true);
          case "ReLU" -> new Relu();
          case "ReLU6" -> new Clamp(0, 6);
          case "Swish" -> new Silu();
          case "HSwish" -> new HardSwish();
          case "HSigmoid" -> new HardSigmoid();
          case "Sigmoid", "sigmoid" -> new Sigmoid();
          case "tanh" -> new Tanh();
          case "zeros_like" -> new Zero();
          case "Dropout" -> new Dropout(options.path("p").asDouble());
          case "Linear" -> new Linear(row.option("out", 0), row.option("b", 1) == 1);
          case "add" -> inputs > 1 && options.isEmpty() ? new Add() : null;
          case "mul" -> inputs > 1 && options.isEmpty() ? new Multiply() : scale(row);
          case "cat" -> row.option("dim", 1) == 1 ? new Concatenate() : null;
          case "ChannelShuffle" -> new ChannelShuffle(row.option("groups", 0));
          case "AdaptiveAvgPool2d" -> row.option("size", 1) == 1 ? new GlobalAveragePool() : null;
          case "AdaptiveMaxPool2d" -> largest(row);
          case "AvgPool2d" -> averagePool(row);
          case "MaxPool2d" ->
              new MaxPool(side(row, "k"), side(row, "s"), padding(row), row.option("ceil", 0) == 1);
          default -> null;
        };
    return Optional.ofNullable(operation);
  }

  private static Convolution convolution(Row row) {
    return new Convolution(
        row.option("out", 0),
        side(row, "k"),
        side(row, "s"),
        padding(row),
        row.options().has("d") ? side(row, "d") : Sides.of(1),
        row.option("g", 1),
        row.option("b", 0) == 1);
  }

  /** Which channels are read is drawn when a network is made, and not stated. */
  private MaskedConvolution masked(Row row) {
    masked++;
    return new MaskedConvolution(
        row.option("out", 0), side(row, "k"), side(row, "s"), padding(row), 2, masked);
  }

  /** Only names of networks say which of them use their weights as they are. */
  private Operation binary(Row row) {
    return model.contains("_32bit")
        ? convolution(row)
        : new BinaryConvolution(row.option("out", 0), side(row, "k"), side(row, "s"), padding(row));
  }

  private static @Nullable Operation scale(Row row) {
    JsonNode options = row.options();
    boolean number =
        row.inputs().size() == 1 && options.size() == 1 && options.iterator().next().isNumber();
    return number ? new Scale(options.iterator().next().asDouble()) : null;
  }

  private @Nullable Operation upsample(Row row) {
    FeatureShape from = network.shape(input(row));
    FeatureShape to = shape(row.shape());
    boolean whole = to.height() % from.height() == 0 && to.width() % from.width() == 0;
    return whole
        ? new Upsample(new Sides(to.height() / from.height(), to.width() / from.width()))
        : null;
  }

  private @Nullable Operation largest(Row row) {
    FeatureShape from = network.shape(input(row));
    Sides all = new Sides(from.height(), from.width());
    boolean one = shape(row.shape()).elements() == from.channels();
    return one ? new MaxPool(all, all, Padding.of(0), false) : null;
  }

  /** The mean of all is the same whatever the size of images is. */
  private Operation averagePool(Row row) {
    Sides kernel = side(row, "k");
    Padding padding = padding(row);
    FeatureShape shape = network.shape(input(row));
    boolean whole =
        kernel.height() == shape.height()
            && kernel.width() == shape.width()
            && padding.equals(Padding.of(0));
    return whole
        ? new GlobalAveragePool()
        : new AveragePool(kernel, side(row, "s"), padding, true, row.option("ceil", 0) == 1);
  }

  /** Padding is written as PyTorch does: both ends of the last dimension first. */
  private void pad(Row row) {
    JsonNode written = row.options().path("pad");
    int[] ends = new int[6];
    for (int i = 0; i < Math.min(written.size(), ends.length); i++) {
      ends[i] = written.get(i).asInt();
    }
    if (Arrays.stream(ends).allMatch(end -> end == 0)) {
      nodes.put(row.index(), input(row));
    } else {
      add(row, new Pad(new Padding(ends[2], ends[0], ends[3], ends[1]), ends[4], ends[5]));
    }
  }

  private static Sides side(Row row, String key) {
    int[] sides = pair(row, key);
    return new Sides(sides[0], sides[1]);
  }

  private static Padding padding(Row row) {
    int[] sides = pair(row, "p");
    return new Padding(sides[0], sides[1], sides[0], sides[1]);
  }

  private static int[] pair(Row row, String key) {
    JsonNode value = row.options().path(key);
    return value.isArray()
        ? new int[] {value.path(0).asInt(), value.path(1).asInt()}
        : new int[] {value.asInt(), value.asInt()};
  }

  private static FeatureShape shape(String text) {
    if (!text.matches("\\d{1,8}(x\\d{1,8}){0,2}")) {
      throw new IllegalArgumentException("its shape (" + text + ") is not that of images");
    }
    int[] sides = Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    return new FeatureShape(
        sides[0], sides.length > 1 ? sides[1] : 1, sides.length > 2 ? sides[2] : 1);
  }
}
