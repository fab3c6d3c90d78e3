package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/** Residual networks of grouped convolutions for small images. */
public final class SmallResNext implements NetworkFamily {

  @Override
  public String name() {
    return "resnext-small";
  }

  @Override
  public String summary() {
    return "Residual networks of grouped convolutions for small images: Xie et al. 2017, arXiv:1611.05431";
  }

  @Override
  public List<String> members() {
    return List.of("resnext29_32x4d", "resnext29_16x64d", "resnext272_1x64d", "resnext272_2x32d");
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
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 2, 9);
    int groups = Integer.parseInt(name.group(2));
    int width = Integer.parseInt(name.group(3));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.convNormRelu(Layers.INPUT, 64, 3, 1);
          return net.classifier(
              Stages.small(units, 256, 512, 1024).add(net, stem, unit(groups, width)));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("resnext(\\d{1,6})_([1-9]\\d{0,2})x([1-9]\\d{0,2})d");

  /** The channels of a group at 256 channels of the unit are a quarter of 64th parts. */
  private static final int REFERENCE = 64;

  private static Stages.Unit unit(int groups, int width) {
    return (net, input, channels, stride) -> {
      int inner = groups * (int) Math.floor(channels / 4 * ((double) width / REFERENCE));
      int reduced = net.convNormRelu(input, inner, 1, 1);
      int grouped = net.relu(net.norm(net.conv(reduced, inner, 3, stride, groups)));
      int body = net.convNorm(grouped, channels, 1, 1);
      return net.relu(net.sum(body, Residual.shortcut(net, input, channels, stride)));
    };
  }
}
