package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
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
   * The spread at one cost, of test values of the incumbents or of what else changes.
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
    return over(curves.stream().map(StepCurve::tested).toList(), seed);
  }

  /**
   * Aggregates other numbers than test values in the same way.
   *
   * @param curves one per repetition
   * @param seed decides the bootstrap
   */
  public static AggregateCurve over(List<Progress> curves, long seed) {
    TreeSet<Double> grid = new TreeSet<>();
    for (Progress curve : begun(curves)) {
      grid.add(curve.totalCost());
      curve.steps().forEach(step -> grid.add(step.cost()));
    }
    return at(grid, begun(curves), seed);
  }

  /**
   * Aggregates the curves at stated costs only, as tables of several runs need them.
   *
   * @param curves one per repetition
   * @param costs those before every repetition has an incumbent are left out
   * @param seed decides the bootstrap
   */
  public static AggregateCurve at(List<StepCurve> curves, Collection<Double> costs, long seed) {
    return at(new TreeSet<>(costs), begun(curves.stream().map(StepCurve::tested).toList()), seed);
  }

  private static List<Progress> begun(List<Progress> curves) {
    return curves.stream().filter(curve -> !curve.steps().isEmpty()).toList();
  }

  private static AggregateCurve at(NavigableSet<Double> costs, List<Progress> curves, long seed) {
    if (curves.isEmpty()) {
      return new AggregateCurve(0, List.of());
    }
    double start =
        curves.stream().mapToDouble(curve -> curve.steps().get(0).cost()).max().orElseThrow();
    int[][] resamples = Sample.resamples(curves.size(), RESAMPLES, seed);
    List<Point> points = new ArrayList<>();
    for (double cost : costs.tailSet(start, true)) {
      double[] values = curves.stream().mapToDouble(one -> one.at(cost).orElseThrow()).toArray();
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
