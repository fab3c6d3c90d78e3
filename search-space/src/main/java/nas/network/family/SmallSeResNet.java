package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.network.Network.Role;

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
    return Depth.read("seresnet", member)
        .map(
            depth ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int stem = net.convNormRelu(Layers.INPUT, 16, 3, 1);
                  return net.classifier(
                      depth.stages(16).add(net, stem, Residual.unit(depth.body().excited())));
                });
  }
}
