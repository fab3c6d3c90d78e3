package nas.proxy.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.GaussianPerturbation;
import nas.proxy.probe.PerturbedFeatures;

/**
 * Zen-score: the logarithm of how far the last feature map moves when Gaussian images move a
 * little, in a network with Gaussian weights, plus the logarithm of what batch normalisation took
 * away from the scale.
 *
 * <p>Lin et al. 2021, arXiv:2102.01063. With f the feature map before the global average pooling, x
 * and e from N(0, 1), and v_l the mean over channels of the variance that batch normalisation l
 * sees in x, {@code zen} is log mean_n |f(x_n) - f(x_n + 0.01 e_n)| + sum_l log sqrt(v_l), with the
 * Euclidean norm, as the paper prints it. The authors' code (github.com/idstcv/ZenNAS, {@code
 * compute_zen_score.py}) differs, and {@code zen-code} with it:
 *
 * <ul>
 *   <li>it sums absolute values where the paper has the norm;
 *   <li>it takes the running variance for v_l, which after the two passes is (1 - m)^2 + (1 - m) m
 *       u_l + m u'_l, with m the layer's momentum and u_l, u'_l the variances of both passes,
 *       divisor n - 1. So the start value 1 stays in it, and with a momentum of 0.003, as
 *       NAS-Bench-101 has it, little else: scores of networks with different momenta are not
 *       comparable;
 *   <li>it counts all batch normalisations that keep running statistics, also those that do not
 *       reach the output. {@code zen} counts all that do reach it; what does not changes nothing.
 * </ul>
 *
 * <p>A batch normalisation of zeros, as after an operation {@code none}, took nothing away: {@code
 * zen} leaves it out, for log 0 would make the score minus infinity. Both differ from the paper in
 * that sums stay: the authors remove the residual links of their networks first, but a graph does
 * not say which of its sums those are. Batches have 64 images, in one repetition, as in the
 * authors' search.
 */
final class Zen implements MetricPlugin<Zen.Settings> {

  /**
   * The settings.
   *
   * @param formula which of two
   * @param images images in a batch
   */
  record Settings(
      @Setting(
              value = "As the paper prints it, or as the authors' code computes it",
              byDefault = "paper")
          Variant formula,
      @Setting(value = "Gaussian images in a batch", byDefault = "64", min = 2, max = 4096)
          int images) {}

  /** Which formula. */
  enum Variant {
    /** As the paper prints it. */
    PAPER,
    /** As the authors' code computes it. */
    CODE
  }

  @Override
  public String name() {
    return "zen";
  }

  @Override
  public String summary() {
    return "log mean |f(x) - f(x + 0.01 e)| + sum over batch normalisations of log sqrt(mean"
        + " variance), f the last feature map, weights, x and e Gaussian";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.ZEN;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of("zen", new Settings(Variant.PAPER, 64), "zen-code", new Settings(Variant.CODE, 64)));
  }

  @Override
  public Metric create(Settings settings) {
    GaussianPerturbation probe = new GaussianPerturbation(settings.images());
    return settings.formula() == Variant.PAPER
        ? Formula.of(this, List.of(probe), measured -> paper(measured.get(probe)))
        : Formula.of(
            name(),
            "zen as published code computes it: sum of absolute changes in place of their norm,"
                + " running variances in place of those of the batch",
            Papers.ZEN,
            List.of(probe),
            measured -> code(measured.get(probe)));
  }

  static Score paper(PerturbedFeatures measured) {
    double scale = 0;
    for (PerturbedFeatures.Normalisation norm : measured.normalisations()) {
      if (norm.live() && norm.variance() != 0) {
        scale += 0.5 * StrictMath.log(norm.variance());
      }
    }
    return score(measured.meanNorm(), scale);
  }

  static Score code(PerturbedFeatures measured) {
    double scale = 0;
    for (PerturbedFeatures.Normalisation norm : measured.normalisations()) {
      if (norm.tracked()) {
        double m = norm.momentum();
        double unbiased = norm.values() / (norm.values() - 1.0);
        double running =
            (1 - m) * (1 - m)
                + (1 - m) * m * unbiased * norm.variance()
                + m * unbiased * norm.perturbedVariance();
        scale += 0.5 * StrictMath.log(running);
      }
    }
    return score(measured.meanSum(), scale);
  }

  private static Score score(double change, double scale) {
    return change == 0
        ? new Score.Undefined(
            Score.Reason.NO_PATH, "the last feature map does not change with the images")
        : Score.of(StrictMath.log(change) + scale);
  }
}
