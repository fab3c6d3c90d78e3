package nas.network.family;

import java.util.List;
import nas.network.Network.Role;
import nas.network.operation.AveragePool;

/**
 * Stages whose units add channels to those that they read, and transitions between them that halve
 * channels and images; Huang et al. 2017, arXiv:1608.06993.
 *
 * @param units in each stage
 * @param growth the channels that each adds
 * @param bottleneck whether a convolution 1x1 to four times as many comes first
 */
record Dense(List<Integer> units, int growth, boolean bottleneck) {

  /** Adds all units, and norm and ReLU behind them; returns the last node. */
  int add(Layers net, int stem) {
    int node = stem;
    for (int stage = 1; stage <= units.size(); stage++) {
      if (stage > 1) {
        node = transition(net.at(Role.REDUCTION, "transition" + (stage - 1)), node);
      }
      for (int unit = 1; unit <= units.get(stage - 1); unit++) {
        net.at(Role.CELL, "stage%d.unit%d".formatted(stage, unit));
        node = net.concatenate(node, grown(net, node));
      }
    }
    return net.at(Role.HEAD, "head").normRelu(node);
  }

  private int grown(Layers net, int input) {
    int activated = net.normRelu(input);
    return bottleneck
        ? net.conv(net.normRelu(net.conv(activated, 4 * growth, 1, 1)), growth, 3, 1)
        : net.conv(activated, growth, 3, 1);
  }

  private static int transition(Layers net, int input) {
    int halved = net.conv(net.normRelu(input), net.channels(input) / 2, 1, 1);
    return net.add(new AveragePool(2, 2, 0, true), halved);
  }
}
