package nas.network.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.Network.Role;

/**
 * Depths of residual networks for large images, of four stages, whose names are {@code PREFIX}N for
 * some N: units have two layers below 50, and are bottlenecks of three from there on and in {@code
 * PREFIXbc}N. The stride of a bottleneck is that of its first layer, of the second with a {@code b}
 * behind N. A factor of the channels may follow, such as {@code _wd2}.
 *
 * @param units in each stage
 * @param bottleneck whether units are bottlenecks
 * @param early whether the first layer of a bottleneck has the stride
 * @param width factor of the channels
 */
record DeepDepth(List<Integer> units, boolean bottleneck, boolean early, double width) {

  private static final Map<Integer, List<Integer>> BASIC =
      Map.of(
          10, List.of(1, 1, 1, 1),
          12, List.of(2, 1, 1, 1),
          14, List.of(2, 2, 1, 1),
          16, List.of(2, 2, 2, 1),
          18, List.of(2, 2, 2, 2),
          26, List.of(3, 3, 3, 3),
          34, List.of(3, 4, 6, 3));

  private static final Map<Integer, List<Integer>> SHALLOW_BOTTLENECKS =
      Map.of(
          14, List.of(1, 1, 1, 1),
          26, List.of(2, 2, 2, 2),
          38, List.of(3, 3, 3, 3));

  private static final Map<Integer, List<Integer>> DEEP_BOTTLENECKS =
      Map.of(
          50, List.of(3, 4, 6, 3),
          101, List.of(3, 4, 23, 3),
          152, List.of(3, 8, 36, 3),
          200, List.of(3, 24, 36, 3),
          269, List.of(3, 30, 48, 8));

  /** Reads the depth in a name; empty if there is no network of that depth. */
  static Optional<DeepDepth> read(String prefix, String member) {
    Matcher name =
        Pattern.compile(prefix + "(bc)?([1-9]\\d{1,2})(b)?(?:_w" + Width.FACTOR + ")?")
            .matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    int layers = Integer.parseInt(name.group(2));
    boolean late = name.group(3) != null;
    double width = name.group(4) == null ? 1 : Width.factor(name.group(4));
    List<Integer> basic = BASIC.get(layers);
    if (name.group(1) == null && !late && basic != null) {
      return Optional.of(new DeepDepth(basic, false, false, width));
    }
    Map<Integer, List<Integer>> depths =
        name.group(1) == null ? DEEP_BOTTLENECKS : SHALLOW_BOTTLENECKS;
    return Optional.ofNullable(depths.get(layers))
        .map(units -> new DeepDepth(units, true, !late, width));
  }

  /** Returns a member of a family that ends with its units; empty if there is none. */
  static Optional<NetworkFamily.Member> member(
      String prefix, String member, Function<DeepDepth, Stages.Unit<Integer>> unit) {
    return read(prefix, member)
        .map(
            depth ->
                task -> {
                  Layers net = new Layers(member, task);
                  return net.classifier(depth.add(net, unit.apply(depth)));
                });
  }

  /** The same where it ends with norm and ReLU. */
  static Optional<NetworkFamily.Member> preactivated(
      String prefix, String member, Function<DeepDepth, Stages.Unit<Integer>> unit) {
    return read(prefix, member)
        .map(
            depth ->
                task -> {
                  Layers net = new Layers(member, task);
                  int last = depth.add(net, unit.apply(depth));
                  return net.classifier(net.at(Role.HEAD, "head").normRelu(last));
                });
  }

  private int add(Layers net, Stages.Unit<Integer> unit) {
    return stages().add(net, stem(net), unit);
  }

  /** Returns the units of bottlenecks in each stage of a network of so many layers. */
  static Optional<List<Integer>> bottlenecks(int layers) {
    return Optional.ofNullable(SHALLOW_BOTTLENECKS.get(layers))
        .or(() -> Optional.ofNullable(DEEP_BOTTLENECKS.get(layers)));
  }

  /** Adds the first layers, which are as wide as the first stage without bottlenecks. */
  int stem(Layers net) {
    return Residual.stem(net, (int) (64 * width));
  }

  /** Returns the stages; the last unit of the last one is as wide as without the factor. */
  Stages<Integer> stages() {
    List<List<Integer>> stages = new ArrayList<>();
    int wide = bottleneck ? 256 : 64;
    for (int inStage : units) {
      List<Integer> channels = new ArrayList<>();
      for (int unit = 0; unit < inStage; unit++) {
        boolean last = stages.size() == units.size() - 1 && unit == inStage - 1;
        channels.add(last ? wide : (int) (wide * width));
      }
      stages.add(channels);
      wide *= 2;
    }
    return new Stages<>(stages, 1);
  }

  /** Returns the body of a residual unit. */
  Residual.Body body() {
    if (!bottleneck) {
      return Residual::basic;
    }
    return early ? Residual::earlyBottleneck : Residual::bottleneck;
  }

  /** Returns the body of a residual unit that begins with norm and ReLU. */
  Residual.Body preactivated() {
    if (!bottleneck) {
      return Residual::preactivated;
    }
    return early ? Residual::preactivatedEarlyBottleneck : Residual::preactivatedBottleneck;
  }
}
