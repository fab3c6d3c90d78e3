package nas.network.family;

import java.util.List;
import java.util.Optional;

/** As {@link ResNext}, with squeeze and excitation. */
public final class SeResNext implements NetworkFamily {

  @Override
  public String name() {
    return "seresnext";
  }

  @Override
  public String summary() {
    return "Residual networks of grouped convolutions with squeeze and excitation: Hu et al. 2018, arXiv:1709.01507";
  }

  @Override
  public List<String> members() {
    return Depth.names("seresnext", "50_32x4d", "101_32x4d", "101_64x4d");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return ResNext.member("seresnext", member, Residual.Body::excited);
  }
}
