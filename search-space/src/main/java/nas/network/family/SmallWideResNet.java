package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/** Wide residual networks for small images. */
public final class SmallWideResNet implements NetworkFamily {

  @Override
  public String name() {
    return "wrn-small";
  }

  @Override
  public String summary() {
    return "Wide residual networks for small images: Zagoruyko and Komodakis 2016, arXiv:1605.07146";
  }

  @Override
  public List<String> members() {
    return List.of("wrn16_10", "wrn28_10", "wrn40_8");
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
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 4, 6);
    int width = Integer.parseInt(name.group(2));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.conv(Layers.INPUT, 16, 3, 1);
          int last =
              Stages.small(units, 16 * width, 32 * width, 64 * width)
                  .add(net, stem, Residual.preactivatedUnit(Residual::preactivated));
          return net.classifier(net.at(Role.HEAD, "head").normRelu(last));
        });
  }

  private static final Pattern NAME = Pattern.compile("wrn([1-9]\\d{0,5})_([1-9]\\d?)");
}
