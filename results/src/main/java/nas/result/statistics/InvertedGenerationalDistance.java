package nas.result.statistics;

import java.util.List;

/**
 * How far a front stays behind the true one: the mean over the true points of the distance to the
 * nearest point found, in which only what that is worse by counts (IGD+).
 *
 * <p>Ishibuchi, Masuda, Tanigaki, Nojima 2015, DOI 10.1007/978-3-319-15892-1_8. Each objective is
 * divided by its range on the true front, as the units of objectives differ.
 */
public final class InvertedGenerationalDistance {

  private InvertedGenerationalDistance() {}

  /**
   * Returns the distance: 0 if the true front is found.
   *
   * @param truth gains of the points of the true front, the higher the better; at least one
   * @param found gains of the points found; at least one
   */
  public static double plus(List<double[]> truth, List<double[]> found) {
    double[] ranges = new double[truth.get(0).length];
    for (int i = 0; i < ranges.length; i++) {
      int objective = i;
      double greatest = truth.stream().mapToDouble(point -> point[objective]).max().orElseThrow();
      double least = truth.stream().mapToDouble(point -> point[objective]).min().orElseThrow();
      ranges[i] = greatest > least ? greatest - least : 1;
    }
    double sum = 0;
    for (double[] point : truth) {
      sum += found.stream().mapToDouble(one -> lag(point, one, ranges)).min().orElseThrow();
    }
    return sum / truth.size();
  }

  private static double lag(double[] truth, double[] found, double[] ranges) {
    double squares = 0;
    for (int i = 0; i < truth.length; i++) {
      double lag = Math.max(0, truth[i] - found[i]) / ranges[i];
      squares += lag * lag;
    }
    return StrictMath.sqrt(squares);
  }
}
