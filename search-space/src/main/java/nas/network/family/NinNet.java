package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.AveragePool;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.MaxPool;

/** A network in network for small images. */
public final class NinNet implements NetworkFamily {

  @Override
  public String name() {
    return "nin-small";
  }

  @Override
  public String summary() {
    return "Network in network for small images: Lin et al. 2014, arXiv:1312.4400";
  }

  @Override
  public List<String> members() {
    return List.of("nin");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    if (!member.equals("nin")) {
      return Optional.empty();
    }
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.CELL, "stage1");
          int node = conv(net, conv(net, conv(net, Layers.INPUT, 192, 5), 160, 1), 96, 1);
          node = net.add(new Dropout(0.5), net.add(new MaxPool(3, 2, 1), node));
          net.at(Role.CELL, "stage2");
          node = conv(net, conv(net, conv(net, node, 192, 5), 192, 1), 192, 1);
          node = net.add(new Dropout(0.5), net.add(new AveragePool(3, 2, 1, true), node));
          net.at(Role.CELL, "stage3");
          node = conv(net, conv(net, node, 192, 3), 192, 1);
          net.at(Role.HEAD, "head");
          net.add(new GlobalAveragePool(), conv(net, node, task.classes(), 1));
          return net.build();
        });
  }

  private static int conv(Layers net, int input, int channels, int kernel) {
    return net.relu(net.add(Convolution.same(channels, kernel, 1, true), input));
  }
}
