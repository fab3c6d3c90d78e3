package nas.proxy.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import nas.engine.tensor.Precision;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.HessianGradient;
import nas.proxy.probe.HessianProducts;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * A number that golden files hold, and one way in which it is measured here.
 *
 * <p>The names in golden files are those of the published code of Abdelfattah et al. 2021,
 * arXiv:2101.08134; there, {@code synflow} is a sum whose logarithm is the score here.
 *
 * @param published the name in golden files
 * @param metric the name here
 * @param kind how it is compared
 * @param needs what must be measured
 * @param score folds what was measured into the number, or its logarithm
 */
public record GoldenMeasure(
    String published,
    String metric,
    Kind kind,
    Set<Probe<?>> needs,
    Function<Measurements, Score> score) {

  /** How a number is compared. */
  enum Kind {
    /** By the relative error. */
    RELATIVE,
    /** By the relative error, where the score is the logarithm. */
    LOGARITHM,
    /** By the relative error; a sum of terms of both signs, which loses digits. */
    SIGNED_SUM,
    /** By the difference. */
    DIFFERENCE
  }

  /** What is compared of a case beside its measures. */
  static final GoldenMeasure LOSS =
      new GoldenMeasure(
          "loss",
          "loss",
          Kind.RELATIVE,
          Set.of(new LossGradients(1)),
          measured -> Score.of(measured.get(new LossGradients(1)).losses().get(0)));

  private static final GoldenMeasure PLAIN = of("plain", "plain", Kind.SIGNED_SUM);
  private static final GoldenMeasure NWOT = of("nwot", "nwot", Kind.DIFFERENCE);

  private static final List<GoldenMeasure> ALL =
      List.of(
          LOSS,
          of("grad_norm", "grad-norm", Kind.RELATIVE),
          of("snip", "snip", Kind.RELATIVE),
          of("grasp", "grasp", Kind.SIGNED_SUM),
          of("fisher", "fisher", Kind.RELATIVE),
          of("jacob_cov", "jacob-cov", Kind.DIFFERENCE),
          PLAIN,
          of("synflow", "synflow", Kind.LOGARITHM),
          of("synflow", "synflow-backprop", Kind.LOGARITHM),
          of("synflow_reduction_bn", "synflow-backprop-reduction-bn", Kind.LOGARITHM),
          NWOT,
          of("l2_norm", "l2-norm", Kind.RELATIVE));

  private static GoldenMeasure of(String published, String name, Kind kind) {
    Metric metric = Metrics.named(name);
    return new GoldenMeasure(published, name, kind, metric.needs(), metric::score);
  }

  /** Returns all of them. */
  public static List<GoldenMeasure> all() {
    return ALL;
  }

  /** Returns the names that the measures of a golden file may have. */
  public static List<String> names() {
    return ALL.stream()
        .filter(measure -> !measure.equals(LOSS))
        .map(GoldenMeasure::published)
        .distinct()
        .toList();
  }

  /** Returns the score in the terms of golden files. */
  double comparable(double value) {
    return kind == Kind.LOGARITHM ? StrictMath.exp(value) : value;
  }

  /** Returns whether the error is a difference rather than a share of the expected value. */
  public boolean absolute() {
    return kind == Kind.DIFFERENCE;
  }

  /** Returns the error of a score. */
  double error(double expected, double value) {
    return switch (kind) {
      case RELATIVE, SIGNED_SUM ->
          value == expected ? 0 : Math.abs(value - expected) / Math.abs(expected);
      case LOGARITHM -> Math.abs(StrictMath.expm1(value - StrictMath.log(expected)));
      case DIFFERENCE -> Math.abs(value - expected);
    };
  }

  /**
   * Returns the greatest error that passes; differences have limits of their own.
   *
   * @param relative limit of relative errors
   */
  double tolerance(double relative, Precision precision) {
    if (!absolute()) {
      return relative;
    }
    // Every rectifier that rounding switches counts as 1 in nwot's matrix.
    return equals(NWOT) && precision == Precision.FLOAT32 ? 5e-2 : 1e-3;
  }

  /** Returns the sum of the sizes of the terms, if this is a sum of terms of both signs. */
  OptionalDouble sizeOfTerms(Measurements measured) {
    if (kind != Kind.SIGNED_SUM) {
      return OptionalDouble.empty();
    }
    List<Double> sizes = new ArrayList<>();
    if (equals(PLAIN)) {
      for (LayerGradients.Layer layer : measured.get(new LossGradients(1)).layers()) {
        sizes.add(size(layer.weights(), layer.gradients().get(0)));
      }
    } else {
      for (HessianProducts.Layer layer : measured.get(new HessianGradient()).layers()) {
        sizes.add(size(layer.weights(), layer.products()));
      }
    }
    return OptionalDouble.of(sizes.stream().mapToDouble(Double::doubleValue).sum());
  }

  private static double size(double[] left, double[] right) {
    double size = 0;
    for (int i = 0; i < left.length; i++) {
      size += Math.abs(left[i] * right[i]);
    }
    return size;
  }
}
