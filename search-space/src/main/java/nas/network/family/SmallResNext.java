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
              Stages.small(units, 256, 512, 1024)
                  .add(net, stem, Residual.unit(Residual.grouped(groups, width))));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("resnext([1-9]\\d{0,5})_([1-9]\\d{0,2})x([1-9]\\d{0,2})d");
}
