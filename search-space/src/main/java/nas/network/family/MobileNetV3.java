package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.Dropout;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.Relu;

/** Networks of inverted residual units with squeeze and excitation. */
public final class MobileNetV3 implements NetworkFamily {

  @Override
  public String name() {
    return "mobilenetv3";
  }

  @Override
  public String summary() {
    return "Networks for mobile devices, third version: Howard et al. 2019, arXiv:1905.02244";
  }

  @Override
  public List<String> members() {
    return List.of("mobilenetv3_large_w1");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    if (!member.equals("mobilenetv3_large_w1")) {
      return Optional.empty();
    }
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          HardSwish swish = new HardSwish();
          int node = net.add(swish, net.convNorm(Layers.INPUT, 16, 3, 2));
          node = Inverted.stages(UNITS, 1).add(net, node, MobileNetV3::unit);
          net.at(Role.HEAD, "head");
          node = net.add(swish, net.convNorm(node, 960, 1, 1));
          node = net.conv(net.add(new GlobalAveragePool(), node), 1280, 1, 1);
          node = net.add(new Dropout(0.2), net.add(swish, node));
          net.biasedConv(node, task.classes(), 1, 1);
          return net.build();
        });
  }

  private static final String UNITS =
      "1x16 k3 / 1x24 k3 e4, 1x24 k3 e3 / 3x40 k5 e3 se"
          + " / 1x80 k3 e6, 1x80 k3 e2.5, 2x80 k3 e2.3, 2x112 k3 e6 se / 3x160 k5 e6 se";

  /** Units of up to so many channels have ReLUs. */
  private static final int NARROW = 40;

  private static int unit(Layers net, int input, Inverted unit, int stride) {
    return unit.add(
        net,
        input,
        stride,
        unit.channels() <= NARROW ? new Relu() : new HardSwish(),
        (layers, node, channels) ->
            layers.squeezeAndExcite(
                node,
                Width.roundToEights(layers.channels(node) / 4.0),
                new Relu(),
                new HardSigmoid()));
  }
}
