package nas.core.trial;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * A learning curve: values measured after some of the epochs of a training.
 *
 * @param byEpoch finite values by the number of the epoch, from 1
 */
public record Curve(SortedMap<Integer, Double> byEpoch) {

  /** Nothing was measured. */
  public static final Curve NONE = new Curve(Collections.emptySortedMap());

  /** Copies the map and checks it. */
  public Curve {
    byEpoch = Collections.unmodifiableSortedMap(new TreeMap<>(byEpoch));
    byEpoch.forEach(
        (epoch, value) -> {
          if (epoch < 1 || !Double.isFinite(value)) {
            throw new IllegalArgumentException("value after epoch " + epoch + ": " + value);
          }
        });
  }

  /** Says whether nothing was measured. */
  public boolean isEmpty() {
    return byEpoch.isEmpty();
  }

  /** Returns the mean of the values up to an epoch, inclusive. */
  public OptionalDouble meanUpTo(int epoch) {
    double sum = 0;
    int count = 0;
    for (double value : byEpoch.headMap(epoch + 1).values()) {
      sum += value;
      count++;
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  /** Returns the best value. */
  public OptionalDouble best(Better better) {
    DoubleStream values = byEpoch.values().stream().mapToDouble(Double::doubleValue);
    return better == Better.HIGHER ? values.max() : values.min();
  }
}
