package nas.network.family;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.network.Network.Role;
import nas.network.operation.AveragePool;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.MaxPool;

/** Networks of grouped convolutions between which channels are shuffled. */
public final class ShuffleNet implements NetworkFamily {

  @Override
  public String name() {
    return "shufflenet";
  }

  @Override
  public String summary() {
    return "Networks of grouped convolutions and shuffled channels: Zhang et al. 2018, arXiv:1707.01083";
  }

  @Override
  public List<String> members() {
    return List.of(
        "shufflenet_g1_w1",
        "shufflenet_g2_w1",
        "shufflenet_g3_w1",
        "shufflenet_g4_w1",
        "shufflenet_g8_w1",
        "shufflenet_g1_w3d4",
        "shufflenet_g3_w3d4",
        "shufflenet_g1_wd2",
        "shufflenet_g3_wd2",
        "shufflenet_g1_wd4",
        "shufflenet_g3_wd4");
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
    int groups = Integer.parseInt(name.group(1));
    double width = Width.factor(name.group(2));
    int first = Objects.requireNonNull(CHANNELS.get(groups));
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int conv = net.convNormRelu(Layers.INPUT, (int) (24 * width), 3, 2);
          int stem = net.add(new MaxPool(3, 2, 1), conv);
          List<Integer> channels =
              Stream.of(first, 2 * first, 4 * first).map(c -> (int) (c * width)).toList();
          Stages<Integer> stages = Stages.of(channels, List.of(4, 8, 4), 2);
          return net.classifier(
              stages.add(
                  net,
                  stem,
                  (layers, input, wide, stride) ->
                      unit(layers, input, wide, stride, groups, input == stem)));
        });
  }

  private static final Pattern NAME = Pattern.compile("shufflenet_g([12348])_w" + Width.FACTOR);

  private static final Map<Integer, Integer> CHANNELS =
      Map.of(1, 144, 2, 200, 3, 240, 4, 272, 8, 384);

  /** A unit; the first convolution of the first one is not by groups, as it reads few channels. */
  private static int unit(
      Layers net, int input, int channels, int stride, int groups, boolean first) {
    int added = stride == 1 ? channels : channels - net.channels(input);
    int node = net.normRelu(net.conv(input, channels / 4, 1, 1, first ? 1 : groups));
    node = net.add(new ChannelShuffle(groups), node);
    node = net.norm(net.depthwise(node, 3, stride));
    node = net.norm(net.conv(node, added, 1, 1, groups));
    return net.relu(
        stride == 1
            ? net.sum(node, input)
            : net.concatenate(node, net.add(new AveragePool(3, 2, 1, true), input)));
  }
}
