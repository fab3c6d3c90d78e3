package nas.result.statistics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A number that changes in steps with the cost of one search.
 *
 * @param steps where it changes, by increasing cost; each value holds until the next
 * @param totalCost cost of the whole search; the last value holds beyond it
 */
public record Progress(List<Step> steps, double totalCost) {

  /**
   * A new value.
   *
   * @param cost cost spent when it was known
   * @param value a finite number
   */
  public record Step(double cost, double value) {}

  /** Copies the list. */
  public Progress {
    steps = List.copyOf(steps);
  }

  /** Returns the value after a cost; empty before the first. */
  public OptionalDouble at(double cost) {
    int low = 0;
    int high = steps.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps.get(middle).cost() <= cost) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? OptionalDouble.empty() : OptionalDouble.of(steps.get(low - 1).value());
  }
}
