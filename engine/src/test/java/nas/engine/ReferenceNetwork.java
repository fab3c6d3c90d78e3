package nas.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
import nas.network.Operation;
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

/**
 * The textbook definition of every layer in nested loops over doubles, written from the formulas
 * and sharing no code with the runtime.
 */
public final class ReferenceNetwork {

  final Network network;

  /** Values by node name and role, such as {@code conv/WEIGHT}. */
  final Map<String, double[]> parameters = new HashMap<>();

  final Map<String, double[]> runningMean = new HashMap<>();

  /** By node name, one value per channel; those of training mode are written by every pass. */
  public final Map<String, double[]> runningVariance = new HashMap<>();

  /** Creates a network whose nodes are all executed. */
  public ReferenceNetwork(Network network, WeightSource source) {
    this(
        network,
        network.nodes().stream()
            .filter(node -> !node.inputs().isEmpty())
            .flatMap(node -> Parameter.of(network, node).stream())
            .toList(),
        source);
  }

  ReferenceNetwork(Network network, List<Parameter> layout, WeightSource source) {
    this.network = network;
    for (Parameter parameter : layout) {
      IntToDoubleFunction function = source.valuesOf(parameter);
      double[] values = new double[parameter.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = function.applyAsDouble(i);
      }
      parameters.put(parameter.node().name() + "/" + parameter.role(), values);
    }
    for (Network.Node node : network.nodes()) {
      double[] one = new double[node.output().channels()];
      java.util.Arrays.fill(one, 1);
      runningMean.put(node.name(), new double[node.output().channels()]);
      runningVariance.put(node.name(), one);
    }
  }

  /** Returns the outputs of all nodes for a batch. */
  public List<double[]> forward(double[] images, int batch, Mode mode) {
    List<double[]> values = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      List<double[]> inputs = node.inputs().stream().map(values::get).toList();
      List<FeatureShape> shapes =
          node.inputs().stream().map(input -> network.nodes().get(input).output()).toList();
      values.add(
          node.operation() instanceof Input ? images : compute(node, inputs, shapes, batch, mode));
    }
    return values;
  }

  double loss(double[] images, int[] labels, Mode mode) {
    List<double[]> values = forward(images, labels.length, mode);
    double[] logits = values.get(values.size() - 1);
    int classes = logits.length / labels.length;
    double sum = 0;
    for (int n = 0; n < labels.length; n++) {
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits[n * classes + c]);
      }
      sum += Math.log(total) - logits[n * classes + labels[n]];
    }
    return sum / labels.length;
  }

  private double[] compute(
      Network.Node node, List<double[]> inputs, List<FeatureShape> shapes, int batch, Mode mode) {
    Operation layer = node.operation();
    FeatureShape out = node.output();
    FeatureShape in = shapes.get(0);
    double[] x = inputs.get(0);
    double[] y = new double[Math.toIntExact(batch * out.elements())];
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < out.channels(); c++) {
        for (int h = 0; h < out.height(); h++) {
          for (int w = 0; w < out.width(); w++) {
            int at = index(out, n, c, h, w);
            if (layer instanceof Convolution l) {
              y[at] = convolution(node, l, in, x, n, c, h, w);
            } else if (layer instanceof Relu) {
              y[at] = x[at] > 0 ? x[at] : 0;
            } else if (layer instanceof MaxPool l) {
              y[at] =
                  pool(
                      in,
                      x,
                      n,
                      c,
                      h,
                      w,
                      l.kernel().height(),
                      l.stride().height(),
                      l.padding().top())[0];
            } else if (layer instanceof AveragePool l) {
              double[] p =
                  pool(
                      in,
                      x,
                      n,
                      c,
                      h,
                      w,
                      l.kernel().height(),
                      l.stride().height(),
                      l.padding().top());
              y[at] = p[1] / (l.countPadding() ? p[3] : p[2]);
            } else if (layer instanceof GlobalAveragePool) {
              double sum = 0;
              for (int i = 0; i < in.height() * in.width(); i++) {
                sum += x[index(in, n, c, 0, 0) + i];
              }
              y[at] = sum / (in.height() * in.width());
            } else if (layer instanceof Linear l) {
              double sum = l.bias() ? get(node, "BIAS")[c] : 0;
              for (int i = 0; i < in.channels(); i++) {
                sum += get(node, "WEIGHT")[c * in.channels() + i] * x[n * in.channels() + i];
              }
              y[at] = sum;
            } else if (layer instanceof Add) {
              for (double[] input : inputs) {
                y[at] += input[at];
              }
            } else if (layer instanceof Concatenate) {
              int channel = c;
              int part = 0;
              while (channel >= shapes.get(part).channels()) {
                channel -= shapes.get(part).channels();
                part++;
              }
              y[at] = inputs.get(part)[index(shapes.get(part), n, channel, h, w)];
            } else if (layer instanceof Slice l) {
              y[at] = x[index(in, n, c + l.from(), h, w)];
            } else if (!(layer instanceof Zero || layer instanceof BatchNorm)) {
              throw new AssertionError("no reference for " + layer);
            }
          }
        }
      }
    }
    if (layer instanceof BatchNorm l) {
      normalise(node, l, in, x, y, batch, mode);
    }
    return y;
  }

  private double convolution(
      Network.Node node, Convolution l, FeatureShape in, double[] x, int n, int c, int h, int w) {
    double[] weight = get(node, "WEIGHT");
    int perGroup = in.channels() / l.groups();
    int group = c / (l.outChannels() / l.groups());
    double sum = l.bias() ? get(node, "BIAS")[c] : 0;
    for (int i = 0; i < perGroup; i++) {
      for (int a = 0; a < l.kernel().height(); a++) {
        for (int b = 0; b < l.kernel().height(); b++) {
          int row = h * l.stride().height() - l.padding().top() + a * l.dilation().height();
          int column = w * l.stride().height() - l.padding().top() + b * l.dilation().height();
          if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
            sum +=
                weight[((c * perGroup + i) * l.kernel().height() + a) * l.kernel().height() + b]
                    * x[index(in, n, group * perGroup + i, row, column)];
          }
        }
      }
    }
    return sum;
  }

  /** Returns maximum, sum, elements inside the image, elements inside image and padding. */
  private static double[] pool(
      FeatureShape in, double[] x, int n, int c, int h, int w, int k, int stride, int padding) {
    double[] result = {Double.NEGATIVE_INFINITY, 0, 0, 0};
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        int row = h * stride - padding + a;
        int column = w * stride - padding + b;
        result[3]++;
        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
          double value = x[index(in, n, c, row, column)];
          result[0] = Math.max(result[0], value);
          result[1] += value;
          result[2]++;
        }
      }
    }
    return result;
  }

  private void normalise(
      Network.Node node,
      BatchNorm l,
      FeatureShape in,
      double[] x,
      double[] y,
      int batch,
      Mode mode) {
    int pixels = in.height() * in.width();
    double count = (double) batch * pixels;
    for (int c = 0; c < in.channels(); c++) {
      double mean = 0;
      double variance = 0;
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < pixels; i++) {
          mean += x[index(in, n, c, 0, 0) + i] / count;
        }
      }
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < pixels; i++) {
          double d = x[index(in, n, c, 0, 0) + i] - mean;
          variance += d * d / count;
        }
      }
      double[] rm = runningMean.getOrDefault(node.name(), new double[0]);
      double[] rv = runningVariance.getOrDefault(node.name(), new double[0]);
      if (mode == Mode.TRAINING) {
        rm[c] = (1 - l.momentum()) * rm[c] + l.momentum() * mean;
        rv[c] = (1 - l.momentum()) * rv[c] + l.momentum() * variance * count / (count - 1);
      } else if (l.trackRunningStatistics()) {
        mean = rm[c];
        variance = rv[c];
      }
      double scale = l.affine() ? get(node, "SCALE")[c] : 1;
      double shift = l.affine() ? get(node, "SHIFT")[c] : 0;
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < pixels; i++) {
          int at = index(in, n, c, 0, 0) + i;
          y[at] = (x[at] - mean) / Math.sqrt(variance + l.epsilon()) * scale + shift;
        }
      }
    }
  }

  private double[] get(Network.Node node, String role) {
    double[] values = parameters.get(node.name() + "/" + role);
    if (values == null) {
      throw new AssertionError("no parameter " + node.name() + "/" + role);
    }
    return values;
  }

  private static int index(FeatureShape shape, int n, int c, int h, int w) {
    return ((n * shape.channels() + c) * shape.height() + h) * shape.width() + w;
  }
}
