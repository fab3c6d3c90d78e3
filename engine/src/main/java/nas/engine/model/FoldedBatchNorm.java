package nas.engine.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.engine.NamedTensor;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;

/**
 * Folds batch normalisations into the convolutions and linear layers before them, which computes
 * the same with fewer operations once a network is trained: with scale g, shift s, running mean m
 * and variance v, weights are multiplied by g / sqrt(v + epsilon), and the bias is s minus m times
 * that.
 *
 * <p>A normalisation stays where it tracks no statistics, where something else reads what it reads,
 * or where weights are shared.
 */
public final class FoldedBatchNorm {

  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final TrainedModel model;
  private final Network network;
  private final Map<String, NamedTensor> tensors = new HashMap<>();

  private FoldedBatchNorm(TrainedModel model) {
    this.model = model;
    network = model.network();
    model.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /** Returns a network that says the same, up to rounding, with what can be folded folded. */
  public static TrainedModel of(TrainedModel model) {
    return new FoldedBatchNorm(model).folded();
  }

  private TrainedModel folded() {
    Map<Integer, Network.Node> norms = normsByLayer();
    Network.Builder builder = Network.builder(network.id(), network.input());
    int[] placed = new int[network.nodes().size()];
    for (Network.Node node : network.nodes().subList(1, network.nodes().size())) {
      List<Integer> inputs = node.inputs().stream().map(input -> placed[input]).toList();
      if (!node.inputs().isEmpty() && node.equals(norms.get(node.inputs().get(0)))) {
        placed[node.index()] = inputs.get(0);
        continue;
      }
      boolean folded = norms.containsKey(node.index());
      Operation operation = folded ? withBias(node.operation()).orElseThrow() : node.operation();
      builder.role(node.role());
      placed[node.index()] =
          node.shares() == node.index()
              ? builder.add(node.name(), operation, inputs)
              : builder.addSharing(placed[node.shares()], node.name(), operation, inputs);
    }
    network.states().forEach(state -> builder.carry(placed[state.start()], placed[state.end()]));
    norms.forEach((layer, norm) -> fold(network.nodes().get(layer), norm));
    Network lighter = builder.build();
    List<NamedTensor> kept =
        NamedTensor.layout(lighter).stream().map(place -> tensor(place.name())).toList();
    return new TrainedModel(lighter, kept, model.signature(), model.values(), model.provenance());
  }

  /** Returns the normalisations that can be folded, by the index of the layer before them. */
  private Map<Integer, Network.Node> normsByLayer() {
    int[] readers = new int[network.nodes().size()];
    network.nodes().forEach(node -> node.inputs().forEach(input -> readers[input]++));
    network.states().forEach(state -> readers[state.end()]++);
    boolean[] shared = new boolean[network.nodes().size()];
    for (Network.Node node : network.nodes()) {
      if (node.shares() != node.index()) {
        shared[node.index()] = true;
        shared[node.shares()] = true;
      }
    }
    Map<Integer, Network.Node> norms = new HashMap<>();
    for (Network.Node node : network.nodes()) {
      if (node.operation() instanceof BatchNorm norm
          && norm.trackRunningStatistics()
          && !node.equals(network.outputNode())) {
        Network.Node layer = network.nodes().get(node.inputs().get(0));
        boolean computed = tensors.containsKey(layer.name() + WEIGHT);
        if (withBias(layer.operation()).isPresent()
            && computed
            && readers[layer.index()] == 1
            && !shared[layer.index()]
            && !shared[node.index()]) {
          norms.put(layer.index(), node);
        }
      }
    }
    return norms;
  }

  /** Returns the operation with a bias, if it is one that a normalisation can be folded into. */
  private static Optional<Operation> withBias(Operation operation) {
    if (operation instanceof Convolution convolution) {
      return Optional.of(
          new Convolution(
              convolution.outChannels(),
              convolution.kernel(),
              convolution.stride(),
              convolution.padding(),
              convolution.dilation(),
              convolution.groups(),
              true));
    }
    return operation instanceof Linear linear
        ? Optional.of(new Linear(linear.outFeatures(), true))
        : Optional.empty();
  }

  private void fold(Network.Node layer, Network.Node norm) {
    double epsilon = ((BatchNorm) norm.operation()).epsilon();
    NamedTensor weight = tensor(layer.name() + WEIGHT);
    int channels = weight.shape().get(0);
    int each = weight.values().length / channels;
    float[] mean = tensor(norm.name() + ".running_mean").values();
    float[] variance = tensor(norm.name() + ".running_var").values();
    float[] weights = weight.values().clone();
    float[] biases = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double scale = or(norm.name() + WEIGHT, channel, 1) / Math.sqrt(variance[channel] + epsilon);
      for (int index = channel * each; index < (channel + 1) * each; index++) {
        weights[index] = (float) (weights[index] * scale);
      }
      double before = or(layer.name() + BIAS, channel, 0);
      biases[channel] =
          (float) (or(norm.name() + BIAS, channel, 0) + (before - mean[channel]) * scale);
    }
    put(new NamedTensor(weight.name(), weight.shape(), weights));
    put(new NamedTensor(layer.name() + BIAS, List.of(channels), biases));
  }

  private double or(String name, int index, double otherwise) {
    NamedTensor found = tensors.get(name);
    return found == null ? otherwise : found.values()[index];
  }

  private NamedTensor tensor(String name) {
    NamedTensor found = tensors.get(name);
    if (found == null) {
      throw new IllegalStateException("there is no array " + name);
    }
    return found;
  }

  private void put(NamedTensor tensor) {
    tensors.put(tensor.name(), tensor);
  }
}
