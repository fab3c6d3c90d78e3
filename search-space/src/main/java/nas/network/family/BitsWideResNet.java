package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.BinaryConvolution;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Zero;

/** Wide residual networks for small images whose weights are used with one bit, or with all. */
public final class BitsWideResNet implements NetworkFamily {

  @Override
  public String name() {
    return "wrn-bits-small";
  }

  @Override
  public String summary() {
    return "Wide residual networks whose weights are one bit or 32, for small images: McDonnell 2018, arXiv:1802.08530";
  }

  @Override
  public List<String> members() {
    return List.of("wrn20_10_1bit", "wrn20_10_32bit");
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
    int width = 16 * Integer.parseInt(name.group(2));
    boolean binary = name.group(3).equals("1");
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int stem = conv(net, Layers.INPUT, width, 3, 1, binary);
          int last =
              Stages.small(units, width, 2 * width, 4 * width)
                  .add(
                      net,
                      stem,
                      (layers, input, channels, stride) ->
                          unit(layers, input, channels, stride, binary));
          net.at(Role.HEAD, "head");
          int classes = conv(net, normRelu(net, last), task.classes(), 1, 1, binary);
          net.add(new GlobalAveragePool(), net.norm(classes));
          return net.build();
        });
  }

  private static final Pattern NAME = Pattern.compile("wrn([1-9]\\d{0,5})_([1-9]\\d?)_(1|32)bit");

  private static int unit(Layers net, int input, int channels, int stride, boolean binary) {
    int first = conv(net, normRelu(net, input), channels, 3, stride, binary);
    int body = conv(net, normRelu(net, first), channels, 3, 1, binary);
    if (stride == 1) {
      return net.sum(body, input);
    }
    int pooled = net.add(new AveragePool(3, stride, 1, true), input);
    return net.sum(body, net.add(new Concatenate(), pooled, net.add(new Zero(), pooled)));
  }

  private static int normRelu(Layers net, int input) {
    return net.relu(net.add(BatchNorm.standard(false), input));
  }

  private static int conv(
      Layers net, int input, int channels, int kernel, int stride, boolean binary) {
    return net.add(
        binary
            ? new BinaryConvolution(
                channels, Sides.of(kernel), Sides.of(stride), Padding.of(kernel / 2))
            : Convolution.same(channels, kernel, stride, false),
        input);
  }
}
