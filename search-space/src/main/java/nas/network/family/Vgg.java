package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.Convolution;
import nas.network.operation.MaxPool;

/** Plain networks of convolutions 3x3. */
public final class Vgg implements NetworkFamily {

  @Override
  public String name() {
    return "vgg";
  }

  @Override
  public String summary() {
    return "Very deep plain networks: Simonyan and Zisserman 2015, arXiv:1409.1556";
  }

  @Override
  public List<String> members() {
    return List.of(
        "vgg11",
        "vgg13",
        "vgg16",
        "vgg19",
        "bn_vgg11",
        "bn_vgg13",
        "bn_vgg16",
        "bn_vgg19",
        "bn_vgg11b",
        "bn_vgg13b",
        "bn_vgg16b",
        "bn_vgg19b");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    Matcher name = NAME.matcher(member);
    if (!name.matches() || (name.group(1) == null && name.group(3) != null)) {
      return Optional.empty();
    }
    List<Integer> layers = Objects.requireNonNull(LAYERS.get(name.group(2)));
    boolean norm = name.group(1) != null;
    boolean bias = !norm || name.group(3) != null;
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task);
          int node = Layers.INPUT;
          for (int stage = 0; stage < layers.size(); stage++) {
            net.at(Role.CELL, "stage" + (stage + 1));
            int channels = Math.min(64 << stage, 512);
            for (int layer = 0; layer < layers.get(stage); layer++) {
              node = net.add(Convolution.same(channels, 3, 1, bias), node);
              node = net.relu(norm ? net.norm(node) : node);
            }
            node = net.add(new MaxPool(2, 2, 0), node);
          }
          return net.classifier(node, List.of(4096, 4096));
        });
  }

  private static final Map<String, List<Integer>> LAYERS =
      Map.of(
          "11", List.of(1, 1, 2, 2, 2),
          "13", List.of(2, 2, 2, 2, 2),
          "16", List.of(2, 2, 3, 3, 3),
          "19", List.of(2, 2, 4, 4, 4));

  private static final Pattern NAME = Pattern.compile("(bn_)?vgg(11|13|16|19)(b)?");
}
