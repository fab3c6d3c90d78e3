package nas.network.family;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/** Densely connected networks for small images, with and without bottlenecks. */
public final class SmallDenseNet implements NetworkFamily {

  @Override
  public String name() {
    return "densenet-small";
  }

  @Override
  public String summary() {
    return "Densely connected networks for small images: Huang et al. 2017, arXiv:1608.06993";
  }

  @Override
  public List<String> members() {
    return List.of(
        "densenet40_k12",
        "densenet100_k12",
        "densenet100_k24",
        "densenet40_k12_bc",
        "densenet40_k24_bc",
        "densenet40_k36_bc",
        "densenet100_k12_bc",
        "densenet190_k40_bc",
        "densenet250_k24_bc");
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
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 4, bottleneck ? 6 : 3);
    int growth = Integer.parseInt(name.group(2));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.conv(Layers.INPUT, 2 * growth, 3, 1);
          Dense dense = new Dense(Collections.nCopies(3, units), growth, bottleneck);
          return net.classifier(dense.add(net, stem));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("densenet([1-9]\\d{0,5})_k([1-9]\\d{0,2})(_bc)?");
}
