package nas.space.nasbench201;

import nas.space.MersenneTwister;

/**
 * The generator of Python's {@code random} module, as far as {@code shuffle} needs it.
 *
 * <p>It exists because the published order of NAS-Bench-201 is one of its shuffles. Not safe for
 * use by several threads.
 */
final class PythonRandom {

  private final MersenneTwister words;

  /** Seeds as {@code random.seed(seed)} does for an integer from 0 to 2^31 - 1. */
  PythonRandom(int seed) {
    // Python seeds by an array of 32-bit words; a small integer is an array of one.
    words = MersenneTwister.seededByArray(seed);
  }

  /** Returns a number from 0 to {@code bound - 1}, {@code bound} at least 1. */
  int below(int bound) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    int drawn;
    do {
      drawn = words.nextWord() >>> (Integer.SIZE - bits);
    } while (drawn >= bound);
    return drawn;
  }

  /** Puts the values into a random order, as {@code random.shuffle} does. */
  void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
