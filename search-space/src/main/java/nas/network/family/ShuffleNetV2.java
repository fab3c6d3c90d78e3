package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.network.Network.Role;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.MaxPool;
import nas.network.operation.Slice;

/** Networks whose units leave half of the channels as they are and shuffle all. */
public final class ShuffleNetV2 implements NetworkFamily {

  @Override
  public String name() {
    return "shufflenetv2";
  }

  @Override
  public String summary() {
    return "Networks of split and shuffled channels: Ma et al. 2018, arXiv:1807.11164";
  }

  @Override
  public List<String> members() {
    return List.of(
        "shufflenetv2_wd2",
        "shufflenetv2_w1",
        "shufflenetv2_w3d2",
        "shufflenetv2b_wd2",
        "shufflenetv2b_w1",
        "shufflenetv2b_w3d2");
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
    boolean second = name.group(1) != null;
    double width = Objects.requireNonNull(WIDTHS.get(name.group(2))) / 29.0;
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int node = net.convNormRelu(Layers.INPUT, 24, 3, 2);
          node = second ? net.add(new MaxPool(3, 2, 1), node) : net.maxPoolCeil(node);
          List<Integer> channels = Stream.of(116, 232, 464).map(c -> (int) (c * width)).toList();
          Stages<Integer> stages = Stages.of(channels, List.of(4, 8, 4), 2);
          node = stages.add(net, node, unit(second));
          int last = (int) (1024 * Math.max(width, 1));
          return net.classifier(net.at(Role.HEAD, "head").convNormRelu(node, last, 1, 1));
        });
  }

  private static final Pattern NAME = Pattern.compile("shufflenetv2(b)?_w(d2|1|3d2|2)");

  /** The 29th parts of the channels of the network of width 1. */
  private static final Map<String, Integer> WIDTHS = Map.of("d2", 12, "1", 29, "3d2", 44, "2", 61);

  /**
   * A unit.
   *
   * @param keeps whether the shortcut of a strided unit has as many channels as its input; half of
   *     the unit's otherwise
   */
  private static Stages.Unit<Integer> unit(boolean keeps) {
    return (net, input, channels, stride) -> {
      int from = net.channels(input);
      int around;
      int inside;
      if (stride == 1) {
        around = net.add(new Slice(0, from / 2), input);
        inside = net.add(new Slice(from / 2, from), input);
      } else {
        int spread = net.norm(net.depthwise(input, 3, stride));
        around = net.convNormRelu(spread, keeps ? from : channels / 2, 1, 1);
        inside = input;
      }
      inside = net.convNormRelu(inside, channels / 2, 1, 1);
      inside = net.norm(net.depthwise(inside, 3, stride));
      inside = net.convNormRelu(inside, channels - net.channels(around), 1, 1);
      return net.add(new ChannelShuffle(2), net.concatenate(around, inside));
    };
  }
}
