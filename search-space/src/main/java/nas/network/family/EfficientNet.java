package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.Silu;

/** Networks of inverted residual units, scaled in width, depth and size of images together. */
public final class EfficientNet implements NetworkFamily {

  @Override
  public String name() {
    return "efficientnet";
  }

  @Override
  public String summary() {
    return "Networks scaled in width, depth and resolution: Tan and Le 2019, arXiv:1905.11946";
  }

  @Override
  public List<String> members() {
    return List.of(
        "efficientnet_b0",
        "efficientnet_b1",
        "efficientnet_b0b",
        "efficientnet_b1b",
        "efficientnet_b2b",
        "efficientnet_b3b",
        "efficientnet_b4b",
        "efficientnet_b5b",
        "efficientnet_b6b",
        "efficientnet_b7b",
        "efficientnet_b0c",
        "efficientnet_b1c",
        "efficientnet_b2c",
        "efficientnet_b3c",
        "efficientnet_b4c",
        "efficientnet_b5c",
        "efficientnet_b6c",
        "efficientnet_b7c",
        "efficientnet_b8c");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public int pixels(String member) {
    return scale(member).map(Scale::pixels).orElse(pixels());
  }

  @Override
  public Optional<Member> find(String member) {
    return scale(member)
        .map(
            scale ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  if (!member.matches(".*\\d")) {
                    net.epsilon(1e-3).paddedAtEnd();
                  }
                  Silu silu = new Silu();
                  int node = net.add(silu, net.convNorm(Layers.INPUT, scale.channels(32), 3, 2));
                  Stages<Inverted> stages =
                      Inverted.stages(UNITS, 1, scale::channels, scale::units);
                  node = stages.add(net, node, Inverted.unit(silu));
                  net.at(Role.HEAD, "head");
                  node = net.add(silu, net.convNorm(node, scale.channels(1280), 1, 1));
                  return net.classifier(node, scale.dropout());
                });
  }

  /** Names of networks made for TensorFlow end with b, or c where training was another one. */
  private static final Pattern NAME = Pattern.compile("efficientnet_b([0-8])[bc]?");

  private static final String UNITS =
      "1x16 k3 se / 2x24 k3 e6 se / 2x40 k5 e6 se / 3x80 k3 e6 se, 3x112 k5 e6 se"
          + " / 4x192 k5 e6 se, 1x320 k3 e6 se";

  /** By which factors networks are wider and deeper than the first, and for which images. */
  record Scale(double width, double depth, int pixels, double dropout) {

    int channels(double channels) {
      return Width.roundToEights(channels * width);
    }

    int units(int units) {
      return (int) Math.ceil(units * depth);
    }
  }

  private static final List<Scale> SCALES =
      List.of(
          new Scale(1.0, 1.0, 224, 0.2),
          new Scale(1.0, 1.1, 240, 0.2),
          new Scale(1.1, 1.2, 260, 0.3),
          new Scale(1.2, 1.4, 300, 0.3),
          new Scale(1.4, 1.8, 380, 0.4),
          new Scale(1.6, 2.2, 456, 0.4),
          new Scale(1.8, 2.6, 528, 0.5),
          new Scale(2.0, 3.1, 600, 0.5),
          new Scale(2.2, 3.6, 672, 0.5));

  private static Optional<Scale> scale(String member) {
    Matcher name = NAME.matcher(member);
    return name.matches()
        ? Optional.of(SCALES.get(Integer.parseInt(name.group(1))))
        : Optional.empty();
  }
}
