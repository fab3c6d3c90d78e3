package nas.network.family;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/** Densely connected networks for small images whose units read some of their channels alone. */
public final class ExpanderDenseNet implements NetworkFamily {

  @Override
  public String name() {
    return "xdensenet-small";
  }

  @Override
  public String summary() {
    return "Densely connected networks with convolutions of few channels, for small images: Prabhu et al. 2018, arXiv:1711.08757";
  }

  @Override
  public List<String> members() {
    return List.of("xdensenet40_2_k24_bc", "xdensenet40_2_k36_bc");
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
    int every = Integer.parseInt(name.group(2));
    int growth = Integer.parseInt(name.group(3));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.conv(Layers.INPUT, 2 * growth, 3, 1);
          Dense dense = new Dense(Collections.nCopies(3, units), growth, true, every);
          return net.classifier(dense.add(net, stem));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("xdensenet([1-9]\\d{0,5})_([1-9]\\d?)_k([1-9]\\d{0,2})_bc");
}
