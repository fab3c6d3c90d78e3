package nas.benchmark;

import java.util.Comparator;
import java.util.List;

/**
 * How well slots are used, between the time when a fifth of the trainings has ended and that when
 * four fifths have, so that neither the beginning nor the end counts.
 *
 * @param perSecond trainings that end in a second
 * @param busyShare share of the time of all slots that is spent in training, 0 to 1
 */
record Occupancy(double perSecond, double busyShare) {

  /** A training, from and to times of the same clock. */
  record Training(long startedNanos, long endedNanos) {}

  /**
   * Counts.
   *
   * @param trainings at least 10, in any order
   */
  static Occupancy of(List<Training> trainings, int slots) {
    List<Training> byEnd =
        trainings.stream().sorted(Comparator.comparingLong(Training::endedNanos)).toList();
    int first = byEnd.size() / 5;
    int last = byEnd.size() - 1 - first;
    long from = byEnd.get(first).endedNanos();
    long to = byEnd.get(last).endedNanos();
    double busy = 0;
    for (Training training : byEnd) {
      busy +=
          Math.max(
              0, Math.min(to, training.endedNanos()) - Math.max(from, training.startedNanos()));
    }
    return new Occupancy((last - first) * 1e9 / (to - from), busy / slots / (to - from));
  }
}
