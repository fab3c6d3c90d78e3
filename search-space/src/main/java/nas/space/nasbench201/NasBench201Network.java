package nas.space.nasbench201;

import static nas.space.nasbench201.NasBench201Architecture.NODES;

import java.util.ArrayList;
import java.util.List;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.network.operation.Zero;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;

/**
 * Builds the published network around a cell: stem, three stages of equal cells with a residual
 * reduction between them, head. Containers are those of Abdelfattah et al. 2021 (arXiv:2101.08134).
 */
final class NasBench201Network {

  private static final int STAGES = 3;

  private final NasBench201Architecture cell;
  private final NasBench201Settings settings;
  private final Network.Builder network;

  private NasBench201Network(
      NasBench201Architecture cell, NasBench201Settings settings, Network.Builder network) {
    this.cell = cell;
    this.settings = settings;
    this.network = network;
  }

  static Network build(
      String id, NasBench201Architecture cell, NasBench201Settings settings, Task task) {
    Blueprint.requireImages(task, "NAS-Bench-201");
    int multiple = 1 << (STAGES - 1);
    if (task.input().height() % multiple != 0 || task.input().width() % multiple != 0) {
      throw new InvalidArchitectureException(
          "images of "
              + task.input().height()
              + " x "
              + task.input().width()
              + " pixels cannot be halved twice, as the reductions of NAS-Bench-201 do. Maybe use"
              + " images whose height and width are multiples of "
              + multiple
              + ".");
    }
    return new NasBench201Network(cell, settings, Network.builder(id, task.input()))
        .whole(task.classes());
  }

  private Network whole(int classes) {
    int channels = settings.channels();
    network.block(Network.Role.STEM);
    int node = network.add("stem", Convolution.same(channels, 3, 1, false), 0);
    node = network.within(network.add("stem.bn", BatchNorm.standard(true), node), 2);
    int cells = 0;
    for (int stage = 0; stage < STAGES; stage++) {
      if (stage > 0) {
        channels *= 2;
        network.block(Network.Role.REDUCTION);
        node = reduction("reduction" + cells, node, channels);
      }
      for (int i = 0; i < settings.cellsPerStage(); i++) {
        network.block(Network.Role.CELL);
        node = network.yields(cell("cell" + cells, node, channels));
        network.within(node, 1);
        cells++;
      }
      network.within(node, 1);
    }
    network.block(Network.Role.HEAD);
    node = network.add("head.bn", BatchNorm.standard(true), node);
    node = network.within(network.add("head.relu", new Relu(), node), 1);
    node = network.add("head.pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(classes, true), node);
    return network.build();
  }

  private int reduction(String name, int input, int channels) {
    int node = convolution(name + ".conv_a", input, 3, channels, 2, false, true);
    node = convolution(name + ".conv_b", node, 3, channels, 1, false, true);
    int shortcut = network.add(name + ".shortcut.pool", new AveragePool(2, 2, 0, true), input);
    shortcut = network.add(name + ".shortcut", Convolution.same(channels, 1, 1, false), shortcut);
    network.within(shortcut, 1);
    return network.within(network.add(name + ".sum", new Add(), shortcut, node), 1);
  }

  private int cell(String name, int input, int channels) {
    int[] nodes = new int[NODES];
    nodes[0] = input;
    for (int to = 1; to < NODES; to++) {
      List<Integer> summands = new ArrayList<>();
      for (int from = 0; from < to; from++) {
        String edge = name + ".edge" + from + "->" + to;
        switch (cell.operation(from, to)) {
          case NONE -> {}
          case SKIP_CONNECT -> summands.add(network.within(nodes[from], 1));
          case CONVOLUTION_1X1 -> summands.add(searched(edge, nodes[from], 1, channels));
          case CONVOLUTION_3X3 -> summands.add(searched(edge, nodes[from], 3, channels));
          case AVERAGE_POOL_3X3 ->
              summands.add(
                  network.within(
                      network.add(edge + ".pool", new AveragePool(3, 1, 1, false), nodes[from]),
                      1));
        }
      }
      String node = name + ".node" + to;
      nodes[to] =
          switch (summands.size()) {
            case 0 -> network.add(node, new Zero(), input);
            case 1 -> summands.get(0);
            default -> network.add(node, new Add(), summands);
          };
    }
    return nodes[NODES - 1];
  }

  private int searched(String name, int input, int kernel, int channels) {
    boolean trained = settings.variant() == NetworkVariant.TRAINED;
    return convolution(name, input, kernel, channels, 1, !trained, trained);
  }

  /** ReLU, convolution, batch normalisation; the latter as trained networks have it or not. */
  private int convolution(
      String name, int input, int kernel, int channels, int stride, boolean bias, boolean trained) {
    int node = network.add(name + ".relu", new Relu(), input);
    node = network.add(name, Convolution.same(channels, kernel, stride, bias), node);
    Operation norm = trained ? BatchNorm.standard(true) : new BatchNorm(false, 1e-5, 0.1, false);
    return network.within(network.add(name + ".bn", norm, node), 2);
  }
}
