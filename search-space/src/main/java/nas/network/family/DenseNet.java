package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Densely connected networks for large images. */
public final class DenseNet implements NetworkFamily {

  @Override
  public String name() {
    return "densenet";
  }

  @Override
  public String summary() {
    return "Densely connected networks: Huang et al. 2017, arXiv:1608.06993";
  }

  @Override
  public List<String> members() {
    return Depth.names("densenet", "121", "161", "169", "201");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return Optional.ofNullable(UNITS.get(member))
        .map(
            units ->
                task -> {
                  Layers net = new Layers(member, task);
                  int growth = member.equals("densenet161") ? 48 : 32;
                  int stem = Residual.stem(net, 2 * growth);
                  return net.classifier(new Dense(units, growth, true).add(net, stem));
                });
  }

  private static final Map<String, List<Integer>> UNITS =
      Map.of(
          "densenet121", List.of(6, 12, 24, 16),
          "densenet161", List.of(6, 12, 36, 24),
          "densenet169", List.of(6, 12, 32, 32),
          "densenet201", List.of(6, 12, 48, 32));
}
