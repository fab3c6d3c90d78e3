package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.GlobalAveragePool;

/** Networks of units that squeeze channels and expand them by two kinds of convolutions. */
public final class SqueezeNet implements NetworkFamily {

  @Override
  public String name() {
    return "squeezenet";
  }

  @Override
  public String summary() {
    return "Networks of few parameters: Iandola et al. 2016, arXiv:1602.07360";
  }

  @Override
  public List<String> members() {
    return List.of(
        "squeezenet_v1_0", "squeezenet_v1_1", "squeezeresnet_v1_0", "squeezeresnet_v1_1");
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
    boolean residual = name.group(1) != null;
    boolean first = name.group(2).equals("0");
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          Convolution conv = new Convolution(first ? 96 : 64, first ? 7 : 3, 2, 0, 1, 1, true);
          int node = net.relu(net.add(conv, Layers.INPUT));
          int stage = 1;
          for (List<Integer> channels : first ? FIRST : SECOND) {
            node = net.at(Role.REDUCTION, "stage" + stage).maxPoolCeil(node);
            for (int unit = 0; unit < channels.size(); unit++) {
              net.at(Role.CELL, "stage%d.unit%d".formatted(stage, unit + 1));
              int fire = fire(net, node, channels.get(unit));
              boolean same = residual && net.channels(fire) == net.channels(node);
              node = same ? net.sum(fire, node) : fire;
            }
            stage++;
          }
          node = net.at(Role.HEAD, "head").add(new Dropout(0.5), node);
          net.add(new GlobalAveragePool(), net.biasedConvRelu(node, task.classes(), 1, 1));
          return net.build();
        });
  }

  private static final Pattern NAME = Pattern.compile("squeeze(res)?net_v1_([01])");

  private static final List<List<Integer>> FIRST =
      List.of(List.of(128, 128, 256), List.of(256, 384, 384, 512), List.of(512));

  private static final List<List<Integer>> SECOND =
      List.of(List.of(128, 128), List.of(256, 256), List.of(384, 384, 512, 512));

  private static int fire(Layers net, int input, int channels) {
    int squeezed = net.biasedConvRelu(input, channels / 8, 1, 1);
    int expanded = net.biasedConvRelu(squeezed, channels / 2, 1, 1);
    return net.concatenate(expanded, net.biasedConvRelu(squeezed, channels / 2, 3, 1));
  }
}
