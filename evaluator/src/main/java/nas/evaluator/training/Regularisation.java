package nas.evaluator.training;

import java.util.random.RandomGenerator;
import nas.core.plugin.Setting;

/**
 * What makes answers softer and images mixtures, so that networks learn less by heart.
 *
 * @param labelSmoothing see the description of the setting, as for all components
 */
public record Regularisation(
    @Setting(
            value =
                "share of the answer that is spread evenly over all classes, the right one among"
                    + " them (Szegedy et al. 2016, arXiv:1512.00567)",
            byDefault = "0",
            min = 0,
            max = 0.99)
        double labelSmoothing,
    @Setting(
            value =
                "mixup: each training image is a weighted mean of two, and its answer likewise; the"
                    + " weight is drawn from a beta distribution with both parameters this; 0:"
                    + " none (Zhang et al. 2018, arXiv:1710.09412)",
            byDefault = "0",
            min = 0,
            max = 100)
        double mixup,
    @Setting(
            value =
                "CutMix: a rectangle of each training image is taken from another, and the answer"
                    + " by its share of the area, which is drawn as for mixup; with both, each"
                    + " image has one of them; 0: none (Yun et al. 2019, arXiv:1905.04899)",
            byDefault = "0",
            min = 0,
            max = 100)
        double cutmix) {

  /** Leaves images and answers as they are. */
  public static final Regularisation NONE = new Regularisation(0, 0, 0);

  /** Checks the ranges. */
  public Regularisation {
    TrainingSettings.finite("label-smoothing", labelSmoothing, 0, 0.99);
    TrainingSettings.finite("mixup", mixup, 0, 100);
    TrainingSettings.finite("cutmix", cutmix, 0, 100);
  }

  /** Says whether an image is mixed with another. */
  boolean mixes() {
    return mixup > 0 || cutmix > 0;
  }

  /**
   * Draws the share of an image in its mixture with another: Beta(a, a), by Johnk's method, in
   * which u^(1/a) and v^(1/a) are drawn until their sum is at most 1. Logarithms keep small
   * parameters from ending at 0 / 0.
   */
  static double share(double parameter, RandomGenerator random) {
    if (parameter > 1) {
      // Johnk's method would reject nearly all: Cheng's BB for equal parameters.
      return cheng(parameter, random);
    }
    while (true) {
      double x = StrictMath.log(1 - random.nextDouble()) / parameter;
      double y = StrictMath.log(1 - random.nextDouble()) / parameter;
      double greater = Math.max(x, y);
      double sum =
          greater + StrictMath.log(StrictMath.exp(x - greater) + StrictMath.exp(y - greater));
      if (sum <= 0) {
        return StrictMath.exp(x - sum);
      }
    }
  }

  /** Cheng 1978, algorithm BB, for Beta(a, a) with a above 1. */
  private static double cheng(double a, RandomGenerator random) {
    double alpha = 2 * a;
    double beta = StrictMath.sqrt((alpha - 2) / (2 * a * a - alpha));
    double gamma = a + 1 / beta;
    while (true) {
      double first = 1 - random.nextDouble();
      double second = 1 - random.nextDouble();
      double v = beta * StrictMath.log(first / Math.max(Double.MIN_NORMAL, 1 - first));
      double w = a * StrictMath.exp(v);
      double z = first * first * second;
      double r = gamma * v - StrictMath.log(4);
      double s = a + r - w;
      if (s + 1 + StrictMath.log(5) >= 5 * z
          || s >= StrictMath.log(z)
          || r + alpha * StrictMath.log(alpha / (a + w)) >= StrictMath.log(z)) {
        return w / (a + w);
      }
    }
  }
}
