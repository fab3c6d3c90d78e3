package nas.strategy.predictor.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Where the parameters lie in one vector: for each layer weight (in, hidden), bias, scale and shift
 * of the layer normalisation (hidden each); then the comparison's weight (2, 2 hidden) and bias
 * (2).
 *
 * @param features width of the first layer's input
 */
record Layout(int layers, int hidden, int features) {

  /** Number of parameters of a layer: weight, bias, scale, shift. */
  static final int PER_LAYER = 4;

  /** Returns the shapes of the parameters in their order. */
  List<long[]> shapes() {
    List<long[]> shapes = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      shapes.add(new long[] {layer == 0 ? features : hidden, hidden});
      shapes.add(new long[] {hidden});
      shapes.add(new long[] {hidden});
      shapes.add(new long[] {hidden});
    }
    shapes.add(new long[] {2, 2L * hidden});
    shapes.add(new long[] {2});
    return shapes;
  }

  /** Returns the lengths of the parameters in their order. */
  long[] lengths() {
    return shapes().stream()
        .mapToLong(shape -> LongStream.of(shape).reduce(1, (a, b) -> a * b))
        .toArray();
  }

  /**
   * Draws initial parameters: those of a layer uniformly from -1 / sqrt(hidden) to 1 /
   * sqrt(hidden), scales 1, shifts 0, those of the comparison from -1 / sqrt(2 hidden) to 1 /
   * sqrt(2 hidden).
   */
  double[] initial(RandomGenerator random) {
    long[] lengths = lengths();
    double[] values = new double[(int) LongStream.of(lengths).sum()];
    int at = 0;
    for (int parameter = 0; parameter < lengths.length; parameter++) {
      boolean comparison = parameter >= PER_LAYER * layers;
      int kind = comparison ? 0 : parameter % PER_LAYER;
      double bound = 1 / StrictMath.sqrt(comparison ? 2.0 * hidden : hidden);
      for (long i = 0; i < lengths[parameter]; i++) {
        values[at++] =
            switch (kind) {
              case 2 -> 1;
              case 3 -> 0;
              default -> bound * (2 * random.nextDouble() - 1);
            };
      }
    }
    return values;
  }
}
