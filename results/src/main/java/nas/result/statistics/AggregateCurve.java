package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Anytime curves of several repetitions as one curve with its spread.
 *
 * <p>It begins where every repetition that trained any network has an incumbent, so that each point
 * is about the same repetitions, and ends with the longest of them; a repetition that has ended
 * keeps its last incumbent.
 *
 * @param repetitions how many repetitions it is about; those without a trained network are left out
 * @param points by increasing cost; each holds until the next
 */
public record AggregateCurve(int repetitions, List<Point> points) {

  /** How often the bootstrap draws. */
  public static final int RESAMPLES = 1000;

  /**
   * The spread of the test accuracy of the incumbents at one cost, in percent.
   *
   * @param cost cost per repetition
   * @param mean mean over the repetitions
   * @param median median
   * @param lowerQuartile quantile 0.25 (type 7)
   * @param upperQuartile quantile 0.75 (type 7)
   * @param meanLower lower end of the 95 % percentile-bootstrap interval of the mean (Efron 1979,
   *     DOI 10.1214/aos/1176344552)
   * @param meanUpper its upper end
   */
  public record Point(
      double cost,
      double mean,
      double median,
      double lowerQuartile,
      double upperQuartile,
      double meanLower,
      double meanUpper) {}

  /** Copies the list. */
  public AggregateCurve {
    points = List.copyOf(points);
  }

  /**
   * Aggregates the curves at all costs at which one of them changes, so that nothing is lost.
   *
   * @param curves one per repetition
   * @param seed decides the bootstrap
   */
  public static AggregateCurve of(List<StepCurve> curves, long seed) {
    TreeSet<Double> grid = new TreeSet<>();
    for (StepCurve curve : trained(curves)) {
      grid.add(curve.totalCost());
      curve.steps().forEach(step -> grid.add(step.cost()));
    }
    return at(curves, grid, seed);
  }

  /**
   * Aggregates the curves at stated costs only, as tables of several runs need them.
   *
   * @param curves one per repetition
   * @param costs those before every repetition has an incumbent are left out
   * @param seed decides the bootstrap
   */
  public static AggregateCurve at(List<StepCurve> curves, Collection<Double> costs, long seed) {
    List<StepCurve> trained = trained(curves);
    double start =
        trained.stream().mapToDouble(curve -> curve.steps().get(0).cost()).max().orElse(0);
    return points(trained, new TreeSet<>(costs).tailSet(start, true), seed);
  }

  private static List<StepCurve> trained(List<StepCurve> curves) {
    return curves.stream().filter(curve -> !curve.steps().isEmpty()).toList();
  }

  private static AggregateCurve points(List<StepCurve> curves, Collection<Double> grid, long seed) {
    if (curves.isEmpty()) {
      return new AggregateCurve(0, List.of());
    }
    int[][] resamples = Sample.resamples(curves.size(), RESAMPLES, seed);
    List<Point> points = new ArrayList<>();
    for (double cost : grid) {
      double[] values =
          curves.stream().mapToDouble(curve -> curve.testAt(cost).orElseThrow()).toArray();
      points.add(point(cost, values, resamples));
    }
    return new AggregateCurve(curves.size(), points);
  }

  private static Point point(double cost, double[] values, int[][] resamples) {
    Sample sample = new Sample(values);
    double[] means = new double[resamples.length];
    for (int i = 0; i < resamples.length; i++) {
      double sum = 0;
      for (int index : resamples[i]) {
        sum += values[index];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new Point(
        cost,
        sample.mean(),
        sample.median(),
        sample.quantile(0.25),
        sample.quantile(0.75),
        Sample.quantile(means, 0.025),
        Sample.quantile(means, 0.975));
  }
}
