package nas.space.darts;

import java.util.ArrayList;
import java.util.List;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;

/** Builds the network of two cells: stem, normal cells with two reduction cells between, head. */
final class DartsNetwork {

  /** The stem has so many times the channels of the first cells. */
  private static final int STEM_MULTIPLE = 3;

  private static final int SMALLEST_MULTIPLE = 4;

  private final DartsArchitecture architecture;
  private final DartsSettings settings;
  private final Network.Builder network;

  private DartsNetwork(
      DartsArchitecture architecture, DartsSettings settings, Network.Builder network) {
    this.architecture = architecture;
    this.settings = settings;
    this.network = network;
  }

  static Network build(
      String id, DartsArchitecture architecture, DartsSettings settings, Task task) {
    int height = task.input().height();
    int width = task.input().width();
    if (height % SMALLEST_MULTIPLE != 0 || width % SMALLEST_MULTIPLE != 0) {
      throw new InvalidArchitectureException(
          ("images of %d x %d pixels cannot be halved twice, as the reduction cells of DARTS do."
                  + " Maybe use images whose height and width are multiples of %d.")
              .formatted(height, width, SMALLEST_MULTIPLE));
    }
    return new DartsNetwork(architecture, settings, Network.builder(id, task.input()))
        .whole(task.classes());
  }

  private Network whole(int classes) {
    int perStage = settings.cellsPerStage();
    int channels = settings.channels();
    network.block(Network.Role.STEM);
    int stem = network.add("stem", Convolution.same(STEM_MULTIPLE * channels, 3, 1, false), 0);
    stem = network.add("stem.bn", BatchNorm.standard(true), stem);
    int before = stem;
    int last = stem;
    boolean halved = false;
    for (int cell = 0; cell < 3 * perStage + 2; cell++) {
      boolean halves = cell % (perStage + 1) == perStage;
      network.block(halves ? Network.Role.REDUCTION : Network.Role.CELL);
      channels *= halves ? 2 : 1;
      String name = "cell" + cell;
      String first = name + ".input0";
      int[] nodes = new int[DartsCell.NODES];
      nodes[0] =
          halved ? factorised(first, before, channels, true) : narrowed(first, before, channels);
      nodes[1] = narrowed(name + ".input1", last, channels);
      before = last;
      last = cell(name, nodes, channels, halves);
      halved = halves;
    }
    network.block(Network.Role.HEAD);
    int node = network.add("head.pool", new GlobalAveragePool(), last);
    network.add("classifier", new Linear(classes, true), node);
    return network.build();
  }

  private int cell(String name, int[] nodes, int channels, boolean halves) {
    DartsCell cell = halves ? architecture.reduction() : architecture.normal();
    List<Integer> output = new ArrayList<>();
    for (int to = DartsCell.FIRST; to < DartsCell.NODES; to++) {
      List<Integer> summands = new ArrayList<>();
      for (DartsCell.Edge edge : cell.into(to)) {
        int stride = halves && edge.from() < DartsCell.FIRST ? 2 : 1;
        summands.add(
            carried(
                name + ".edge" + edge.from() + "->" + to,
                edge.operation(),
                nodes[edge.from()],
                channels,
                stride));
      }
      nodes[to] = network.add(name + ".node" + to, new Add(), summands);
      output.add(nodes[to]);
    }
    return network.add(name + ".output", new Concatenate(), output);
  }

  private int carried(String name, CellOperation operation, int input, int channels, int stride) {
    return switch (operation) {
      case MAX_POOL_3X3 ->
          pooled(name, network.add(name + ".pool", new MaxPool(3, stride, 1), input));
      case AVERAGE_POOL_3X3 ->
          pooled(name, network.add(name + ".pool", new AveragePool(3, stride, 1, false), input));
      case SKIP_CONNECT -> stride == 1 ? input : factorised(name, input, channels, affineInCells());
      case SEPARABLE_CONVOLUTION_3X3 -> separable(name, input, channels, 3, stride);
      case SEPARABLE_CONVOLUTION_5X5 -> separable(name, input, channels, 5, stride);
      case DILATED_CONVOLUTION_3X3 -> depthwise(name, "", input, channels, 3, stride, 2);
      case DILATED_CONVOLUTION_5X5 -> depthwise(name, "", input, channels, 5, stride, 2);
    };
  }

  private boolean affineInCells() {
    return settings.variant() == NetworkVariant.TRAINED;
  }

  private int pooled(String name, int node) {
    return network.add(name + ".bn", BatchNorm.standard(false), node);
  }

  private int separable(String name, int input, int channels, int kernel, int stride) {
    int node = depthwise(name, "1", input, channels, kernel, stride, 1);
    return depthwise(name, "2", node, channels, kernel, 1, 1);
  }

  /** ReLU, depthwise convolution, 1x1 convolution, batch normalisation. */
  private int depthwise(
      String name, String number, int input, int channels, int kernel, int stride, int dilation) {
    int padding = dilation * (kernel / 2);
    int node = network.add(name + ".relu" + number, new Relu(), input);
    node =
        network.add(
            name + ".depthwise" + number,
            new Convolution(channels, kernel, stride, padding, dilation, channels, false),
            node);
    node = network.add(name + ".pointwise" + number, Convolution.same(channels, 1, 1, false), node);
    return network.add(name + ".bn" + number, BatchNorm.standard(affineInCells()), node);
  }

  /** ReLU, 1x1 convolution, batch normalisation. */
  private int narrowed(String name, int input, int channels) {
    int node = network.add(name + ".relu", new Relu(), input);
    node = network.add(name, Convolution.same(channels, 1, 1, false), node);
    return network.add(name + ".bn", BatchNorm.standard(true), node);
  }

  /**
   * ReLU, two 1x1 convolutions of stride 2 to half the channels each, of which the second sees the
   * image without its first row and column, batch normalisation.
   */
  private int factorised(String name, int input, int channels, boolean affine) {
    int relu = network.add(name + ".relu", new Relu(), input);
    int even = network.add(name + ".even", halving(channels / 2), relu);
    int crop = network.add(name + ".crop", new Crop(new Padding(1, 1, 0, 0)), relu);
    int odd = network.add(name + ".odd", halving(channels / 2), crop);
    int both = network.add(name + ".both", new Concatenate(), even, odd);
    return network.add(name + ".bn", BatchNorm.standard(affine), both);
  }

  private static Convolution halving(int channels) {
    return new Convolution(channels, 1, 2, 0, 1, 1, false);
  }
}
