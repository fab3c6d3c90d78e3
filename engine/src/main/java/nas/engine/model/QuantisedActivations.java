package nas.engine.model;

import java.util.ArrayList;
import java.util.List;
import nas.engine.Tap;
import nas.engine.data.Normalisation;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.Clamp;
import nas.network.operation.Quantise;
import nas.network.operation.Relu;

/**
 * Lets a trained network round what its layers say to 8 bits, so that programs can compute it with
 * whole numbers (static quantisation): a {@link Quantise} behind the input and behind each node
 * whose values are new, over the range that its values have on some images (Krishnamoorthi 2018,
 * arXiv:1806.08342, section 3.2.1).
 *
 * <p>The output stays as it is, as does what a single rectifier reads: programs rectify as they
 * round.
 */
public final class QuantisedActivations {

  private static final String NAME = ".int8";

  private final TrainedModel model;
  private final Network network;

  /** By index of a node: the smallest value so far, at most 0. */
  private final double[] least;

  /** By index of a node: the greatest value so far, at least 0. */
  private final double[] greatest;

  private int images;

  /** Begins without any range. */
  public QuantisedActivations(TrainedModel model) {
    this.model = model;
    network = model.network();
    least = new double[network.nodes().size()];
    greatest = new double[network.nodes().size()];
    widenByPixels();
  }

  /** Pixels may be any of 0 to 255, whatever those of some images are. */
  private void widenByPixels() {
    Normalisation normalisation = model.normalisation();
    FeatureShape input = network.input();
    for (int channel = 0; channel < input.channels(); channel++) {
      float[] values = normalisation.ofChannel(channel);
      for (float value : List.of(values[0], values[values.length - 1])) {
        widen(0, value, value);
      }
    }
  }

  private void widen(int node, double low, double high) {
    least[node] = Math.min(least[node], low);
    greatest[node] = Math.max(greatest[node], high);
  }

  /**
   * Widens the ranges by what the network says of an image.
   *
   * @param classifier of the network itself
   * @param pixels as {@link Classifier#logits} takes them
   */
  public void see(Classifier classifier, byte[] pixels) {
    Tap ranges =
        (node, output) -> {
          try (Tensor low = output.min();
              Tensor high = output.max()) {
            widen(node.index(), low.toFloats()[0], high.toFloats()[0]);
          }
          return output;
        };
    classifier.logits(pixels, 1, ranges);
    images++;
  }

  /** Returns how many images were seen. */
  public int images() {
    return images;
  }

  /**
   * Returns the network that rounds.
   *
   * @throws IllegalStateException if no image was seen
   */
  public TrainedModel rounding() {
    if (images == 0) {
      throw new IllegalStateException("no image was seen");
    }
    List<List<Network.Node>> readers = readers();
    Network.Builder builder = Network.builder(network.id(), network.input());
    int[] own = new int[network.nodes().size()];
    int[] read = new int[network.nodes().size()];
    for (Network.Node node : network.nodes()) {
      int index = node.index();
      if (index > 0) {
        List<Integer> inputs = node.inputs().stream().map(input -> read[input]).toList();
        builder.role(node.role());
        own[index] =
            node.shares() == index
                ? builder.add(node.name(), node.operation(), inputs)
                : builder.addSharing(own[node.shares()], node.name(), node.operation(), inputs);
      }
      read[index] =
          isRounded(node, readers.get(index))
              ? builder.add(
                  node.name() + NAME, Quantise.of(least[index], greatest[index]), own[index])
              : own[index];
    }
    return new TrainedModel(
        builder.build(), model.tensors(), model.signature(), model.values(), model.provenance());
  }

  private List<List<Network.Node>> readers() {
    List<List<Network.Node>> readers = new ArrayList<>();
    network.nodes().forEach(node -> readers.add(new ArrayList<>()));
    network.nodes().forEach(node -> node.inputs().forEach(input -> readers.get(input).add(node)));
    return readers;
  }

  private boolean isRounded(Network.Node node, List<Network.Node> readers) {
    boolean moves = node.index() > 0 && node.operation().category() == Operation.Category.ROUTING;
    boolean rectified = readers.size() == 1 && cutsAtZero(readers.get(0).operation());
    // Nodes that are not executed, and those that say zero for all images, have no range.
    boolean ranges = least[node.index()] < greatest[node.index()];
    return !readers.isEmpty() && !moves && !rectified && ranges;
  }

  private static boolean cutsAtZero(Operation operation) {
    return operation instanceof Relu || (operation instanceof Clamp clamp && clamp.minimum() == 0);
  }
}
