package nas.result.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * How good fronts are, by numbers.
 *
 * @param reference where hypervolumes begin
 * @param trueFront values of the points of the true front, each once, in the order of the axes;
 *     empty: it is not known
 */
public record FrontScale(ReferencePoint reference, List<double[]> trueFront) {

  /** Copies the list. */
  public FrontScale {
    trueFront = List.copyOf(trueFront);
  }

  /** Says whether the true front is known. */
  public boolean knowsTruth() {
    return !trueFront.isEmpty();
  }

  /** Returns the hypervolume of a front. */
  public double hypervolume(List<double[]> front) {
    return Hypervolume.of(gains(front));
  }

  /** Returns how far a front with at least one point stays behind the true one, by IGD+. */
  public double distance(List<double[]> front) {
    return InvertedGenerationalDistance.plus(gains(trueFront), gains(front));
  }

  /** Returns which share of the points of the true front a front has, 0 to 1. */
  public double share(List<double[]> front) {
    long found =
        trueFront.stream()
            .filter(point -> front.stream().anyMatch(one -> Arrays.equals(one, point)))
            .count();
    return (double) found / trueFront.size();
  }

  private List<double[]> gains(List<double[]> front) {
    return front.stream().map(reference::gains).toList();
  }
}
