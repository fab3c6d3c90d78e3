package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.Clamp;
import nas.network.operation.GlobalAveragePool;

/** Networks of inverted residual units. */
public final class MobileNetV2 implements NetworkFamily {

  @Override
  public String name() {
    return "mobilenetv2";
  }

  @Override
  public String summary() {
    return "Networks for mobile devices, second version: Sandler et al. 2018, arXiv:1801.04381";
  }

  @Override
  public List<String> members() {
    return List.of("mobilenetv2_w1", "mobilenetv2_w3d4", "mobilenetv2_wd2", "mobilenetv2_wd4");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    Matcher name = NAME.matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    String units = name.group(1) == null ? UNITS : UNITS.replace(" e1", "");
    double width = Width.factor(name.group(2));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          Clamp relu6 = new Clamp(0, 6);
          int node = net.add(relu6, net.convNorm(Layers.INPUT, (int) (32 * width), 3, 2));
          Stages<Inverted> stages =
              Inverted.stages(units, 1, c -> (int) (c * width), IntUnaryOperator.identity());
          node = stages.add(net, node, Inverted.unit(relu6));
          net.at(Role.HEAD, "head");
          node = net.add(relu6, net.convNorm(node, (int) (1280 * Math.max(width, 1)), 1, 1));
          net.conv(net.add(new GlobalAveragePool(), node), task.classes(), 1, 1);
          return net.build();
        });
  }

  private static final Pattern NAME = Pattern.compile("mobilenetv2(b)?_w" + Width.FACTOR);

  private static final String UNITS =
      "1x16 k3 e1 / 2x24 k3 e6 / 3x32 k3 e6 / 4x64 k3 e6, 3x96 k3 e6 / 3x160 k3 e6, 1x320 k3 e6";
}
