package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.Relu;

/** Networks of inverted residual units, found by gradients of a network that has them all. */
public final class SearchedMobileNet implements NetworkFamily {

  @Override
  public String name() {
    return "searched-mobile";
  }

  @Override
  public String summary() {
    return "Networks found by searches in one large network: Stamoulis et al. 2019, arXiv:1904.02877, Wu et al. 2019, arXiv:1812.03443";
  }

  @Override
  public List<String> members() {
    return List.of("spnasnet", "fbnet_cb");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return Optional.ofNullable(PLANS.get(member))
        .map(
            plan ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int node = net.convNormRelu(Layers.INPUT, plan.first(), 3, 2);
                  node = Inverted.stages(plan.units(), 1).add(net, node, Inverted.unit(new Relu()));
                  net.at(Role.HEAD, "head");
                  return net.classifier(net.convNormRelu(node, plan.last(), 1, 1));
                });
  }

  /** What stands before, between and behind. */
  private record Plan(int first, String units, int last) {}

  private static final Map<String, Plan> PLANS =
      Map.of(
          "spnasnet",
          new Plan(
              32,
              "1x16 k3 / 3x24 k3 e3 / 1x40 k5 e6, 3x40 k3 e3 / 1x80 k5 e6, 3x80 k3 e3,"
                  + " 1x96 k5 e6, 3x96 k5 e3 / 4x192 k5 e6, 1x320 k3 e6",
              1280),
          "fbnet_cb",
          new Plan(
              16,
              "1x16 k3 e1 / 1x24 k3 e6, 2x24 k3 e1 / 1x32 k5 e6, 1x32 k5 e3, 1x32 k5 e6,"
                  + " 1x32 k3 e6 / 1x64 k5 e6, 1x64 k5 e3, 2x64 k5 e6, 3x112 k5 e6, 1x112 k5 e3"
                  + " / 4x184 k5 e6, 1x352 k3 e6",
              1984));
}
