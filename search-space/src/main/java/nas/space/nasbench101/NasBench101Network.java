package nas.space.nasbench101;

import java.util.ArrayList;
import java.util.List;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;

/**
 * Builds the published network around a pruned cell: stem, stacks of equal cells, head. Containers
 * are those of its published PyTorch code.
 */
final class NasBench101Network {

  private final NasBench101Cell cell;
  private final NasBench101Settings settings;
  private final Network.Builder network;

  private NasBench101Network(
      NasBench101Cell cell, NasBench101Settings settings, Network.Builder network) {
    this.cell = cell;
    this.settings = settings;
    this.network = network;
  }

  static Network build(NasBench101Cell cell, NasBench101Settings settings, Task task) {
    Blueprint.requireImages(task, "NAS-Bench-101");
    int least = 1 << (settings.stacks() - 1);
    if (task.input().height() < least || task.input().width() < least) {
      throw new InvalidArchitectureException(
          "images of "
              + task.input().height()
              + " x "
              + task.input().width()
              + " pixels are too small for "
              + settings.stacks()
              + " stacks, which need "
              + least
              + " pixels in both directions. Maybe use greater images or fewer stacks.");
    }
    return new NasBench101Network(
            cell, settings, Network.builder(() -> GraphHash.official(cell), task.input()))
        .whole(task.classes());
  }

  /**
   * Returns the channels of every vertex: those of the output are shared out evenly among the
   * vertices that feed it, the first ones taking what remains; any other vertex has as many as the
   * greatest of those it feeds.
   */
  static int[] channels(NasBench101Cell cell, int inputChannels, int outputChannels) {
    int output = cell.vertices() - 1;
    int[] channels = new int[cell.vertices()];
    channels[0] = inputChannels;
    channels[output] = outputChannels;
    int feeding = 0;
    for (int v = 1; v < output; v++) {
      feeding += cell.hasEdge(v, output) ? 1 : 0;
    }
    if (feeding == 0) {
      return channels;
    }
    int remaining = outputChannels % feeding;
    for (int v = 1; v < output; v++) {
      if (cell.hasEdge(v, output)) {
        channels[v] = outputChannels / feeding + (remaining > 0 ? 1 : 0);
        remaining--;
      }
    }
    for (int v = output - 1; v > 0; v--) {
      if (!cell.hasEdge(v, output)) {
        for (int next = v + 1; next < output; next++) {
          channels[v] = Math.max(channels[v], cell.hasEdge(v, next) ? channels[next] : 0);
        }
      }
    }
    return channels;
  }

  private Network whole(int classes) {
    int channels = settings.stemChannels();
    network.block(Network.Role.STEM);
    int node = convolution("stem", 0, 3, channels);
    int inputChannels = channels;
    int cells = 0;
    for (int stack = 0; stack < settings.stacks(); stack++) {
      if (stack > 0) {
        network.block(Network.Role.REDUCTION);
        node = network.add("downsample" + cells, new MaxPool(2, 2, 0), node);
        channels *= 2;
      }
      for (int i = 0; i < settings.cellsPerStack(); i++) {
        network.block(Network.Role.CELL);
        node = network.yields(cell("cell" + cells, node, channels(cell, inputChannels, channels)));
        network.within(node, 1);
        inputChannels = channels;
        cells++;
      }
    }
    network.block(Network.Role.HEAD);
    node = network.add("head.pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(classes, true), node);
    return network.build();
  }

  private int cell(String name, int input, int[] channels) {
    int output = cell.vertices() - 1;
    int[] nodes = new int[cell.vertices()];
    List<Integer> joined = new ArrayList<>();
    for (int v = 1; v < output; v++) {
      nodes[v] = vertex(name, v, input, nodes, channels);
      if (cell.hasEdge(v, output)) {
        joined.add(nodes[v]);
      }
    }
    List<Integer> summands = new ArrayList<>();
    if (joined.size() > 1) {
      summands.add(network.add(name + ".concat", new Concatenate(), joined));
    } else {
      summands.addAll(joined);
    }
    if (cell.hasEdge(0, output)) {
      summands.add(convolution(name + ".projection" + output, input, 1, channels[output]));
    }
    return sum(name + ".sum", summands);
  }

  private int vertex(String name, int v, int input, int[] nodes, int[] channels) {
    String vertex = name + ".vertex" + v;
    List<Integer> summands = new ArrayList<>();
    for (int source = 1; source < v; source++) {
      if (cell.hasEdge(source, v)) {
        summands.add(
            channels[source] == channels[v]
                ? nodes[source]
                : network.add(
                    vertex + ".slice" + source, new Slice(0, channels[v]), nodes[source]));
      }
    }
    if (cell.hasEdge(0, v)) {
      summands.add(convolution(name + ".projection" + v, input, 1, channels[v]));
    }
    int node = sum(vertex + ".sum", summands);
    return switch (cell.operation(v)) {
      case CONVOLUTION_3X3 -> network.within(convolution(vertex, node, 3, channels[v]), 1);
      case CONVOLUTION_1X1 -> network.within(convolution(vertex, node, 1, channels[v]), 1);
      case MAX_POOL_3X3 ->
          network.within(network.add(vertex + ".pool", new MaxPool(3, 1, 1), node), 1);
    };
  }

  private int sum(String name, List<Integer> summands) {
    return summands.size() == 1 ? summands.get(0) : network.add(name, new Add(), summands);
  }

  private int convolution(String name, int input, int kernel, int channels) {
    int node = network.add(name, Convolution.same(channels, kernel, 1, false), input);
    Operation norm = new BatchNorm(true, 1e-5, settings.batchNormMomentum(), true);
    node = network.add(name + ".bn", norm, node);
    return network.within(network.add(name + ".relu", new Relu(), node), 2);
  }
}
