package nas.network.family;

import java.util.List;
import java.util.Optional;

/** Residual networks for small images. */
public final class SmallResNet implements NetworkFamily {

  @Override
  public String name() {
    return "resnet-small";
  }

  @Override
  public String summary() {
    return "Residual networks for small images: He et al. 2016, arXiv:1512.03385";
  }

  @Override
  public List<String> members() {
    return Depth.names("resnet", "20", "56", "110", "164bn", "272bn", "542bn", "1001", "1202");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    return Depth.member("resnet", member, depth -> Residual.unit(depth.body()));
  }
}
