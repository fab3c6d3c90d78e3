package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/** Networks of convolutions by single channels and convolutions 1x1. */
public final class MobileNet implements NetworkFamily {

  @Override
  public String name() {
    return "mobilenet";
  }

  @Override
  public String summary() {
    return "Networks for mobile devices: Howard et al. 2017, arXiv:1704.04861, Qin et al. 2018, arXiv:1802.03750";
  }

  @Override
  public List<String> members() {
    return List.of(
        "mobilenet_w1",
        "mobilenet_w3d4",
        "mobilenet_wd2",
        "mobilenet_wd4",
        "fdmobilenet_w1",
        "fdmobilenet_w3d4",
        "fdmobilenet_wd2",
        "fdmobilenet_wd4");
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
    boolean fast = name.group(1) != null;
    double width = Width.factor(name.group(2));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = net.convNormRelu(Layers.INPUT, (int) (32 * width), 3, 2);
          Stages<Integer> stages = new Stages<>(fast ? FAST : CHANNELS, fast ? 2 : 1);
          return net.classifier(
              stages.add(
                  net,
                  stem,
                  (layers, input, channels, stride) -> {
                    int spread = layers.normRelu(layers.depthwise(input, 3, stride));
                    return layers.convNormRelu(spread, (int) (channels * width), 1, 1);
                  }));
        });
  }

  private static final Pattern NAME = Pattern.compile("(fd)?mobilenet_w" + Width.FACTOR);

  private static final List<List<Integer>> CHANNELS =
      List.of(
          List.of(64),
          List.of(128, 128),
          List.of(256, 256),
          List.of(512, 512, 512, 512, 512, 512),
          List.of(1024, 1024));

  private static final List<List<Integer>> FAST =
      List.of(
          List.of(64),
          List.of(128, 128),
          List.of(256, 256),
          List.of(512, 512, 512, 512, 512, 1024));
}
