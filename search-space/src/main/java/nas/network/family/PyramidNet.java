package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.AveragePool;
import nas.network.operation.Pad;

/** Residual networks whose channels grow from unit to unit. */
public final class PyramidNet implements NetworkFamily {

  @Override
  public String name() {
    return "pyramidnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks whose channels grow with every unit, for small images: Han et al. 2017, arXiv:1610.02915";
  }

  @Override
  public List<String> members() {
    return List.of(
        "pyramidnet110_a48",
        "pyramidnet110_a84",
        "pyramidnet110_a270",
        "pyramidnet164_a270_bn",
        "pyramidnet200_a240_bn",
        "pyramidnet236_a220_bn",
        "pyramidnet272_a200_bn");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    Matcher name = NAME.matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    boolean bottleneck = name.group(3) != null;
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 2, bottleneck ? 9 : 6);
    double growth = Integer.parseInt(name.group(2)) / (3.0 * units);
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int node = net.convNorm(Layers.INPUT, 16, 3, 1);
          double grown = 16;
          for (int k = 0; k < 3 * units; k++) {
            int stride = k > 0 && k % units == 0 ? 2 : 1;
            grown += growth;
            net.at(
                stride == 2 ? Role.REDUCTION : Role.CELL,
                "stage%d.unit%d".formatted(k / units + 1, k % units + 1));
            node = unit(net, node, (int) Math.rint(grown), stride, bottleneck);
          }
          return net.classifier(net.at(Role.HEAD, "head").normRelu(node));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("pyramidnet([1-9]\\d{0,5})_a([1-9]\\d{0,3})(_bn)?");

  /** A unit of so many channels, four times as many with bottlenecks. */
  private static int unit(Layers net, int input, int channels, int stride, boolean bottleneck) {
    int normed = net.norm(input);
    int wide = bottleneck ? 4 * channels : channels;
    int body = normed;
    if (bottleneck) {
      body = net.normRelu(net.conv(body, channels, 1, 1));
    }
    body = net.normRelu(net.conv(body, channels, 3, stride));
    body = net.norm(net.conv(body, wide, bottleneck ? 1 : 3, 1));
    int shortcut = input;
    if (stride == 2) {
      shortcut =
          net.add(new AveragePool(Sides.of(2), Sides.of(2), Padding.of(0), true, true), shortcut);
    }
    int missing = wide - net.channels(shortcut);
    if (missing > 0) {
      shortcut = net.add(new Pad(Padding.of(0), 0, missing), shortcut);
    }
    return net.sum(body, shortcut);
  }
}
