package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.MaxPool;

/** Residual networks of residual networks for small images. */
public final class RorNet implements NetworkFamily {

  @Override
  public String name() {
    return "ror-small";
  }

  @Override
  public String summary() {
    return "Residual networks of residual networks, three levels, for small images: Zhang et al. 2017, arXiv:1608.02908";
  }

  @Override
  public List<String> members() {
    return List.of("ror3_56", "ror3_110", "ror3_164");
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
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 8, 6);
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.convNormRelu(Layers.INPUT, 16, 3, 1);
          int whole = net.at(Role.OTHER, "body").convNorm(stem, 64, 1, 4);
          int node = stem;
          for (int stage = 0; stage < 3; stage++) {
            node = stage(net, node, units, stage);
          }
          return net.classifier(net.relu(net.sum(node, whole)));
        });
  }

  private static final Pattern NAME = Pattern.compile("ror3_([1-9]\\d{0,5})");

  private static int stage(Layers net, int input, int units, int stage) {
    int channels = 16 << stage;
    int whole = net.at(Role.REDUCTION, "stage" + (stage + 1)).convNorm(input, channels, 1, 1);
    int node = input;
    for (int unit = 1; unit <= units; unit++) {
      net.at(Role.CELL, "stage%d.unit%d".formatted(stage + 1, unit));
      int around = Residual.shortcut(net, node, channels, 1);
      int sum = net.sum(Residual.basic(net, node, channels, 1), around);
      node = unit < units ? net.relu(sum) : sum;
    }
    net.at(Role.REDUCTION, "stage" + (stage + 1));
    int sum = net.sum(node, whole);
    return stage < 2 ? net.add(new MaxPool(2, 2, 0), net.relu(sum)) : sum;
  }
}
