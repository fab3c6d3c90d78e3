package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.Operation;
import nas.network.operation.Clamp;
import nas.network.operation.Relu;

/**
 * Networks of inverted residual units, found by searches in a network that has all kinds of them.
 */
public final class ProxylessNas implements NetworkFamily {

  @Override
  public String name() {
    return "proxyless";
  }

  @Override
  public String summary() {
    return "Networks found by searches in one large network: Cai et al. 2019, arXiv:1812.00332, Wu et al. 2019, arXiv:1812.03443, Stamoulis et al. 2019, arXiv:1904.02877";
  }

  @Override
  public List<String> members() {
    return List.of(
        "proxylessnas_cpu",
        "proxylessnas_gpu",
        "proxylessnas_mobile",
        "proxylessnas_mobile14",
        "fbnet_cb",
        "spnasnet");
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
                  Layers net = new Layers(member, task).epsilon(plan.epsilon());
                  net.at(Role.STEM, "stem");
                  Operation activation = plan.activation();
                  int node = net.convNorm(Layers.INPUT, plan.first(), 3, 2);
                  node = net.add(activation, node);
                  Stages<Inverted> stages = Inverted.stages(plan.units(), 1);
                  node = stages.add(net, node, Inverted.unit(activation));
                  node = net.at(Role.HEAD, "head").convNorm(node, plan.last(), 1, 1);
                  return net.classifier(net.add(activation, node));
                });
  }

  /**
   * A network.
   *
   * @param first channels of the first convolution
   * @param last channels of the last one
   * @param epsilon what the variances of norms are increased by
   */
  private record Plan(int first, String units, int last, Operation activation, double epsilon) {}

  private static final Clamp RELU6 = new Clamp(0, 6);

  private static final Map<String, Plan> PLANS =
      Map.of(
          "proxylessnas_cpu",
          new Plan(
              40,
              "1x24 k3 / 1x32 k3 e6, 3x32 k3 e3 / 1x48 k3 e6, 2x48 k3 e3, 1x48 k5 e3"
                  + " / 1x88 k3 e6, 1x88 k3 e3, 1x104 k5 e6, 3x104 k3 e3"
                  + " / 1x216 k5 e6, 2x216 k5 e3, 1x216 k3 e3, 1x360 k5 e6",
              1432,
              RELU6,
              1e-3),
          "proxylessnas_gpu",
          new Plan(
              40,
              "1x24 k3 / 1x32 k5 e3 / 1x56 k7 e3, 1x56 k3 e3"
                  + " / 1x112 k7 e6, 1x112 k5 e3, 1x128 k5 e6, 1x128 k3 e3, 1x128 k5 e3"
                  + " / 3x256 k7 e6, 1x256 k5 e6, 1x432 k7 e6",
              1728,
              RELU6,
              1e-3),
          "proxylessnas_mobile",
          new Plan(
              32,
              "1x16 k3 / 1x32 k5 e3, 1x32 k3 e3 / 1x40 k7 e3, 1x40 k3 e3, 2x40 k5 e3"
                  + " / 1x80 k7 e6, 3x80 k5 e3, 1x96 k5 e6, 3x96 k5 e3"
                  + " / 2x192 k7 e6, 2x192 k7 e3, 1x320 k7 e6",
              1280,
              RELU6,
              1e-3),
          "proxylessnas_mobile14",
          new Plan(
              48,
              "1x24 k3 / 1x40 k5 e3, 1x40 k3 e3 / 1x56 k7 e3, 1x56 k3 e3, 2x56 k5 e3"
                  + " / 1x112 k7 e6, 3x112 k5 e3, 1x136 k5 e6, 3x136 k5 e3"
                  + " / 2x256 k7 e6, 2x256 k7 e3, 1x448 k7 e6",
              1792,
              RELU6,
              1e-3),
          "fbnet_cb",
          new Plan(
              16,
              "1x16 k3 e1 / 1x24 k3 e6, 2x24 k3 e1 / 1x32 k5 e6, 1x32 k5 e3, 1x32 k5 e6,"
                  + " 1x32 k3 e6 / 1x64 k5 e6, 1x64 k5 e3, 2x64 k5 e6, 3x112 k5 e6, 1x112 k5 e3"
                  + " / 4x184 k5 e6, 1x352 k3 e6",
              1984,
              new Relu(),
              1e-3),
          "spnasnet",
          new Plan(
              32,
              "1x16 k3 / 3x24 k3 e3 / 1x40 k5 e6, 3x40 k3 e3 / 1x80 k5 e6, 3x80 k3 e3,"
                  + " 1x96 k5 e6, 3x96 k5 e3 / 4x192 k5 e6, 1x320 k3 e6",
              1280,
              new Relu(),
              1e-5));
}
