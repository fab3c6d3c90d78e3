package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.MaxPool;

/** Residual networks of grouped convolutions and convolutions 3x3 in shortcuts. */
public final class SeNet implements NetworkFamily {

  @Override
  public String name() {
    return "senet";
  }

  @Override
  public String summary() {
    return "Squeeze-and-excitation networks: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names("senet", "16", "28", "154");
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
                  int node = net.convNormRelu(Layers.INPUT, 64, 3, 2);
                  node = net.convNormRelu(net.convNormRelu(node, 64, 3, 1), 128, 3, 1);
                  node = net.add(new MaxPool(3, 2, 1), node);
                  int groups = member.equals("senet154") ? 64 : 32;
                  Stages<Integer> stages = Stages.bottlenecks(units);
                  return net.classifier(stages.add(net, node, unit(groups)), 0.2);
                });
  }

  private static final Map<String, List<Integer>> UNITS =
      Map.of(
          "senet16", List.of(1, 1, 1, 1),
          "senet28", List.of(2, 2, 2, 2),
          "senet154", List.of(3, 8, 36, 3));

  private static Stages.Unit<Integer> unit(int groups) {
    Residual.Body body =
        (net, input, channels, stride) -> {
          int wide = groups * channels / 64;
          int reduced = net.convNormRelu(input, wide / 2, 1, 1);
          int grouped = net.normRelu(net.conv(reduced, wide, 3, stride, groups));
          return net.convNorm(grouped, channels, 1, 1);
        };
    return (net, input, channels, stride) -> {
      int around =
          Residual.changes(net, input, channels, stride)
              ? net.convNorm(input, channels, stride == 1 ? 1 : 3, stride)
              : input;
      return net.relu(net.sum(body.excited().add(net, input, channels, stride), around));
    };
  }
}
