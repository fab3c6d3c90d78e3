package nas.proxy.synflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.network.operation.Zero;
import nas.proxy.Score;
import nas.proxy.synflow.Channels.Block;
import org.jspecify.annotations.Nullable;

/**
 * The logarithm of SynFlow's expectation over all initial weights, from the network graph alone.
 *
 * <p>SynFlow (Tanaka et al. 2020, Pruning neural networks without any data by iteratively
 * conserving synaptic flow, arXiv:2006.05467; as a score of networks, Abdelfattah et al. 2021,
 * arXiv:2101.08134) takes the magnitudes of all weights and biases, removes batch normalisation,
 * feeds an image of ones, and sums |w dR/dw| over the weights w of convolutions and linear layers,
 * R being the sum of the outputs. As nothing is negative, ReLU does nothing, and the score is the
 * derivative of R along the weights, d/ds R(s |w|, |b|) at s = 1: a pair (value v, tangent t) goes
 * forward, through a weighted layer as v' = W v + b, t' = W t + W v.
 *
 * <p>It is a sum over paths of products of independent |w|, no path using a weight twice, so its
 * expectation follows from E|w| and E|b|. Then all output channels of a layer carry the same map:
 *
 * <pre>
 * convolution   v' = C E|w| box(v) + E|b|     t' = C E|w| box(t + v)     (C input channels)
 * linear        v' = C E|w| v + E|b|          t' = C E|w| (t + v)
 * </pre>
 *
 * where box is the sum over the zero-padded window. Concatenations keep one map for each block of
 * equal channels; sums, slices and mean pooling act on both maps. Max pooling takes the largest
 * expected value and its tangent; that the maximum of expectations is not the expected maximum is
 * the only approximation.
 *
 * <p>Immutable and safe for use by several threads. The score is the same on every machine.
 */
public final class ExpectedSynflow {

  private final ExpectedWeights weights;
  // Few: one for each size of image and of kernel that networks ever have.
  private final Map<Windows.Key, Windows> windows = new ConcurrentHashMap<>();

  /** Creates the score for networks whose weights are drawn in a certain way. */
  public ExpectedSynflow(ExpectedWeights weights) {
    this.weights = weights;
  }

  /** Returns how the weights are drawn. */
  public ExpectedWeights weights() {
    return weights;
  }

  /**
   * Returns the natural logarithm of the expected score.
   *
   * <p>Undefined if no convolution or linear layer reaches the output, if the images cannot
   * influence it (though biases may), or if no weight can.
   *
   * @param network a network of any shape and depth; nodes that do not reach the output are left
   *     out
   */
  public Score logScore(Network network) {
    return new Evaluation(network).score();
  }

  /** One pass through one network. */
  private final class Evaluation {

    private final Network network;
    private final FeatureMap.Scratch scratch = new FeatureMap.Scratch();
    private boolean weighted;

    Evaluation(Network network) {
      this.network = network;
    }

    Score score() {
      List<Network.Node> nodes = network.nodes();
      boolean[] live = live(nodes);
      Channels[] outputs = new Channels[nodes.size()];
      Channels output = Channels.of(1, Flow.ZERO);
      for (int index = 0; index < outputs.length; index++) {
        if (live[index]) {
          output = output(nodes.get(index), outputs);
          outputs[index] = output;
        }
      }
      if (!weighted) {
        return new Score.Undefined(
            Score.Reason.NO_WEIGHTS, "no convolution or linear layer reaches the output");
      }
      Block sum = output.joined();
      if (!sum.flow().fromImage() || sum.flow().value() == null) {
        return new Score.Undefined(
            Score.Reason.NO_PATH, "no path leads from the images to the output");
      }
      FeatureMap tangent = sum.flow().tangent();
      if (tangent == null) {
        return new Score.Undefined(
            Score.Reason.NON_FINITE,
            "the score is the logarithm of 0: no path to the output uses a weight");
      }
      return Score.of(tangent.logSum() + StrictMath.log(sum.weight()));
    }

    private boolean[] live(List<Network.Node> nodes) {
      boolean[] live = new boolean[nodes.size()];
      live[live.length - 1] = true;
      for (int index = live.length - 1; index >= 0; index--) {
        if (live[index]) {
          List<Integer> inputs = nodes.get(index).inputs();
          for (int i = 0; i < inputs.size(); i++) {
            live[inputs.get(i)] = true;
          }
        }
      }
      return live;
    }

    private Channels output(Network.Node node, Channels[] outputs) {
      Operation layer = node.operation();
      List<Integer> inputs = node.inputs();
      if (layer instanceof Input) {
        return input(node.output());
      }
      if (layer instanceof Add) {
        return inputs.size() == 1 ? outputs[inputs.get(0)] : sum(inputs, outputs);
      }
      if (layer instanceof Concatenate) {
        List<Block> joined = new ArrayList<>();
        for (int input : inputs) {
          joined.addAll(outputs[input].blocks());
        }
        return new Channels(joined);
      }
      Channels input = outputs[inputs.get(0)];
      if (layer instanceof BatchNorm || layer instanceof Relu) {
        return input;
      }
      if (layer instanceof Slice slice) {
        return new Channels(input.range(slice.from(), slice.to()));
      }
      if (layer instanceof Zero) {
        return Channels.of(node.output().channels(), Flow.ZERO);
      }
      Channels known = input.known(layer);
      if (known != null) {
        return known;
      }
      Channels output = derived(layer, input, network.inputOf(node));
      input.remember(layer, output);
      return output;
    }

    private Channels input(FeatureShape shape) {
      Side rows = new Side(shape.height(), true);
      Side columns = new Side(shape.width(), true);
      return Channels.of(
          shape.channels(), new Flow(FeatureMap.constant(rows, columns, 1), null, true));
    }

    private Channels derived(Operation layer, Channels input, FeatureShape shape) {
      if (layer instanceof Convolution convolution) {
        weighted = true;
        return convolution(convolution, input, shape);
      }
      if (layer instanceof Linear linear) {
        weighted = true;
        Block joined = input.joined();
        double factor = joined.weight() * weights.weight(linear, shape.channels());
        double bias = weights.bias(linear, shape.channels());
        return Channels.of(linear.outFeatures(), scaled(joined.flow(), factor, bias, shape, shape));
      }
      List<Block> pooled = new ArrayList<>(input.blocks().size());
      for (Block block : input.blocks()) {
        pooled.add(new Block(block.weight(), pooled(layer, block.flow())));
      }
      return new Channels(pooled);
    }

    private Channels convolution(Convolution layer, Channels input, FeatureShape shape) {
      FeatureShape output = layer.infer(List.of(shape));
      double weight = weights.weight(layer, shape.channels());
      double bias = weights.bias(layer, shape.channels());
      if (layer.groups() == 1) {
        Block read = input.joined();
        return Channels.of(
            layer.outChannels(), convolved(layer, read, weight, bias, shape, output));
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
              windows(rows.of(value.rows())),
              windows(columns.of(value.columns())),
              factor,
              bias,
              scratch),
          total.windowSums(
              windows(rows.of(total.rows())),
              windows(columns.of(total.columns())),
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

    private Flow pooled(Operation layer, Flow flow) {
      FeatureMap value = flow.value();
      FeatureMap tangent = flow.tangent();
      if (value == null) {
        return flow;
      }
      if (layer instanceof GlobalAveragePool) {
        return new Flow(value.mean(), tangent == null ? null : tangent.mean(), flow.fromImage());
      }
      if (layer instanceof MaxPool pool && !pool.ceil()) {
        FeatureMap.Maxima maxima =
            value.maxima(
                windows(rows(value, pool.kernel(), pool.stride(), pool.padding())),
                windows(columns(value, pool.kernel(), pool.stride(), pool.padding())),
                tangent,
                scratch);
        return new Flow(maxima.largest(), maxima.followed(), flow.fromImage());
      }
      if (layer instanceof AveragePool pool && !pool.ceil()) {
        return new Flow(
            average(pool, value),
            tangent == null ? null : average(pool, tangent),
            flow.fromImage());
      }
      throw new IllegalArgumentException("no expectation is known for " + layer);
    }

    private @Nullable FeatureMap average(AveragePool pool, FeatureMap map) {
      Windows vertical = windows(rows(map, pool.kernel(), pool.stride(), pool.padding()));
      Windows horizontal = windows(columns(map, pool.kernel(), pool.stride(), pool.padding()));
      return pool.countPadding()
          ? map.windowSums(vertical, horizontal, 1.0 / (double) pool.kernel().area(), 0, scratch)
          : map.windowMeans(vertical, horizontal, scratch);
    }

    private static Windows.Key rows(FeatureMap map, Sides kernel, Sides stride, Padding padding) {
      return Windows.Key.rows(map.rows(), kernel, stride, padding, Sides.of(1));
    }

    private static Windows.Key columns(
        FeatureMap map, Sides kernel, Sides stride, Padding padding) {
      return Windows.Key.columns(map.columns(), kernel, stride, padding, Sides.of(1));
    }

    private Windows windows(Windows.Key key) {
      return windows.computeIfAbsent(key, Windows::new);
    }

    private Channels sum(List<Integer> inputs, Channels[] outputs) {
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
    private Channels sumOfBlocks(List<Integer> inputs, Channels[] outputs, double[] factors) {
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
}
