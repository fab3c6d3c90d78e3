package nas.space.nasbenchasr;

import java.util.ArrayList;
import java.util.List;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.Clamp;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.LayerNorm;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.network.operation.Zero;
import nas.space.InvalidArchitectureException;

/**
 * Builds the published network around a cell: four blocks of a convolution over time and equal
 * cells, an LSTM, and a linear layer at each step.
 */
final class NasBenchAsrNetwork {

  /** The third and the fourth block halve the length. */
  private static final int[] STRIDES = {1, 1, 2, 2};

  /** Channels of the blocks, as multiples of the number of groups. */
  private static final int[] WIDTHS = {6, 8, 10, 12};

  private static final int SHORTENING = 4;
  private static final int BLOCK_KERNEL = 8;
  private static final double EPSILON = 1e-3;
  private static final double CEILING = 20;

  private final NasBenchAsrCell cell;
  private final NasBenchAsrSettings settings;
  private final Network.Builder network;

  private NasBenchAsrNetwork(
      NasBenchAsrCell cell, NasBenchAsrSettings settings, Network.Builder network) {
    this.cell = cell;
    this.settings = settings;
    this.network = network;
  }

  static Network build(String id, NasBenchAsrCell cell, NasBenchAsrSettings settings, Task task) {
    FeatureShape input = task.input();
    if (input.kind() != FeatureShape.Kind.SEQUENCE) {
      throw new InvalidArchitectureException(
          ("networks of NAS-Bench-ASR read sequences of features, such as 80 mel features at 200"
                  + " steps, not %s. Maybe use another search space for these data.")
              .formatted(input.described()));
    }
    if (input.width() % SHORTENING != 0) {
      throw new InvalidArchitectureException(
          ("sequences of %d steps cannot be shortened to a quarter, as NAS-Bench-ASR does. Maybe"
                  + " pad them to a multiple of %d steps.")
              .formatted(input.width(), SHORTENING));
    }
    FeatureShape output = FeatureShape.sequence(task.classes(), input.width() / SHORTENING);
    if (!task.target().output().equals(output)) {
      throw new InvalidArchitectureException(
          ("networks of NAS-Bench-ASR yield %s for %s, not what is asked for: %s. Maybe ask for the"
                  + " class of every fourth step.")
              .formatted(output.described(), input.described(), task.target().described()));
    }
    return new NasBenchAsrNetwork(cell, settings, Network.builder(id, input)).whole(task.classes());
  }

  private Network whole(int outputs) {
    int node = 0;
    for (int block = 0; block < STRIDES.length; block++) {
      String name = "block" + block;
      int channels = WIDTHS[block] * settings.groups();
      network.block(block == 0 ? Network.Role.STEM : Network.Role.REDUCTION);
      Convolution convolution = convolution(channels, BLOCK_KERNEL, STRIDES[block], 1, 1);
      node = activated(name + ".conv", network.add(name + ".conv", convolution, node));
      node = network.add(name + ".norm", new LayerNorm(true, EPSILON), node);
      for (int i = 0; i < settings.cells() + block; i++) {
        network.block(Network.Role.CELL);
        node = cell(name + ".cell" + i, node, channels);
      }
    }
    network.block(Network.Role.HEAD);
    if (settings.lstm() > 0) {
      node = network.add("lstm", new Lstm(settings.lstm(), settings.lstmBiases()), node);
    }
    network.add("classifier", new Linear(outputs, true), node);
    return network.build();
  }

  private int cell(String name, int input, int channels) {
    int[] outputs = new int[NasBenchAsrCell.NODES + 1];
    outputs[0] = input;
    for (int to = 1; to < outputs.length; to++) {
      String node = name + ".node" + to;
      List<Integer> summands = new ArrayList<>();
      if (cell.operation(to) != CellOperation.ZERO) {
        summands.add(operation(node, cell.operation(to), outputs[to - 1], channels));
      }
      for (int from = 0; from < to; from++) {
        if (cell.skip(from, to)) {
          summands.add(outputs[from]);
        }
      }
      outputs[to] =
          switch (summands.size()) {
            case 0 -> network.add(node + ".zero", new Zero(), input);
            case 1 -> summands.get(0);
            default -> network.add(node + ".sum", new Add(), summands);
          };
    }
    return network.add(
        name + ".norm", new LayerNorm(true, EPSILON), outputs[NasBenchAsrCell.NODES]);
  }

  private int operation(String name, CellOperation operation, int input, int channels) {
    int node =
        network.add(
            name,
            operation == CellOperation.LINEAR
                ? new Linear(channels, true)
                : convolution(
                    channels, operation.kernel(), 1, operation.dilation(), settings.groups()),
            input);
    return activated(name, node);
  }

  /** Adds a ReLU that is clamped, and what training drops. */
  private int activated(String name, int input) {
    int node = network.add(name + ".relu", new Clamp(0, CEILING), input);
    return settings.dropout() == 0
        ? node
        : network.add(name + ".dropout", new Dropout(settings.dropout()), node);
  }

  /**
   * Returns a convolution over time that keeps the length, or halves it.
   *
   * <p>The published padding looks {@code 4 / stride} steps ahead, or as many as the kernel has
   * behind its first step if these are fewer; the others it looks back.
   */
  private static Convolution convolution(
      int channels, int kernel, int stride, int dilation, int groups) {
    int ahead = SHORTENING / stride;
    boolean few = ahead >= kernel * dilation - stride;
    int right = few ? kernel * dilation - stride : ahead;
    int left = few ? 0 : (kernel - 1) * dilation - right;
    return new Convolution(
        channels,
        new Sides(1, kernel),
        new Sides(1, stride),
        new Padding(0, left, 0, right),
        new Sides(1, dilation),
        groups,
        true);
  }
}
