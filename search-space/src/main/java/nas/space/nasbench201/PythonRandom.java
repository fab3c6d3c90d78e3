package nas.space.nasbench201;

/**
 * The generator of Python's {@code random} module, as far as {@code shuffle} needs it: the Mersenne
 * Twister MT19937 (Matsumoto and Nishimura 1998, DOI 10.1145/272991.272995).
 *
 * <p>It exists because the published order of NAS-Bench-201 is one of its shuffles. Not safe for
 * use by several threads.
 */
final class PythonRandom {

  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** Seeds as {@code random.seed(seed)} does for an integer from 0 to 2^31 - 1. */
  PythonRandom(int seed) {
    state[0] = 19650218;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    int i = 1;
    // Python seeds by an array of 32-bit words; a small integer is an array of one.
    for (int k = 0; k < SIZE; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + seed;
      i = following(i);
    }
    for (int k = 0; k < SIZE - 1; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i = following(i);
    }
    state[0] = 0x80000000;
  }

  private int following(int i) {
    if (i + 1 < SIZE) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  private int nextWord() {
    if (next == SIZE) {
      for (int i = 0; i < SIZE; i++) {
        int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
        int twisted = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908b0df);
        state[i] = state[(i + MIDDLE) % SIZE] ^ twisted;
      }
      next = 0;
    }
    int word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  /** Returns a number from 0 to {@code bound - 1}, {@code bound} at least 1. */
  int below(int bound) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    int drawn;
    do {
      drawn = nextWord() >>> (Integer.SIZE - bits);
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
