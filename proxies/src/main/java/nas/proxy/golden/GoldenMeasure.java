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
 * arXiv:2101.08134, and of metrics that followed; there, {@code synflow} is a sum whose logarithm
 * is the score here. Where the authors draw at random, golden files have weights, images, signs and
 * rows that closed forms give.
 *
 * @param published the name in golden files
 * @param metric the name here
 * @param kind how it is compared
 * @param subject what is measured
 * @param needs what must be measured
 * @param score folds what was measured into the number, or its logarithm
 */
public record GoldenMeasure(
    String published,
    String metric,
    Kind kind,
    Subject subject,
    Set<Probe<?>> needs,
    Function<Measurements, Score> score) {

  /**
   * What is measured of a case.
   *
   * @param images number of images; 0: as many as the case says
   * @param trained whether the network is the one that was trained
   */
  record Subject(int images, boolean trained) {
    private static final Subject CASE = new Subject(0, false);

    /** Returns the case as it is measured. */
    GoldenCase of(GoldenCase golden) {
      GoldenCase variant = trained ? golden.asTrained() : golden;
      return images == 0 ? variant : variant.withImages(images);
    }
  }

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
          Subject.CASE,
          Set.of(new LossGradients(1)),
          measured -> Score.of(measured.get(new LossGradients(1)).losses().get(0)));

  private static final GoldenMeasure PLAIN = of("plain", "plain", Kind.SIGNED_SUM);
  private static final GoldenMeasure NWOT = of("nwot", "nwot", Kind.DIFFERENCE);
  private static final GoldenMeasure SWAP = of("swap", "swap", Kind.RELATIVE).on(16, false);
  private static final GoldenMeasure NEAR = of("near", "near", Kind.RELATIVE).on(16, false);
  private static final GoldenMeasure GRAD_SIGN =
      of("gradsign", "gradsign", Kind.RELATIVE).on(8, false);

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
          of("l2_norm", "l2-norm", Kind.RELATIVE),
          of("az_expressivity", "az-expressivity", Kind.RELATIVE).on(8, false),
          of("az_progressivity", "az-progressivity", Kind.RELATIVE).on(8, false),
          of("az_trainability", "az-trainability", Kind.RELATIVE).on(8, false),
          SWAP,
          of("meco", "meco-modules", Kind.RELATIVE).on(1, false),
          of("meco_layers", "meco", Kind.RELATIVE).on(1, false),
          of("log_synflow", "log-synflow", Kind.RELATIVE),
          NEAR,
          GRAD_SIGN,
          of("vkdnw_entropy", "vkdnw-entropy", Kind.RELATIVE).on(8, true),
          of("vkdnw_parameter_tensors", "vkdnw-arrays", Kind.RELATIVE).on(8, true),
          of("wrcor", "wrcor-code", Kind.RELATIVE).on(8, true));

  /** Returns a metric by the settings with which it draws nothing. */
  private static GoldenMeasure of(String published, String name, Kind kind) {
    Metric metric =
        Metrics.undrawn().stream()
            .filter(undrawn -> undrawn.name().equals(name))
            .findFirst()
            .orElseGet(() -> Metrics.named(name));
    return new GoldenMeasure(published, name, kind, Subject.CASE, metric.needs(), metric::score);
  }

  private GoldenMeasure on(int images, boolean trained) {
    return new GoldenMeasure(published, metric, kind, new Subject(images, trained), needs, score);
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
      return precision == Precision.FLOAT32 ? relative * roundings() : relative;
    }
    // Every rectifier that rounding switches counts as 1 in nwot's matrix.
    return equals(NWOT) && precision == Precision.FLOAT32 ? 5e-2 : 1e-3;
  }

  /** Returns by how much more, or less, rounding to single precision moves it than others. */
  private double roundings() {
    // A unit near 0 changes a word of SWAP's.
    return equals(SWAP) ? 5 : equals(NEAR) || equals(GRAD_SIGN) ? 0.5 : 1;
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
