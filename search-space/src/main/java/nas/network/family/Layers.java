package nas.network.family;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Multiply;
import nas.network.operation.Relu;
import nas.network.operation.Sigmoid;

/**
 * Builds a network layer by layer; every method takes the nodes that a layer reads and returns the
 * layer's node. Names follow from the place, such as {@code stage1.unit2.conv1}.
 */
public final class Layers {

  /** The examples. */
  public static final int INPUT = 0;

  private final Network.Builder network;
  private final Task task;
  private final Map<String, Integer> counts = new HashMap<>();
  private String place = "";
  private boolean paddedAtEnd;
  private double epsilon = 1e-5;

  /**
   * Starts a network.
   *
   * @param name its id
   */
  public Layers(String name, Task task) {
    this.task = task;
    network = Network.builder(name, task.input());
  }

  /** Returns what the network is for. */
  public Task task() {
    return task;
  }

  /** Says where the layers stand that are added from here on. */
  public Layers at(Network.Role role, String where) {
    if (!where.equals(place)) {
      network.block(role);
    }
    place = where;
    return this;
  }

  /** Returns the number of channels that a node yields. */
  public int channels(int node) {
    return network.shape(node).channels();
  }

  /** Adds an operation. */
  public int add(Operation operation, int... inputs) {
    return network.add(name(operation), operation, inputs);
  }

  /** Adds an operation that computes with the trained arrays of another node. */
  public int sharing(int other, Operation operation, int... inputs) {
    List<Integer> boxed = Arrays.stream(inputs).boxed().toList();
    return network.addSharing(other, name(operation), operation, boxed);
  }

  private String name(Operation operation) {
    String kind = (place.isEmpty() ? "" : place + ".") + operation.kind();
    return kind + counts.merge(kind, 1, Integer::sum);
  }

  /**
   * Pads images for convolutions added from here on as TensorFlow does: so that they become smaller
   * by the stride, rounded up, with one zero more at the end where the number is odd.
   */
  public Layers paddedAtEnd() {
    paddedAtEnd = true;
    return this;
  }

  /** Sets what the variances of norms added from here on are increased by; 1e-5 at first. */
  public Layers epsilon(double increase) {
    epsilon = increase;
    return this;
  }

  /** A convolution that keeps the size of images at stride 1, without a bias. */
  public int conv(int input, int channels, int kernel, int stride) {
    return conv(input, channels, kernel, stride, 1);
  }

  /** The same by groups of channels. */
  public int conv(int input, int channels, int kernel, int stride, int groups) {
    return add(
        new Convolution(
            channels,
            Sides.of(kernel),
            Sides.of(stride),
            padding(network.shape(input), kernel, stride),
            Sides.of(1),
            groups,
            false),
        input);
  }

  /** The same of every channel by itself. */
  public int depthwise(int input, int kernel, int stride) {
    return conv(input, channels(input), kernel, stride, channels(input));
  }

  /** A convolution that keeps the size of images at stride 1, with a bias. */
  public int biasedConv(int input, int channels, int kernel, int stride) {
    return add(Convolution.same(channels, kernel, stride, true), input);
  }

  /** The same, and a ReLU. */
  public int biasedConvRelu(int input, int channels, int kernel, int stride) {
    return relu(biasedConv(input, channels, kernel, stride));
  }

  private Padding padding(FeatureShape input, int kernel, int stride) {
    if (!paddedAtEnd) {
      return Padding.of(kernel / 2);
    }
    int rows = missing(input.height(), kernel, stride);
    int columns = missing(input.width(), kernel, stride);
    return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static int missing(int side, int kernel, int stride) {
    return Math.max(0, (side - 1) / stride * stride + kernel - side);
  }

  /** Batch normalisation with PyTorch's default settings but for {@link #epsilon}. */
  public int norm(int input) {
    return add(new BatchNorm(true, epsilon, 0.1, true), input);
  }

  /** A ReLU. */
  public int relu(int input) {
    return add(new Relu(), input);
  }

  /** Convolution, batch normalisation, ReLU. */
  public int convNormRelu(int input, int channels, int kernel, int stride) {
    return relu(convNorm(input, channels, kernel, stride));
  }

  /** Convolution and batch normalisation. */
  public int convNorm(int input, int channels, int kernel, int stride) {
    return norm(conv(input, channels, kernel, stride));
  }

  /** Batch normalisation and ReLU. */
  public int normRelu(int input) {
    return relu(norm(input));
  }

  /** A max pooling 3x3 with stride 2, whose last windows may lie partly outside. */
  public int maxPoolCeil(int input) {
    return add(new MaxPool(Sides.of(3), Sides.of(2), Padding.of(0), true), input);
  }

  /** A sum. */
  public int sum(int... inputs) {
    return add(new Add(), inputs);
  }

  /** All channels of the inputs, one input behind the other. */
  public int concatenate(int... inputs) {
    return add(new Concatenate(), inputs);
  }

  /**
   * Squeeze and excitation: channels are weighed by what two convolutions with bias make of their
   * means (Hu et al. 2018, arXiv:1709.01507).
   *
   * @param reduction the hidden channels are so many times fewer
   */
  public int squeezeAndExcite(int input, int reduction) {
    return squeezeAndExcite(input, channels(input) / reduction, new Relu(), new Sigmoid());
  }

  /**
   * The same with other activations.
   *
   * @param hidden the number of hidden channels
   */
  public int squeezeAndExcite(int input, int hidden, Operation activation, Operation gate) {
    int mean = add(new GlobalAveragePool(), input);
    int squeezed = add(activation, biasedConv(mean, hidden, 1, 1));
    int excited = biasedConv(squeezed, channels(input), 1, 1);
    return add(new Multiply(), input, add(gate, excited));
  }

  /** The end of a classifier: the mean over images and a linear layer; returns the network. */
  public Network classifier(int input) {
    at(Network.Role.HEAD, "head");
    return linear(add(new GlobalAveragePool(), input));
  }

  /** The same with dropout between them. */
  public Network classifier(int input, double dropout) {
    at(Network.Role.HEAD, "head");
    return linear(add(new Dropout(dropout), add(new GlobalAveragePool(), input)));
  }

  /**
   * The end of a classifier that tells places in images apart: linear layers, each with ReLU and
   * dropout, and one to the classes; returns the network.
   */
  public Network classifier(int input, List<Integer> hidden) {
    at(Network.Role.HEAD, "head");
    int node = add(new Flatten(), input);
    for (int features : hidden) {
      node = add(new Dropout(0.5), relu(add(new Linear(features, true), node)));
    }
    return linear(node);
  }

  private Network linear(int input) {
    add(new Linear(task.classes(), true), input);
    return network.build();
  }

  /** Returns the network; its output is the node added last. */
  public Network build() {
    return network.build();
  }
}
