package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.Relu;

/** Networks of inverted residual units, found by a search on a mobile device. */
public final class MnasNet implements NetworkFamily {

  @Override
  public String name() {
    return "mnasnet";
  }

  @Override
  public String summary() {
    return "Networks found by a search on a mobile device: Tan et al. 2019, arXiv:1807.11626";
  }

  @Override
  public List<String> members() {
    return List.of("mnasnet_b1", "mnasnet_a1");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return Optional.ofNullable(UNITS.get(member))
        .map(
            units ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int node = net.convNormRelu(Layers.INPUT, 32, 3, 2);
                  node = Inverted.stages(units, 1).add(net, node, Inverted.unit(new Relu()));
                  return net.classifier(net.at(Role.HEAD, "head").convNormRelu(node, 1280, 1, 1));
                });
  }

  private static final Map<String, String> UNITS =
      Map.of(
          "mnasnet_b1",
          "1x16 k3 / 3x24 k3 e3 / 3x40 k5 e3 / 3x80 k5 e6, 2x96 k3 e6"
              + " / 4x192 k5 e6, 1x320 k3 e6",
          "mnasnet_a1",
          "1x16 k3 / 2x24 k3 e6 / 3x40 k5 e3 se / 4x80 k3 e6, 2x112 k3 e6 se"
              + " / 3x160 k5 e6 se, 1x320 k3 e6");
}
