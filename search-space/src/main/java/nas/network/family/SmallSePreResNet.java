package nas.network.family;

import java.util.List;
import java.util.Optional;

/** As {@link SmallPreResNet}, with squeeze and excitation, and other ends, as published. */
public final class SmallSePreResNet implements NetworkFamily {

  @Override
  public String name() {
    return "sepreresnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks for small images, norms first, with squeeze and excitation: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names("sepreresnet", "20", "56", "110", "164bn", "272bn", "542bn");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    return Depth.member(
        "sepreresnet", member, depth -> Residual.preactivatedUnit(depth.preactivated().excited()));
  }
}
