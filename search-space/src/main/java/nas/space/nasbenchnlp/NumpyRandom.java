package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.List;
import nas.space.MersenneTwister;

/**
 * The draws of numpy's {@code RandomState} that the published generator makes. Not safe for use by
 * several threads.
 */
final class NumpyRandom {

  private final MersenneTwister words;

  /**
   * Seeds as {@code RandomState(seed)} does.
   *
   * @param seed 32 bits, without a sign
   */
  NumpyRandom(int seed) {
    words = MersenneTwister.seeded(seed);
  }

  /** Returns a number of 53 random bits, at least 0 and below 1. */
  private double uniform() {
    long high = Integer.toUnsignedLong(words.nextWord()) >>> 5;
    long low = Integer.toUnsignedLong(words.nextWord()) >>> 6;
    return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
  }

  /**
   * Draws an index, as {@code choice} does with {@code p}.
   *
   * @param weights the probabilities
   */
  int index(double... weights) {
    double[] cumulative = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      cumulative[i] = sum;
    }
    double drawn = uniform();
    int index = 0;
    while (index < weights.length - 1 && cumulative[index] / sum <= drawn) {
      index++;
    }
    return index;
  }

  /** Draws some of the values in random order, as {@code choice} does without replacement. */
  <T> List<T> some(List<T> values, int count) {
    List<T> order = new ArrayList<>(values);
    for (int i = order.size() - 1; i > 0; i--) {
      int j = upTo(i);
      T value = order.get(i);
      order.set(i, order.get(j));
      order.set(j, value);
    }
    return List.copyOf(order.subList(0, count));
  }

  private int upTo(int highest) {
    int mask = Integer.highestOneBit(highest) * 2 - 1;
    int drawn;
    do {
      drawn = words.nextWord() & mask;
    } while (drawn > highest);
    return drawn;
  }
}
