package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Values rounded to one of 256 that 8 bits can hold: (q - z) s for the whole number q from 0 to 255
 * next to x / s + z, of two equally near ones the even x / s (Jacob et al. 2018, Quantization and
 * Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, arXiv:1712.05877).
 * Derivatives pass as if nothing was rounded, but for values that are cut off.
 *
 * @param scale s, above 0; in single precision
 * @param zeroPoint z, from 0 to 255: the number that stands for 0
 */
public record Quantise(
    @Setting("Distance of neighbouring values") double scale,
    @Setting(value = "Number that stands for 0", min = 0, max = 255) int zeroPoint)
    implements Operation {

  /** The greatest number of 8 bits. */
  public static final int GREATEST = 255;

  /** Checks the ranges. */
  public Quantise {
    float single = (float) scale;
    if (!(single > 0 && single < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a scale of %s rounds to nothing".formatted(scale));
    }
    if (zeroPoint < 0 || zeroPoint > GREATEST) {
      throw new IllegalArgumentException(
          "zero cannot be number %d of 0 to %d".formatted(zeroPoint, GREATEST));
    }
    scale = single;
  }

  /**
   * Returns the operation that holds all values of a range, and 0 exactly.
   *
   * @param least the smallest value
   * @param greatest the greatest value
   */
  public static Quantise of(double least, double greatest) {
    double low = Math.min(0, least);
    double high = Math.max(0, greatest);
    // Where all values are zero, any scale but zero will do.
    float scale = low == high ? 1 : (float) Math.max((high - low) / GREATEST, Float.MIN_NORMAL);
    return new Quantise(scale, (int) Math.min(GREATEST, Math.round(-low / scale)));
  }

  @Override
  public Category category() {
    return Category.ACTIVATION;
  }

  @Override
  public String label() {
    return "8 bits";
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }
}
