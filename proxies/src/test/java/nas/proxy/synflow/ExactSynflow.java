package nas.proxy.synflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Slice;
import nas.network.operation.Zero;

/** SynFlow of one network with given weights, channel by channel: slow, plain, no shortcut. */
final class ExactSynflow {

  private final Network network;
  private final ToDoubleFunction<Network.Node> weight;
  private final ToDoubleFunction<Network.Node> bias;
  private final List<double[]> values = new ArrayList<>();
  private final List<double[]> tangents = new ArrayList<>();

  /**
   * Creates a pass.
   *
   * @param weight yields the next magnitude of a weight of the node
   * @param bias yields the next magnitude of a bias of the node
   */
  private ExactSynflow(
      Network network, ToDoubleFunction<Network.Node> weight, ToDoubleFunction<Network.Node> bias) {
    this.network = network;
    this.weight = weight;
    this.bias = bias;
  }

  /** Returns the score, all weights of a layer having the magnitude they have on average. */
  static double ofMeanWeights(Network network, ExpectedWeights weights) {
    return new ExactSynflow(
            network,
            node -> meanWeight(network, node, weights),
            node -> meanBias(network, node, weights))
        .score();
  }

  /** Returns the score of drawn weights. */
  static double ofDrawnWeights(
      Network network, ExpectedWeights weights, DoubleSupplier uniform, DoubleSupplier normal) {
    return new ExactSynflow(
            network,
            node -> draw(meanWeight(network, node, weights), weights, uniform, normal),
            node -> draw(meanBias(network, node, weights), weights, uniform, normal))
        .score();
  }

  /** Draws a magnitude of known mean: |U(-2m, 2m)|, or |N(0, m^2 pi / 2)|. */
  private static double draw(
      double mean, ExpectedWeights weights, DoubleSupplier uniform, DoubleSupplier normal) {
    return weights == ExpectedWeights.PYTORCH_DEFAULT
        ? 2 * mean * uniform.getAsDouble()
        : Math.abs(normal.getAsDouble()) * mean * Math.sqrt(Math.PI / 2);
  }

  private static double meanWeight(Network network, Network.Node node, ExpectedWeights weights) {
    int channels = network.inputOf(node).channels();
    return node.operation() instanceof Convolution convolution
        ? weights.weight(convolution, channels)
        : weights.weight((Linear) node.operation(), channels);
  }

  private static double meanBias(Network network, Network.Node node, ExpectedWeights weights) {
    int channels = network.inputOf(node).channels();
    return node.operation() instanceof Convolution convolution
        ? weights.bias(convolution, channels)
        : weights.bias((Linear) node.operation(), channels);
  }

  private double score() {
    for (Network.Node node : network.nodes()) {
      double[] value = new double[Math.toIntExact(node.output().elements())];
      double[] tangent = new double[value.length];
      values.add(value);
      tangents.add(tangent);
      compute(node, value, tangent);
    }
    double sum = 0;
    for (double tangent : tangents.get(tangents.size() - 1)) {
      sum += tangent;
    }
    return sum;
  }

  private void compute(Network.Node node, double[] value, double[] tangent) {
    Operation layer = node.operation();
    if (layer instanceof Input) {
      java.util.Arrays.fill(value, 1);
    } else if (layer instanceof Add) {
      for (int input : node.inputs()) {
        for (int i = 0; i < value.length; i++) {
          value[i] += values.get(input)[i];
          tangent[i] += tangents.get(input)[i];
        }
      }
    } else if (layer instanceof Concatenate) {
      int at = 0;
      for (int input : node.inputs()) {
        int length = values.get(input).length;
        System.arraycopy(values.get(input), 0, value, at, length);
        System.arraycopy(tangents.get(input), 0, tangent, at, length);
        at += length;
      }
    } else if (!(layer instanceof Zero)) {
      single(
          node,
          network.inputOf(node),
          values.get(node.inputs().get(0)),
          tangents.get(node.inputs().get(0)),
          value,
          tangent);
    }
  }

  private void single(
      Network.Node node,
      FeatureShape shape,
      double[] inputValue,
      double[] inputTangent,
      double[] value,
      double[] tangent) {
    Operation layer = node.operation();
    if (layer instanceof Convolution convolution) {
      convolve(node, convolution, shape, inputValue, inputTangent, value, tangent);
    } else if (layer instanceof Linear linear) {
      convolve(
          node,
          new Convolution(linear.outFeatures(), 1, 1, 0, 1, 1, linear.bias()),
          shape,
          inputValue,
          inputTangent,
          value,
          tangent);
    } else if (layer instanceof Slice slice) {
      int plane = shape.height() * shape.width();
      System.arraycopy(inputValue, slice.from() * plane, value, 0, value.length);
      System.arraycopy(inputTangent, slice.from() * plane, tangent, 0, value.length);
    } else if (layer instanceof Crop crop) {
      FeatureShape output = node.output();
      for (int i = 0; i < value.length; i++) {
        int column = i % output.width();
        int row = i / output.width() % output.height();
        int channel = i / output.width() / output.height();
        int from =
            (channel * shape.height() + row + crop.edges().top()) * shape.width()
                + column
                + crop.edges().left();
        value[i] = inputValue[from];
        tangent[i] = inputTangent[from];
      }
    } else if (layer instanceof GlobalAveragePool) {
      int plane = shape.height() * shape.width();
      for (int i = 0; i < inputValue.length; i++) {
        value[i / plane] += inputValue[i] / plane;
        tangent[i / plane] += inputTangent[i] / plane;
      }
    } else if (layer instanceof MaxPool pool) {
      AveragePool windows =
          new AveragePool(pool.kernel(), pool.stride(), pool.padding(), true, false);
      pool(windows, true, node, shape, inputValue, inputTangent, value, tangent);
    } else if (layer instanceof AveragePool pool) {
      pool(pool, false, node, shape, inputValue, inputTangent, value, tangent);
    } else {
      System.arraycopy(inputValue, 0, value, 0, value.length);
      System.arraycopy(inputTangent, 0, tangent, 0, value.length);
    }
  }

  private void convolve(
      Network.Node node,
      Convolution layer,
      FeatureShape shape,
      double[] inputValue,
      double[] inputTangent,
      double[] value,
      double[] tangent) {
    FeatureShape output = node.output();
    int read = shape.channels() / layer.groups();
    int written = output.channels() / layer.groups();
    int kernel = layer.kernel().height();
    double[] kernels = new double[read * kernel * kernel];
    for (int o = 0; o < output.channels(); o++) {
      for (int i = 0; i < kernels.length; i++) {
        kernels[i] = weight.applyAsDouble(node);
      }
      double added = layer.bias() ? bias.applyAsDouble(node) : 0;
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          double v = added;
          double t = 0;
          for (int ky = 0; ky < kernel; ky++) {
            int row =
                y * layer.stride().height()
                    - layer.padding().top()
                    + ky * layer.dilation().height();
            if (row < 0 || row >= shape.height()) {
              continue;
            }
            for (int kx = 0; kx < kernel; kx++) {
              int column =
                  x * layer.stride().height()
                      - layer.padding().top()
                      + kx * layer.dilation().height();
              if (column < 0 || column >= shape.width()) {
                continue;
              }
              for (int c = 0; c < read; c++) {
                int channel = o / written * read + c;
                int at = (channel * shape.height() + row) * shape.width() + column;
                double w = kernels[(c * kernel + ky) * kernel + kx];
                v += w * inputValue[at];
                t += w * (inputTangent[at] + inputValue[at]);
              }
            }
          }
          int at = (o * output.height() + y) * output.width() + x;
          value[at] = v;
          tangent[at] = t;
        }
      }
    }
  }

  private static void pool(
      AveragePool layer,
      boolean max,
      Network.Node node,
      FeatureShape shape,
      double[] inputValue,
      double[] inputTangent,
      double[] value,
      double[] tangent) {
    FeatureShape output = node.output();
    for (int at = 0; at < value.length; at++) {
      int x = at % output.width();
      int y = at / output.width() % output.height();
      int channel = at / output.width() / output.height();
      int count = 0;
      for (int ky = 0; ky < layer.kernel().height(); ky++) {
        for (int kx = 0; kx < layer.kernel().height(); kx++) {
          int row = y * layer.stride().height() - layer.padding().top() + ky;
          int column = x * layer.stride().height() - layer.padding().top() + kx;
          if (row >= 0 && row < shape.height() && column >= 0 && column < shape.width()) {
            int from = (channel * shape.height() + row) * shape.width() + column;
            count++;
            if (!max) {
              value[at] += inputValue[from];
              tangent[at] += inputTangent[from];
            } else if (inputValue[from] > value[at]) {
              value[at] = inputValue[from];
              tangent[at] = inputTangent[from];
            }
          }
        }
      }
      if (!max) {
        double divisor =
            layer.countPadding() ? layer.kernel().height() * layer.kernel().height() : count;
        value[at] /= divisor;
        tangent[at] /= divisor;
      }
    }
  }
}
