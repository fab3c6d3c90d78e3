package nas.result.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume between a reference point and a front: of all that some point of the front is better
 * than, exactly.
 *
 * <p>Zitzler and Thiele 1998, DOI 10.1007/BFb0056872; computed by slicing objectives (While et al.
 * 2006, DOI 10.1109/TEVC.2005.851275), which takes time of the order of n^(d-1) log n for n points
 * and d objectives.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * Returns the volume, in the product of the units; 0 if no point is better than the reference
   * point by all objectives.
   *
   * @param gains of each point how much better it is than the reference point, as many of all;
   *     points that are not better by some objective add nothing
   */
  public static double of(List<double[]> gains) {
    List<double[]> better =
        gains.stream()
            .filter(
                point -> Arrays.stream(point).allMatch(gain -> gain > 0 && Double.isFinite(gain)))
            .toList();
    return better.isEmpty() ? 0 : volume(better, better.get(0).length);
  }

  /** Returns the volume by the first objectives alone. */
  private static double volume(List<double[]> points, int objectives) {
    int last = objectives - 1;
    if (last == 0) {
      return points.stream().mapToDouble(point -> point[0]).max().orElse(0);
    }
    List<double[]> falling =
        points.stream()
            .sorted(Comparator.comparingDouble((double[] point) -> point[last]).reversed())
            .toList();
    double volume = 0;
    for (int i = 0; i < falling.size(); i++) {
      double below = i + 1 < falling.size() ? falling.get(i + 1)[last] : 0;
      double thickness = falling.get(i)[last] - below;
      if (thickness > 0) {
        volume += thickness * volume(falling.subList(0, i + 1), last);
      }
    }
    return volume;
  }
}
