package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.MaxPool;

/** Wide residual networks for large images, without norms. */
public final class WideResNet implements NetworkFamily {

  @Override
  public String name() {
    return "wrn";
  }

  @Override
  public String summary() {
    return "Wide residual networks: Zagoruyko and Komodakis 2016, arXiv:1605.07146";
  }

  @Override
  public List<String> members() {
    return List.of("wrn50_2");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    Matcher name = NAME.matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    int width = Integer.parseInt(name.group(2));
    return DeepDepth.bottlenecks(Integer.parseInt(name.group(1)))
        .map(
            units ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int stem = net.biasedConvRelu(Layers.INPUT, 64, 7, 2);
                  stem = net.add(new MaxPool(3, 2, 1), stem);
                  Stages<Integer> stages = Stages.bottlenecks(units);
                  return net.classifier(stages.add(net, stem, unit(width)));
                });
  }

  private static final Pattern NAME = Pattern.compile("wrn(50|101|152|200)_([1-9]\\d?)");

  private static Stages.Unit<Integer> unit(int width) {
    return (net, input, channels, stride) -> {
      int around =
          Residual.changes(net, input, channels, stride)
              ? net.biasedConv(input, channels, 1, stride)
              : input;
      int inner = channels / 4 * width;
      int node = net.biasedConvRelu(input, inner, 1, 1);
      node = net.biasedConv(net.biasedConvRelu(node, inner, 3, stride), channels, 1, 1);
      return net.relu(net.sum(node, around));
    };
  }
}
