package nas.network.family;

import java.util.List;
import nas.network.Network.Role;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.AveragePool;
import nas.network.operation.MaskedConvolution;

/**
 * Stages whose units add channels to those that they read, and transitions between them that halve
 * channels and images; Huang et al. 2017, arXiv:1608.06993.
 *
 * @param units in each stage
 * @param growth the channels that each adds
 * @param bottleneck whether a convolution 1x1 to four times as many comes first
 * @param every of so many input channels the convolutions of units read one
 */
record Dense(List<Integer> units, int growth, boolean bottleneck, int every) {

  /** Units read all channels. */
  Dense(List<Integer> units, int growth, boolean bottleneck) {
    this(units, growth, bottleneck, 1);
  }

  /** Adds all units, and norm and ReLU behind them; returns the last node. */
  int add(Layers net, int stem) {
    int node = stem;
    int unitsBefore = 0;
    for (int stage = 1; stage <= units.size(); stage++) {
      if (stage > 1) {
        node = transition(net.at(Role.REDUCTION, "transition" + (stage - 1)), node);
      }
      for (int unit = 1; unit <= units.get(stage - 1); unit++) {
        net.at(Role.CELL, "stage%d.unit%d".formatted(stage, unit));
        node = net.concatenate(node, grown(net, node, unitsBefore++));
      }
    }
    return net.at(Role.HEAD, "head").normRelu(node);
  }

  private int grown(Layers net, int input, int unitsBefore) {
    int activated = net.normRelu(input);
    int draw = 2 * unitsBefore + 1;
    return bottleneck
        ? conv(net, net.normRelu(conv(net, activated, 4 * growth, 1, draw)), growth, 3, draw + 1)
        : conv(net, activated, growth, 3, draw);
  }

  /** Each convolution draws the channels that it reads for itself. */
  private int conv(Layers net, int input, int channels, int kernel, int draw) {
    return every == 1
        ? net.conv(input, channels, kernel, 1)
        : net.add(
            new MaskedConvolution(
                channels, Sides.of(kernel), Sides.of(1), Padding.of(kernel / 2), every, draw),
            input);
  }

  private static int transition(Layers net, int input) {
    int halved = net.conv(net.normRelu(input), net.channels(input) / 2, 1, 1);
    return net.add(new AveragePool(2, 2, 0, true), halved);
  }
}
