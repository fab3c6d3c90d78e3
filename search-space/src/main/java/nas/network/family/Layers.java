package nas.network.family;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
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
    network.role(role);
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

  /** A convolution that keeps the size of images at stride 1, without a bias. */
  public int conv(int input, int channels, int kernel, int stride) {
    return add(Convolution.same(channels, kernel, stride, false), input);
  }

  /** The same by groups of channels. */
  public int conv(int input, int channels, int kernel, int stride, int groups) {
    return add(new Convolution(channels, kernel, stride, kernel / 2, 1, groups, false), input);
  }

  /** Batch normalisation with PyTorch's default settings. */
  public int norm(int input) {
    return add(BatchNorm.standard(true), input);
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
    int channels = channels(input);
    int mean = add(new GlobalAveragePool(), input);
    int hidden = relu(add(Convolution.same(channels / reduction, 1, 1, true), mean));
    int gate = add(new Sigmoid(), add(Convolution.same(channels, 1, 1, true), hidden));
    return add(new Multiply(), input, gate);
  }

  /** The end of a classifier: the mean over images and a linear layer; returns the network. */
  public Network classifier(int input) {
    at(Network.Role.HEAD, "head");
    int mean = add(new GlobalAveragePool(), input);
    add(new Linear(task.classes(), true), mean);
    return network.build();
  }

  /** Returns the network; its output is the node added last. */
  public Network build() {
    return network.build();
  }
}
