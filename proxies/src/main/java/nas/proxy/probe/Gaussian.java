package nas.proxy.probe;

import java.util.Arrays;
import nas.core.Seeds;
import nas.engine.WeightSource;

/** Draws from N(0, 1). */
final class Gaussian {

  private Gaussian() {}

  /**
   * Returns the stream of a network for a purpose.
   *
   * @param seed decides the stream together with the id and the purpose
   * @param networkId id of the network
   */
  static long stream(long seed, String networkId, String purpose) {
    return Seeds.mix(Seeds.mix(seed ^ Seeds.hash(networkId)) ^ Seeds.hash(purpose));
  }

  /** Returns the first numbers of a stream, by Box and Muller's transform. */
  static double[] numbers(long stream, int count) {
    double[] numbers = new double[count];
    for (int index = 0; index < count; index += 2) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - Seeds.unit(stream + index)));
      double angle = 2 * Math.PI * Seeds.unit(stream + index + 1);
      numbers[index] = radius * StrictMath.cos(angle);
      if (index + 1 < count) {
        numbers[index + 1] = radius * StrictMath.sin(angle);
      }
    }
    return numbers;
  }

  /** Returns weights from N(0, 1), biases 0, scales 1 and shifts 0. */
  static WeightSource weights(long stream) {
    return parameter -> {
      double[] values = new double[parameter.elements()];
      switch (parameter.role()) {
        case WEIGHT ->
            values =
                numbers(Seeds.mix(stream ^ Seeds.hash(parameter.node().name())), values.length);
        case SCALE -> Arrays.fill(values, 1);
        case SLOPE -> Arrays.fill(values, 0.25);
        case BIAS, SHIFT -> {}
      }
      double[] all = values;
      return element -> all[element];
    };
  }
}
