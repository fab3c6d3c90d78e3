package nas.network.family;

import java.util.Collections;
import java.util.List;
import java.util.function.DoubleToIntFunction;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.network.Operation;
import nas.network.operation.Sigmoid;

/**
 * An inverted residual unit: a convolution 1x1 to more channels, one that convolves every channel
 * by itself, and one 1x1 to fewer; the input is added where it has the shape of the output. Sandler
 * et al. 2018, arXiv:1801.04381.
 *
 * @param channels of the output
 * @param kernel of the second convolution
 * @param expansion by which factor the first convolution has more channels than the input; 0 if
 *     there is no such convolution
 * @param excited whether squeeze and excitation stands before the last convolution
 */
record Inverted(int channels, int kernel, double expansion, boolean excited) {

  private static final Pattern UNITS =
      Pattern.compile("(\\d+)x(\\d+) k(\\d)(?: e(\\d(?:\\.\\d)?))?( se)?");

  /** What stands before the last convolution of units that say so. */
  @FunctionalInterface
  interface Excitation {
    /** Adds it behind a node, and returns its last node; the unit has so many input channels. */
    int add(Layers net, int node, int inputChannels);
  }

  /**
   * Reads stages from a text such as {@code 1x16 k3 / 2x24 k3 e6, 3x40 k5 e3 se}: numbers of units
   * and their channels, kernel, expansion, and whether they are excited.
   *
   * @param width the channels that a number of channels becomes
   * @param depth the number of units that one of units becomes
   */
  static Stages<Inverted> stages(
      String text, int firstStride, DoubleToIntFunction width, IntUnaryOperator depth) {
    List<List<Inverted>> stages =
        Stream.of(text.split(" / "))
            .map(
                stage ->
                    Stream.of(stage.split(", "))
                        .flatMap(units -> read(units, width, depth))
                        .toList())
            .toList();
    return new Stages<>(stages, firstStride);
  }

  /** Reads stages of so many channels and units as the text says. */
  static Stages<Inverted> stages(String text, int firstStride) {
    return stages(text, firstStride, channels -> (int) channels, IntUnaryOperator.identity());
  }

  private static Stream<Inverted> read(
      String text, DoubleToIntFunction width, IntUnaryOperator depth) {
    Matcher units = UNITS.matcher(text);
    if (!units.matches()) {
      throw new IllegalArgumentException("these are no units: " + text);
    }
    Inverted unit =
        new Inverted(
            width.applyAsInt(Integer.parseInt(units.group(2))),
            Integer.parseInt(units.group(3)),
            units.group(4) == null ? 0 : Double.parseDouble(units.group(4)),
            units.group(5) != null);
    int count = depth.applyAsInt(Integer.parseInt(units.group(1)));
    return Collections.nCopies(count, unit).stream();
  }

  /** Returns how units are built. */
  static Stages.Unit<Inverted> unit(Operation activation, Excitation excitation) {
    return (net, input, unit, stride) -> unit.add(net, input, stride, activation, excitation);
  }

  /** The same with excitations by a quarter of the input's channels, and the same activation. */
  static Stages.Unit<Inverted> unit(Operation activation) {
    return unit(
        activation,
        (net, node, inputChannels) ->
            net.squeezeAndExcite(node, inputChannels / 4, activation, new Sigmoid()));
  }

  /** Adds the unit and returns its last node. */
  int add(Layers net, int input, int stride, Operation activation, Excitation excitation) {
    int from = net.channels(input);
    int node = input;
    if (expansion > 0) {
      int wide = (int) Math.round(from * expansion);
      node = net.add(activation, net.convNorm(node, wide, 1, 1));
    }
    node = net.add(activation, net.norm(net.depthwise(node, kernel, stride)));
    if (excited) {
      node = excitation.add(net, node, from);
    }
    node = net.convNorm(node, channels, 1, 1);
    return stride == 1 && channels == from ? net.sum(node, input) : node;
  }
}
