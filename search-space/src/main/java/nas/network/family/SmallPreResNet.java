package nas.network.family;

import java.util.List;
import java.util.Optional;

/** Residual networks for small images whose norms come before convolutions. */
public final class SmallPreResNet implements NetworkFamily {

  @Override
  public String name() {
    return "preresnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks for small images, norms first: He et al. 2016, arXiv:1603.05027";
  }

  @Override
  public List<String> members() {
    return Depth.names("preresnet", "20", "56", "110", "164bn", "272bn", "542bn", "1001", "1202");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    return Depth.preactivated(
        "preresnet", member, depth -> Residual.preactivatedUnit(depth.preactivated()));
  }
}
