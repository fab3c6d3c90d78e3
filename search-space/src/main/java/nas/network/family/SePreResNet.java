package nas.network.family;

import java.util.List;
import java.util.Optional;

/** As {@link PreResNet}, with squeeze and excitation. */
public final class SePreResNet implements NetworkFamily {

  @Override
  public String name() {
    return "sepreresnet";
  }

  @Override
  public String summary() {
    return "Residual networks, norms first, with squeeze and excitation: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names("sepreresnet", "10", "18", "bc26b", "bc38b");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return DeepDepth.preactivated(
        "sepreresnet", member, depth -> Residual.preactivatedUnit(depth.preactivated().excited()));
  }
}
