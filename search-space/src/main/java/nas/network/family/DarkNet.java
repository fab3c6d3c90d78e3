package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Network.Role;
import nas.network.Task;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.LeakyRelu;
import nas.network.operation.MaxPool;

/** Networks of normalised convolutions with leaky rectifiers. */
public final class DarkNet implements NetworkFamily {

  @Override
  public String name() {
    return "darknet";
  }

  @Override
  public String summary() {
    return "Networks of the detector YOLO: Redmon and Farhadi 2018, arXiv:1804.02767";
  }

  @Override
  public List<String> members() {
    return List.of("darknet_ref", "darknet_tiny", "darknet53");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return switch (member) {
      case "darknet_ref" -> Optional.of(task -> plain(member, task, REFERENCE, true));
      case "darknet_tiny" -> Optional.of(task -> plain(member, task, TINY, false));
      case "darknet53" -> Optional.of(task -> residual(member, task));
      default -> Optional.empty();
    };
  }

  /** Channels of each stage; convolutions 1x1 and 3x3 take turns where there are several. */
  private static final List<List<Integer>> REFERENCE =
      Stream.of(16, 32, 64, 128, 256, 512, 1024).map(List::of).toList();

  private static final List<List<Integer>> TINY =
      List.of(
          List.of(16),
          List.of(32),
          List.of(16, 128, 16, 128),
          List.of(32, 256, 32, 256),
          List.of(64, 512, 64, 512, 128));

  private static final LeakyRelu LEAKY = new LeakyRelu(0.1);

  private static Network plain(
      String member, Task task, List<List<Integer>> stages, boolean activatesClasses) {
    Layers net = new Layers(member, task);
    int node = Layers.INPUT;
    for (int stage = 0; stage < stages.size(); stage++) {
      net.at(Role.CELL, "stage" + (stage + 1));
      List<Integer> channels = stages.get(stage);
      for (int layer = 0; layer < channels.size(); layer++) {
        int kernel = channels.size() > 1 && layer % 2 == 0 ? 1 : 3;
        node = conv(net, node, channels.get(layer), kernel, 1);
      }
      if (stage < stages.size() - 1) {
        node = net.add(new MaxPool(2, 2, 0), node);
      }
    }
    node = net.at(Role.HEAD, "head").biasedConv(node, task.classes(), 1, 1);
    net.add(new GlobalAveragePool(), activatesClasses ? net.add(LEAKY, node) : node);
    return net.build();
  }

  private static Network residual(String member, Task task) {
    Layers net = new Layers(member, task).at(Role.STEM, "stem");
    int node = conv(net, Layers.INPUT, 32, 3, 1);
    Stages<Integer> stages = Stages.of(List.of(64, 128, 256, 512, 1024), List.of(2, 3, 9, 9, 5), 2);
    return net.classifier(
        stages.add(
            net,
            node,
            (layers, input, channels, stride) ->
                stride == 2
                    ? conv(layers, input, channels, 3, 2)
                    : layers.sum(
                        conv(layers, conv(layers, input, channels / 2, 1, 1), channels, 3, 1),
                        input)));
  }

  private static int conv(Layers net, int input, int channels, int kernel, int stride) {
    return net.add(LEAKY, net.convNorm(input, channels, kernel, stride));
  }
}
