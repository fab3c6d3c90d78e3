package nas.space;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998, DOI 10.1145/272991.272995), by which
 * published benchmarks were drawn. Not safe for use by several threads.
 */
public final class MersenneTwister {

  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  private MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /**
   * Seeds by one word, as numpy's {@code RandomState} does.
   *
   * @param seed 32 bits, without a sign
   */
  public static MersenneTwister seeded(int seed) {
    return new MersenneTwister(seed);
  }

  /**
   * Seeds by an array of one word, as Python's {@code random} does.
   *
   * @param seed 32 bits, without a sign
   */
  public static MersenneTwister seededByArray(int seed) {
    MersenneTwister twister = new MersenneTwister(19650218);
    twister.mix(seed);
    return twister;
  }

  private void mix(int seed) {
    int i = 1;
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

  /** Returns the next 32 random bits. */
  public int nextWord() {
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
}
