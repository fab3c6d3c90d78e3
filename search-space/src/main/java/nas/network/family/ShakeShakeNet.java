package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.Padding;
import nas.network.operation.AveragePool;
import nas.network.operation.Crop;
import nas.network.operation.Pad;
import nas.network.operation.ShakeShake;

/** Residual networks for small images, each of whose units mixes two bodies at random. */
public final class ShakeShakeNet implements NetworkFamily {

  @Override
  public String name() {
    return "shakeshake-small";
  }

  @Override
  public String summary() {
    return "Residual networks that mix two bodies at random, for small images: Gastaldi 2017, arXiv:1705.07485";
  }

  @Override
  public List<String> members() {
    return List.of("shakeshakeresnet20_2x16d", "shakeshakeresnet26_2x32d");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    Matcher name = NAME.matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    int units = Depth.units(member, Integer.parseInt(name.group(1)), 2, 6);
    int width = Integer.parseInt(name.group(2));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.convNormRelu(Layers.INPUT, 16, 3, 1);
          Stages<Integer> stages = Stages.small(units, width, 2 * width, 4 * width);
          return net.classifier(stages.add(net, stem, ShakeShakeNet::unit));
        });
  }

  private static final Pattern NAME =
      Pattern.compile("shakeshakeresnet([1-9]\\d{0,5})_2x([1-9]\\d{0,2})d");

  private static int unit(Layers net, int input, int channels, int stride) {
    int one = Residual.basic(net, input, channels, stride);
    int other = Residual.basic(net, input, channels, stride);
    int mixed = net.add(new ShakeShake(), one, other);
    int around =
        Residual.changes(net, input, channels, stride)
            ? shortcut(net, input, channels, stride)
            : input;
    return net.relu(net.sum(mixed, around));
  }

  /** Half of the channels see every other pixel, the others those before them. */
  private static int shortcut(Layers net, int input, int channels, int stride) {
    AveragePool some = new AveragePool(1, stride, 0, true);
    int here = net.conv(net.add(some, input), channels / 2, 1, 1);
    int cropped = net.add(new Crop(new Padding(0, 0, 1, 1)), input);
    int shifted = net.add(new Pad(new Padding(1, 1, 0, 0), 0, 0), cropped);
    int before = net.conv(net.add(some, shifted), channels - channels / 2, 1, 1);
    return net.norm(net.concatenate(here, before));
  }
}
