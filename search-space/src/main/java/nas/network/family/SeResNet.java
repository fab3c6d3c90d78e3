package nas.network.family;

import java.util.List;
import java.util.Optional;

/** Residual networks for large images with squeeze and excitation. */
public final class SeResNet implements NetworkFamily {

  @Override
  public String name() {
    return "seresnet";
  }

  @Override
  public String summary() {
    return "Residual networks with squeeze and excitation: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names(
        "seresnet", "10", "18", "26", "bc26b", "bc38b", "50", "50b", "101", "101b", "152");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return DeepDepth.member("seresnet", member, depth -> Residual.unit(depth.body().excited()));
  }
}
