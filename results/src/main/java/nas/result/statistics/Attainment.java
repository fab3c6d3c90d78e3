package nas.result.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What several searches attain of two objectives: the surface that half of them reach, and those
 * that a quarter and three quarters reach.
 *
 * <p>Grunert da Fonseca, Fonseca, Hall 2001, DOI 10.1007/3-540-44719-9_15. A point is attained by a
 * search that found one that is as good by both objectives.
 *
 * @param cost reward of the one objective
 * @param median greatest reward of the other that at least half of the searches attain with so high
 *     a reward of the one
 * @param upper that at least a quarter attain
 * @param lower that at least three quarters attain
 */
public record Attainment(double cost, double median, double upper, double lower) {

  /**
   * Returns where the surfaces change, by falling reward of the one objective; from where three
   * quarters of the searches have found anything.
   *
   * @param fronts of each search its points: rewards of the one objective and of the other
   */
  public static List<Attainment> of(List<List<double[]>> fronts) {
    TreeSet<Double> costs = new TreeSet<>(Comparator.reverseOrder());
    fronts.forEach(front -> front.forEach(point -> costs.add(point[0])));
    List<Attainment> surfaces = new ArrayList<>();
    for (double cost : costs) {
      double[] best = best(fronts, cost);
      Attainment at =
          new Attainment(
              cost, attainedBy(0.5, best), attainedBy(0.25, best), attainedBy(0.75, best));
      if (Double.isFinite(at.lower) && (surfaces.isEmpty() || at.differs(surfaces))) {
        surfaces.add(at);
      }
    }
    return surfaces;
  }

  private boolean differs(List<Attainment> before) {
    Attainment last = before.get(before.size() - 1);
    return median != last.median || upper != last.upper || lower != last.lower;
  }

  /** Returns the best reward of each search, ascending. */
  private static double[] best(List<List<double[]>> fronts, double cost) {
    return fronts.stream()
        .mapToDouble(
            front ->
                front.stream()
                    .filter(point -> point[0] >= cost)
                    .mapToDouble(point -> point[1])
                    .max()
                    .orElse(Double.NEGATIVE_INFINITY))
        .sorted()
        .toArray();
  }

  /** Returns the greatest reward that a share of the searches has at least. */
  private static double attainedBy(double share, double[] ascending) {
    int searches = (int) Math.ceil(share * ascending.length);
    return ascending[ascending.length - searches];
  }
}
