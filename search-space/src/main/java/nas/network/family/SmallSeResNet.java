package nas.network.family;

import java.util.List;
import java.util.Optional;

/** Residual networks for small images with squeeze and excitation. */
public final class SmallSeResNet implements NetworkFamily {

  @Override
  public String name() {
    return "seresnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks for small images with squeeze and excitation: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names("seresnet", "20", "56", "110", "164bn", "272bn", "542bn");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    return Depth.member("seresnet", member, depth -> Residual.unit(depth.body().excited()));
  }
}
