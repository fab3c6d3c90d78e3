package nas.engine.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;
import nas.engine.onnx.OnnxValue.Pixels;

/**
 * What files do to images before their first layer: scaling and normalisation by constants, which
 * this program does itself.
 */
final class PixelRules {

  private static final Set<String> OPERATORS =
      Set.of("Resize", "Floor", "Add", "Sub", "Mul", "Div");

  private PixelRules() {}

  /** Returns the operators that may prepare images. */
  static Set<String> operators() {
    return OPERATORS;
  }

  /** Reads an operator if it prepares images. */
  static boolean read(OnnxNodeReading node) {
    if (!OPERATORS.contains(node.operator())
        || node.node().input(0).isEmpty()
        || !(node.value(0) instanceof Pixels pixels)
        || pixels.tokens()) {
      return false;
    }
    Optional<Pixels> prepared =
        switch (node.operator()) {
          case "Resize" -> resized(node, pixels);
          case "Floor" ->
              pixels.halfAdded()
                  ? Optional.of(
                      new Pixels(
                          pixels.order(), pixels.sizes(), pixels.mean(), pixels.deviation(), false))
                  : Optional.empty();
          default -> shifted(node, pixels);
        };
    prepared.ifPresent(value -> node.put(0, value));
    return prepared.isPresent();
  }

  private static Optional<Pixels> resized(OnnxNodeReading node, Pixels pixels) {
    if (!node.isConstant(3)) {
      throw new IllegalArgumentException("the size to which it scales images must be constant");
    }
    int[] sizes = node.needed(3).integers();
    if (sizes.length != 4 || pixels.sizes().size() != 4) {
      throw new IllegalArgumentException("it scales %d dimensions".formatted(sizes.length));
    }
    int height = pixels.order().indexOf(OnnxAxis.HEIGHT);
    int width = pixels.order().indexOf(OnnxAxis.WIDTH);
    List<Integer> scaled = new ArrayList<>(pixels.sizes());
    scaled.set(height, sizes[height]);
    scaled.set(width, sizes[width]);
    return Optional.of(
        new Pixels(pixels.order(), scaled, pixels.mean(), pixels.deviation(), false));
  }

  private static Optional<Pixels> shifted(OnnxNodeReading node, Pixels pixels) {
    if (!node.isConstant(1)) {
      return Optional.empty();
    }
    OnnxTensor constant = node.needed(1);
    int channels = pixels.size(OnnxAxis.CHANNELS);
    if (constant.values().length != 1 && !isOfChannels(constant, pixels)) {
      return Optional.empty();
    }
    if (node.operator().equals("Add")
        && constant.values().length == 1
        && constant.values()[0] == 0.5) {
      return Optional.of(
          new Pixels(pixels.order(), pixels.sizes(), pixels.mean(), pixels.deviation(), true));
    }
    List<Double> values = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      values.add(constant.values()[constant.values().length == 1 ? 0 : channel]);
    }
    List<Double> mean = spread(pixels.mean(), channels);
    List<Double> deviation = spread(pixels.deviation(), channels);
    return Optional.of(
        switch (node.operator()) {
          case "Sub" -> with(pixels, moved(mean, deviation, values, 1), deviation);
          case "Add" -> with(pixels, moved(mean, deviation, values, -1), deviation);
          case "Mul" -> with(pixels, mean, joined(deviation, values, (old, by) -> old / by));
          default -> with(pixels, mean, joined(deviation, values, (old, by) -> old * by));
        });
  }

  /** Shapes are compared from their ends: a vector stands for the last dimension. */
  private static boolean isOfChannels(OnnxTensor constant, Pixels pixels) {
    int missing = pixels.order().size() - constant.rank();
    int place = pixels.order().indexOf(OnnxAxis.CHANNELS) - missing;
    return place >= 0
        && constant.values().length == pixels.size(OnnxAxis.CHANNELS)
        && constant.shape().get(place) == constant.values().length;
  }

  private static Pixels with(Pixels pixels, List<Double> mean, List<Double> deviation) {
    return new Pixels(pixels.order(), pixels.sizes(), mean, deviation, pixels.halfAdded());
  }

  private static List<Double> spread(List<Double> values, int channels) {
    return values.size() == channels
        ? values
        : java.util.Collections.nCopies(channels, values.get(0));
  }

  private static List<Double> moved(
      List<Double> mean, List<Double> deviation, List<Double> by, int sign) {
    return joined(mean, joined(deviation, by, (scale, step) -> sign * scale * step), Double::sum);
  }

  private static List<Double> joined(
      List<Double> one, List<Double> other, DoubleBinaryOperator operator) {
    List<Double> joined = new ArrayList<>();
    for (int index = 0; index < one.size(); index++) {
      joined.add(operator.applyAsDouble(one.get(index), other.get(index)));
    }
    return joined;
  }
}
