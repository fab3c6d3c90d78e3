package nas.network.family;

import java.util.List;
import java.util.Optional;

/**
 * Residual networks for small images, norms first, with attention that all units of a stage share.
 */
public final class SmallDiaPreResNet implements NetworkFamily {

  @Override
  public String name() {
    return "diapreresnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks for small images, norms first, with attention that all units of a stage share: Huang et al. 2020, arXiv:1905.10671";
  }

  @Override
  public List<String> members() {
    return Depth.names("diapreresnet", "20", "56", "110", "164bn");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    return Depth.preactivated(
        "diapreresnet",
        member,
        depth -> Residual.preactivatedUnit(new SharedAttention().behind(depth.preactivated())));
  }
}
