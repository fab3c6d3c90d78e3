package nas.result.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Statistics of a sample of finite numbers. */
public final class Sample {

  private final double[] sorted;

  /**
   * Creates the sample.
   *
   * @param values at least one finite number
   */
  public Sample(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample needs a value");
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("value (" + value + ") must be finite");
      }
    }
    sorted = values.clone();
    // Sums over sorted values do not depend on the order the values came in.
    Arrays.sort(sorted);
  }

  /** Returns how many values there are. */
  public int count() {
    return sorted.length;
  }

  /** Returns the arithmetic mean. */
  public double mean() {
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }

  /** Returns the sample standard deviation (n - 1); empty for a single value. */
  public OptionalDouble standardDeviation() {
    if (sorted.length < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean();
    double squares = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
    }
    return OptionalDouble.of(StrictMath.sqrt(squares / (sorted.length - 1)));
  }

  /** Returns the least value. */
  public double least() {
    return sorted[0];
  }

  /** Returns the greatest value. */
  public double greatest() {
    return sorted[sorted.length - 1];
  }

  /** Returns the median. */
  public double median() {
    return quantile(0.5);
  }

  /**
   * Returns a quantile by linear interpolation of order statistics: type 7 of Hyndman and Fan 1996
   * (DOI 10.1080/00031305.1996.10473566), the default of R and NumPy.
   *
   * @param probability 0 to 1
   */
  public double quantile(double probability) {
    return quantile(sorted, probability);
  }

  /**
   * Returns the 95 % percentile-bootstrap interval of the mean (Efron 1979, DOI
   * 10.1214/aos/1176344552); empty for a single value.
   *
   * @param resamples how often to draw
   * @param seed decides the draws
   */
  public Optional<Estimate.Interval> meanInterval(int resamples, long seed) {
    if (sorted.length < 2) {
      return Optional.empty();
    }
    double[] means =
        Arrays.stream(resamples(sorted.length, resamples, seed))
            .mapToDouble(drawn -> Arrays.stream(drawn).mapToDouble(i -> sorted[i]).sum())
            .map(sum -> sum / sorted.length)
            .sorted()
            .toArray();
    return Optional.of(new Estimate.Interval(quantile(means, 0.025), quantile(means, 0.975)));
  }

  static double quantile(double[] sorted, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability (" + probability + ") must be 0 to 1");
    }
    double position = (sorted.length - 1) * probability;
    int below = (int) position;
    double part = position - below;
    // Equal infinities have no difference.
    return part == 0 || sorted[below] == sorted[below + 1]
        ? sorted[below]
        : sorted[below] + part * (sorted[below + 1] - sorted[below]);
  }

  /**
   * Draws with replacement, for the bootstrap.
   *
   * @param count size of the sample
   * @param resamples how many times to draw
   * @param seed decides the draws
   * @return indices: (resamples, count)
   */
  static int[][] resamples(int count, int resamples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] indices = new int[resamples][count];
    for (int[] resample : indices) {
      for (int i = 0; i < count; i++) {
        resample[i] = random.nextInt(count);
      }
    }
    return indices;
  }
}
