package nas.proxy.golden;

import java.util.function.IntToDoubleFunction;
import nas.engine.Parameter;
import nas.engine.WeightSource;

/** Weights and images by a formula, so that nothing depends on a random number generator. */
public final class FormulaWeights {

  private static final int SHIFTS = 7919;
  private static final int IMAGES = 99_991;

  private FormulaWeights() {}

  /** Returns a number in [-1, 1) for an index. */
  public static double u(int index, int offset) {
    int hash = (index + 1 + offset) * 0x9E3779B1;
    hash ^= hash >>> 15;
    hash *= 0x85EBCA77;
    hash ^= hash >>> 13;
    return Integer.toUnsignedLong(hash) / 0x1p31 - 1;
  }

  /** Returns the weights of a network. */
  public static WeightSource weights() {
    return FormulaWeights::of;
  }

  private static IntToDoubleFunction of(Parameter parameter) {
    double bound = Math.sqrt(6.0 / parameter.fanIn());
    return switch (parameter.role()) {
      case WEIGHT -> index -> u(index, 0) * bound;
      case BIAS -> index -> 0.1 * u(index, 0);
      case SCALE -> index -> 0.5 + 0.1 * u(index, 0);
      case SHIFT -> index -> 0.1 * u(index, SHIFTS);
      case SLOPE -> index -> 0.25;
    };
  }

  /** Returns the values of images, row-major. */
  public static double[] images(long values) {
    double[] pixels = new double[Math.toIntExact(values)];
    for (int index = 0; index < pixels.length; index++) {
      pixels[index] = u(index, IMAGES);
    }
    return pixels;
  }
}
