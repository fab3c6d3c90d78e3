package nas.result.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A figure with its uncertainty.
 *
 * @param value empty where it is not defined, as the correlation with a constant
 * @param interval 95 % percentile-bootstrap interval (Efron 1979, DOI 10.1214/aos/1176344552);
 *     empty where none was drawn or the figure is undefined in more than 5 % of the resamples
 */
public record Estimate(OptionalDouble value, Optional<Interval> interval) {

  private static final double GREATEST_UNDEFINED_SHARE = 0.05;

  /**
   * An interval.
   *
   * @param lower quantile 0.025 (type 7) of the resamples
   * @param upper quantile 0.975
   */
  public record Interval(double lower, double upper) {}

  /**
   * Returns an estimate.
   *
   * @param value NaN if undefined
   * @param resampled values of the resamples, NaN where undefined; may be empty
   */
  public static Estimate of(double value, double[] resampled) {
    if (Double.isNaN(value)) {
      return new Estimate(OptionalDouble.empty(), Optional.empty());
    }
    double[] defined = Arrays.stream(resampled).filter(v -> !Double.isNaN(v)).sorted().toArray();
    boolean enough =
        defined.length > 0 && defined.length >= (1 - GREATEST_UNDEFINED_SHARE) * resampled.length;
    return new Estimate(
        OptionalDouble.of(value),
        enough
            ? Optional.of(
                new Interval(Sample.quantile(defined, 0.025), Sample.quantile(defined, 0.975)))
            : Optional.empty());
  }
}
