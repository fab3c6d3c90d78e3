package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.Convolution;

/**
 * The network that won in 2012, as it was published in 2014, on one device and without response
 * normalisation.
 */
public final class AlexNet implements NetworkFamily {

  @Override
  public String name() {
    return "alexnet";
  }

  @Override
  public String summary() {
    return "The winner of ImageNet 2012 on one device: Krizhevsky 2014, arXiv:1404.5997";
  }

  @Override
  public List<String> members() {
    return List.of("alexnetb");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    if (!member.equals("alexnetb")) {
      return Optional.empty();
    }
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stage1");
          int node = net.add(new Convolution(64, 11, 4, 2, 1, 1, true), Layers.INPUT);
          node = net.maxPoolCeil(net.relu(node));
          net.at(Role.CELL, "stage2");
          node = net.maxPoolCeil(net.biasedConvRelu(node, 192, 5, 1));
          net.at(Role.CELL, "stage3");
          for (int channels : List.of(384, 256, 256)) {
            node = net.biasedConvRelu(node, channels, 3, 1);
          }
          return net.classifier(net.maxPoolCeil(node), List.of(4096, 4096));
        });
  }
}
