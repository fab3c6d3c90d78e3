package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.Relu;

/**
 * Networks whose first units expand channels by convolutions 3x3, for devices that multiply
 * matrices.
 */
public final class EfficientNetEdge implements NetworkFamily {

  @Override
  public String name() {
    return "efficientnet-edge";
  }

  @Override
  public String summary() {
    return "Networks of the EfficientNet kind for accelerators: Tan and Le 2019, arXiv:1905.11946";
  }

  @Override
  public List<String> members() {
    return List.of(
        "efficientnet_edge_small_b", "efficientnet_edge_medium_b", "efficientnet_edge_large_b");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public int pixels(String member) {
    EfficientNet.Scale scale = SCALES.get(member);
    return scale == null ? pixels() : scale.pixels();
  }

  @Override
  public Optional<Member> find(String member) {
    return Optional.ofNullable(SCALES.get(member))
        .map(
            scale ->
                task -> {
                  Layers net = new Layers(member, task).epsilon(1e-3).paddedAtEnd();
                  net.at(Role.STEM, "stem");
                  int node = net.convNormRelu(Layers.INPUT, scale.channels(32), 3, 2);
                  Stages<Inverted> stages =
                      Inverted.stages(UNITS, 1, scale::channels, scale::units);
                  node = stages.add(net, node, EfficientNetEdge::unit);
                  net.at(Role.HEAD, "head");
                  return net.classifier(net.convNormRelu(node, scale.channels(1280), 1, 1));
                });
  }

  /** The expansion of the first stage is that of the output's channels. */
  private static final int FIRST_EXPANSION = 4;

  private static final String UNITS =
      "1x24 k3 e4 / 2x32 k3 e8 / 4x48 k3 e8 / 5x96 k5 e8, 4x144 k5 e8 / 2x192 k5 e8";

  private static final Map<String, EfficientNet.Scale> SCALES =
      Map.of(
          "efficientnet_edge_small_b", new EfficientNet.Scale(1.0, 1.0, 224, 0),
          "efficientnet_edge_medium_b", new EfficientNet.Scale(1.0, 1.1, 240, 0),
          "efficientnet_edge_large_b", new EfficientNet.Scale(1.2, 1.4, 300, 0));

  private static int unit(Layers net, int input, Inverted unit, int stride) {
    return unit.kernel() == 3
        ? fused(net, input, unit, stride)
        : Inverted.unit(new Relu()).add(net, input, unit, stride);
  }

  /** A unit whose first two convolutions are one; the stride is that of the last. */
  private static int fused(Layers net, int input, Inverted unit, int stride) {
    int from = net.channels(input);
    int channels = unit.channels();
    int expanded = unit.expansion() == FIRST_EXPANSION ? channels : from;
    int wide = (int) (expanded * unit.expansion());
    int body = net.convNorm(net.convNormRelu(input, wide, 3, 1), channels, 1, stride);
    return stride == 1 && channels == from ? net.sum(body, input) : body;
  }
}
