package nas.proxy.synflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Slice;
import nas.network.operation.Split;
import nas.proxy.synflow.Channels.Block;
import org.jspecify.annotations.Nullable;

/**
 * What operations make of expected maps, for one network. What follows from the properties of an
 * operation needs no rule; an operation without a rule has no known expectation.
 */
final class ExpectedOperations {

  /** What one kind of operation makes of its inputs; null if that is not known. */
  @FunctionalInterface
  private interface Rule<O extends Operation> {
    @Nullable Channels output(
        ExpectedOperations all, O operation, Network.Node node, Channels[] outputs);
  }

  /** What one kind of operation makes of its only input. */
  @FunctionalInterface
  private interface OfOne<O extends Operation> {
    Channels output(ExpectedOperations all, O operation, Channels input, FeatureShape shape);
  }

  private static final Map<Class<?>, Rule<?>> RULES = new HashMap<>();

  static {
    rule(Add.class, (all, add, node, outputs) -> sum(node.inputs(), outputs));
    rule(Concatenate.class, (all, join, node, outputs) -> joined(node.inputs(), outputs));
    rule(
        Slice.class,
        (all, slice, node, outputs) ->
            new Channels(outputs[node.inputs().get(0)].range(slice.from(), slice.to())));
    rule(Split.class, (all, split, node, outputs) -> part(split, node, outputs));
    rule(Convolution.class, once((all, conv, input, shape) -> all.convolution(conv, input, shape)));
    rule(Linear.class, once((all, linear, input, shape) -> all.linear(linear, input, shape)));
    rule(
        GlobalAveragePool.class,
        once((all, pool, input, shape) -> pooled(input, ExpectedOperations::mean)));
    rule(
        Crop.class,
        once((all, crop, input, shape) -> pooled(input, flow -> all.cropped(crop, flow))));
    rule(
        MaxPool.class,
        once((all, pool, input, shape) -> pooled(input, flow -> all.largest(pool, shape, flow))));
    Rule<AveragePool> average =
        once((all, pool, input, shape) -> pooled(input, flow -> all.mean(pool, shape, flow)));
    rule(
        AveragePool.class,
        (all, pool, node, outputs) ->
            isMean(pool) ? average.output(all, pool, node, outputs) : null);
  }

  private static <O extends Operation> void rule(Class<O> operation, Rule<O> rule) {
    RULES.put(operation, rule);
  }

  private final ExpectedSynflow synflow;
  private final ExpectedWeights weights;
  private final Network network;
  private final FeatureMap.Scratch scratch = new FeatureMap.Scratch();

  ExpectedOperations(ExpectedSynflow synflow, Network network) {
    this.synflow = synflow;
    this.network = network;
    weights = synflow.weights();
  }

  /**
   * Returns what a node yields, or null if that is not known.
   *
   * @param outputs by index of a node: what the nodes before yield
   */
  @Nullable Channels output(Network.Node node, Channels[] outputs) {
    Operation operation = node.operation();
    if (node.index() == 0) {
      return input(node.output());
    }
    if (node.shares() != node.index()) {
      return null;
    }
    if (!operation.passesInputs()) {
      return Channels.of(node.output().channels(), Flow.ZERO);
    }
    if (operation.normalises() || operation.keepsPositive()) {
      return outputs[node.inputs().get(0)];
    }
    // Rules stand under the class of their operation only.
    @SuppressWarnings("unchecked")
    @Nullable Rule<Operation> rule = (Rule<Operation>) RULES.get(operation.getClass());
    return rule == null ? null : rule.output(this, operation, node, outputs);
  }

  private static Channels input(FeatureShape shape) {
    Side rows = new Side(shape.height(), true);
    Side columns = new Side(shape.width(), true);
    return Channels.of(
        shape.channels(), new Flow(FeatureMap.constant(rows, columns, 1), null, true));
  }

  private static Channels joined(List<Integer> inputs, Channels[] outputs) {
    List<Block> joined = new ArrayList<>();
    for (int input : inputs) {
      joined.addAll(outputs[input].blocks());
    }
    return new Channels(joined);
  }

  private static Channels part(Split split, Network.Node node, Channels[] outputs) {
    double channels = node.output().channels();
    double from = split.part() * channels;
    return new Channels(outputs[node.inputs().get(0)].range(from, from + channels));
  }

  /** Applies an operation to an input once, however many nodes do so. */
  private static <O extends Operation> Rule<O> once(OfOne<O> rule) {
    return (all, operation, node, outputs) -> {
      Channels input = outputs[node.inputs().get(0)];
      Channels known = input.known(operation);
      if (known == null) {
        known = rule.output(all, operation, input, all.network.inputOf(node));
        input.remember(operation, known);
      }
      return known;
    };
  }

  private Channels linear(Linear linear, Channels input, FeatureShape shape) {
    Block joined = input.joined();
    double factor = joined.weight() * weights.weight(linear, shape.channels());
    double bias = weights.bias(linear, shape.channels());
    return Channels.of(linear.outFeatures(), scaled(joined.flow(), factor, bias, shape, shape));
  }

  private static Channels pooled(Channels input, UnaryOperator<Flow> pool) {
    List<Block> pooled = new ArrayList<>(input.blocks().size());
    for (Block block : input.blocks()) {
      pooled.add(new Block(block.weight(), pool.apply(block.flow())));
    }
    return new Channels(pooled);
  }

  private static Flow mean(Flow flow) {
    FeatureMap value = flow.value();
    FeatureMap tangent = flow.tangent();
    return value == null
        ? flow
        : new Flow(value.mean(), tangent == null ? null : tangent.mean(), flow.fromImage());
  }

  private Flow cropped(Crop crop, Flow flow) {
    FeatureMap value = flow.value();
    FeatureMap tangent = flow.tangent();
    return value == null
        ? flow
        : new Flow(
            cropped(crop, value),
            tangent == null ? null : cropped(crop, tangent),
            flow.fromImage());
  }

  /** Windows of a pixel, with less than no padding around. */
  private @Nullable FeatureMap cropped(Crop crop, FeatureMap map) {
    Padding sides = crop.edges();
    Padding inside = new Padding(-sides.top(), -sides.left(), -sides.bottom(), -sides.right());
    return map.windowSums(
        synflow.windows(rows(map, Sides.of(1), Sides.of(1), inside)),
        synflow.windows(columns(map, Sides.of(1), Sides.of(1), inside)),
        1,
        0,
        scratch);
  }

  private Flow largest(MaxPool pool, FeatureShape shape, Flow flow) {
    FeatureMap value = flow.value();
    if (value == null) {
      return flow;
    }
    Padding padding = pool.reached(shape);
    FeatureMap.Maxima maxima =
        value.maxima(
            synflow.windows(rows(value, pool.kernel(), pool.stride(), padding)),
            synflow.windows(columns(value, pool.kernel(), pool.stride(), padding)),
            flow.tangent(),
            scratch);
    return new Flow(maxima.largest(), maxima.followed(), flow.fromImage());
  }

  /** Whether all windows have one divisor, or that of the pixels of the image in them. */
  private static boolean isMean(AveragePool pool) {
    return !pool.ceil() || !countsPadding(pool);
  }

  private static boolean countsPadding(AveragePool pool) {
    return pool.countPadding() && !(pool.ceil() && pool.padding().equals(Padding.of(0)));
  }

  private Flow mean(AveragePool pool, FeatureShape shape, Flow flow) {
    FeatureMap value = flow.value();
    FeatureMap tangent = flow.tangent();
    return value == null
        ? flow
        : new Flow(
            mean(pool, shape, value),
            tangent == null ? null : mean(pool, shape, tangent),
            flow.fromImage());
  }

  private @Nullable FeatureMap mean(AveragePool pool, FeatureShape shape, FeatureMap map) {
    Padding padding = pool.reached(shape);
    Windows vertical = synflow.windows(rows(map, pool.kernel(), pool.stride(), padding));
    Windows horizontal = synflow.windows(columns(map, pool.kernel(), pool.stride(), padding));
    return countsPadding(pool)
        ? map.windowSums(vertical, horizontal, 1.0 / (double) pool.kernel().area(), 0, scratch)
        : map.windowMeans(vertical, horizontal, scratch);
  }

  private Channels convolution(Convolution layer, Channels input, FeatureShape shape) {
    FeatureShape output = layer.infer(List.of(shape));
    double weight = weights.weight(layer, shape.channels());
    double bias = weights.bias(layer, shape.channels());
    if (layer.groups() == 1) {
      Block read = input.joined();
      return Channels.of(layer.outChannels(), convolved(layer, read, weight, bias, shape, output));
    }
    int read = shape.channels() / layer.groups();
    double written = (double) layer.outChannels() / layer.groups();
    List<Block> blocks = new ArrayList<>();
    List<Block> before = List.of();
    for (int group = 0; group < layer.groups(); group++) {
      List<Block> range = input.range((double) group * read, (group + 1.0) * read);
      if (group > 0 && range.equals(before)) {
        Block last = blocks.remove(blocks.size() - 1);
        blocks.add(new Block(last.weight() + written, last.flow()));
      } else {
        Block joined = Channels.join(range);
        blocks.add(new Block(written, convolved(layer, joined, weight, bias, shape, output)));
      }
      before = range;
    }
    return new Channels(blocks);
  }

  private Flow convolved(
      Convolution layer,
      Block input,
      double weight,
      double bias,
      FeatureShape shape,
      FeatureShape output) {
    double factor = input.weight() * weight;
    Flow flow = input.flow();
    if (layer.kernel().area() == 1
        && layer.stride().area() == 1
        && layer.padding().equals(Padding.of(0))) {
      return scaled(flow, factor, bias, shape, output);
    }
    FeatureMap value = flow.value();
    FeatureMap total = flow.total();
    if (value == null || total == null) {
      return constant(output, bias);
    }
    Windows.Key rows =
        Windows.Key.rows(
            value.rows(), layer.kernel(), layer.stride(), layer.padding(), layer.dilation());
    Windows.Key columns =
        Windows.Key.columns(
            value.columns(), layer.kernel(), layer.stride(), layer.padding(), layer.dilation());
    return new Flow(
        value.windowSums(
            synflow.windows(rows.of(value.rows())),
            synflow.windows(columns.of(value.columns())),
            factor,
            bias,
            scratch),
        total.windowSums(
            synflow.windows(rows.of(total.rows())),
            synflow.windows(columns.of(total.columns())),
            factor,
            0,
            scratch),
        flow.fromImage());
  }

  private static Flow scaled(
      Flow flow, double factor, double bias, FeatureShape shape, FeatureShape output) {
    FeatureMap value = flow.value();
    FeatureMap total = flow.total();
    return value == null || total == null
        ? constant(new FeatureShape(output.channels(), shape.height(), shape.width()), bias)
        : new Flow(value.scaled(factor, bias), total.scaled(factor, 0), flow.fromImage());
  }

  /** What a weighted layer makes of zeros. */
  private static Flow constant(FeatureShape shape, double bias) {
    return bias == 0
        ? Flow.ZERO
        : new Flow(
            FeatureMap.constant(
                new Side(shape.height(), true), new Side(shape.width(), true), bias),
            null,
            false);
  }

  private static Windows.Key rows(FeatureMap map, Sides kernel, Sides stride, Padding padding) {
    return Windows.Key.rows(map.rows(), kernel, stride, padding, Sides.of(1));
  }

  private static Windows.Key columns(FeatureMap map, Sides kernel, Sides stride, Padding padding) {
    return Windows.Key.columns(map.columns(), kernel, stride, padding, Sides.of(1));
  }

  private static Channels sum(List<Integer> inputs, Channels[] outputs) {
    if (inputs.size() == 1) {
      return outputs[inputs.get(0)];
    }
    int blocks = 1;
    for (int input : inputs) {
      blocks = Math.max(blocks, outputs[input].blocks().size());
    }
    double[] factors = new double[inputs.size()];
    Arrays.fill(factors, 1);
    if (blocks == 1) {
      Flow[] summands = new Flow[inputs.size()];
      for (int i = 0; i < summands.length; i++) {
        summands[i] = outputs[inputs.get(i)].blocks().get(0).flow();
      }
      double channels = outputs[inputs.get(0)].blocks().get(0).weight();
      return Channels.of(channels, Flow.sum(summands, factors));
    }
    return sumOfBlocks(inputs, outputs, factors);
  }

  /** Sums block by block, blocks ending wherever one of any summand does. */
  private static Channels sumOfBlocks(List<Integer> inputs, Channels[] outputs, double[] factors) {
    int[] at = new int[inputs.size()];
    double[] left = new double[inputs.size()];
    for (int i = 0; i < at.length; i++) {
      left[i] = outputs[inputs.get(i)].blocks().get(0).weight();
    }
    List<Block> sums = new ArrayList<>();
    while (true) {
      Flow[] summands = new Flow[at.length];
      double step = Double.POSITIVE_INFINITY;
      for (int i = 0; i < at.length; i++) {
        summands[i] = outputs[inputs.get(i)].blocks().get(at[i]).flow();
        step = Math.min(step, left[i]);
      }
      sums.add(new Block(step, Flow.sum(summands, factors)));
      for (int i = 0; i < at.length; i++) {
        List<Block> blocks = outputs[inputs.get(i)].blocks();
        left[i] -= step;
        if (left[i] == 0) {
          at[i]++;
          if (at[i] == blocks.size()) {
            return new Channels(sums);
          }
          left[i] = blocks.get(at[i]).weight();
        }
      }
    }
  }
}
