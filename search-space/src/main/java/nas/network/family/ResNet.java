package nas.network.family;

import java.util.List;
import java.util.Optional;

/** Residual networks for large images. */
public final class ResNet implements NetworkFamily {

  @Override
  public String name() {
    return "resnet";
  }

  @Override
  public String summary() {
    return "Residual networks: He et al. 2016, arXiv:1512.03385";
  }

  @Override
  public List<String> members() {
    return Depth.names(
        "resnet", "10", "12", "14", "bc14b", "16", "18_wd4", "18_wd2", "18_w3d4", "18", "26",
        "bc26b", "34", "bc38b", "50", "50b", "101", "101b", "152", "152b");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return DeepDepth.member("resnet", member, depth -> Residual.unit(depth.body()));
  }
}
