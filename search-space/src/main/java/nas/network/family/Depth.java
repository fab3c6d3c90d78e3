package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.network.Network.Role;

/**
 * Depths of networks for small images, whose names are {@code PREFIX}N for units of two layers and
 * {@code PREFIX}Nbn for bottlenecks of three; 1001 has bottlenecks without saying so.
 *
 * @param units units in each of the three stages
 * @param bottleneck whether units are bottlenecks
 */
record Depth(int units, boolean bottleneck) {

  private static final int MOST_LAYERS = 2000;
  private static final int BOTTLENECKS = 1001;

  /**
   * Reads the depth in a name.
   *
   * @param prefix what the names of the family begin with
   * @throws UserException if there is no network of that depth
   */
  static Optional<Depth> read(String prefix, String member) {
    Matcher name = Pattern.compile(prefix + "([1-9]\\d{0,5})(bn)?").matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    int layers = Integer.parseInt(name.group(1));
    boolean bottleneck = name.group(2) != null || layers == BOTTLENECKS;
    return Optional.of(new Depth(units(member, layers, 2, bottleneck ? 9 : 6), bottleneck));
  }

  /**
   * Returns a member of a family that begins with convolution, norm and ReLU, and ends with its
   * units.
   *
   * @param unit makes what is repeated in a network, for every network anew
   * @throws UserException if there is no network of that depth
   */
  static Optional<NetworkFamily.Member> member(
      String prefix, String member, Function<Depth, Stages.Unit<Integer>> unit) {
    return read(prefix, member)
        .map(
            depth ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int stem = net.convNormRelu(Layers.INPUT, 16, 3, 1);
                  return net.classifier(depth.stages(16).add(net, stem, unit.apply(depth)));
                });
  }

  /** The same where it begins with a convolution alone, and ends with norm and ReLU. */
  static Optional<NetworkFamily.Member> preactivated(
      String prefix, String member, Function<Depth, Stages.Unit<Integer>> unit) {
    return read(prefix, member)
        .map(
            depth ->
                task -> {
                  Layers net = new Layers(member, task).at(Role.STEM, "stem");
                  int stem = net.conv(Layers.INPUT, 16, 3, 1);
                  int last = depth.stages(16).add(net, stem, unit.apply(depth));
                  return net.classifier(net.at(Role.HEAD, "head").normRelu(last));
                });
  }

  /**
   * Returns the units of a stage.
   *
   * @param outside layers outside of the stages
   * @param each layers of a unit in each of the three stages together
   * @throws UserException if there is no such network
   */
  static int units(String member, int layers, int outside, int each) {
    int units = (layers - outside) / each;
    if (units < 1 || layers != outside + units * each || layers > MOST_LAYERS) {
      int below = Math.min(Math.max(units, 1), (MOST_LAYERS - outside) / each);
      throw new UserException(
          "There is no network %s for small images: its layers are %d n + %d, at most %d"
              .formatted(member, each, outside, MOST_LAYERS),
          "use %s"
              .formatted(
                  Stream.of(below, below + 1)
                      .map(n -> outside + n * each)
                      .filter(depth -> depth <= MOST_LAYERS)
                      .map(depth -> member.replaceFirst("\\d+", Integer.toString(depth)))
                      .collect(Collectors.joining(" or "))));
    }
    return units;
  }

  /** Returns the three stages, whose first has so many channels, four times as in bottlenecks. */
  Stages<Integer> stages(int first) {
    int wide = bottleneck ? 4 * first : first;
    return Stages.small(units, wide, 2 * wide, 4 * wide);
  }

  /** Returns the body of a residual unit. */
  Residual.Body body() {
    return bottleneck ? Residual::bottleneck : Residual::basic;
  }

  /** Returns the body of a residual unit that begins with norm and ReLU. */
  Residual.Body preactivated() {
    return bottleneck ? Residual::preactivatedBottleneck : Residual::preactivated;
  }

  /** Returns names of a family. */
  static List<String> names(String prefix, String... depths) {
    return Stream.of(depths).map(depth -> prefix + depth).toList();
  }
}
