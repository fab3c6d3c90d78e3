package nas.core;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Derives the seeds of all random streams of a run from one root seed, and draws from them.
 *
 * <p>A seed is a function of (root, repetition, trial, purpose) alone, so neither the number of
 * workers nor the order in which trials finish can change a stream.
 */
public final class Seeds {

  private static final double UNIT = 0x1p-53;

  private Seeds() {}

  /** What a random stream is used for. */
  public enum Purpose {
    /** Decisions of a search strategy. */
    STRATEGY,
    /** Initial weights, order of minibatches and augmentation of one trained network. */
    EVALUATION,
    /** Minibatches and weights of zero-cost metrics. */
    PROXY,
    /** Bootstrap resampling in statistics. */
    STATISTICS
  }

  /**
   * Returns the seed of a stream.
   *
   * @param root seed of the experiment
   * @param repetition index of the repetition, at least 0
   * @param trial index of the trial within the repetition, or -1 for a stream of the whole
   *     repetition
   */
  public static long derive(long root, int repetition, int trial, Purpose purpose) {
    long seed = mix(root);
    seed = mix(seed ^ repetition);
    seed = mix(seed ^ trial);
    // The name and not the ordinal, so that a new purpose leaves the other streams as they are.
    return mix(seed ^ hash(purpose.name()));
  }

  /** Returns a generator whose sequence is fixed by the seed on every Java version. */
  public static RandomGenerator generator(long seed) {
    return new SplittableRandom(seed);
  }

  /** Returns a 64-bit hash of a text (FNV-1a), the same on every machine. */
  public static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The output function of SplitMix64 (Steele, Lea, Flood 2014, DOI 10.1145/2660193.2660195). */
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Returns the number at a place of a stream without state, uniform in [0, 1).
   *
   * @param counter start of the stream plus the place
   */
  public static double unit(long counter) {
    return (mix(counter) >>> 11) * UNIT;
  }

  /**
   * Puts so many items, drawn without replacement, at the front of a list in the order drawn.
   *
   * @param count at most the size of the list; one less than that puts all into random order too
   */
  public static <T> void draw(List<T> items, int count, RandomGenerator random) {
    for (int place = 0; place < count; place++) {
      Collections.swap(items, place, place + random.nextInt(items.size() - place));
    }
  }

  /** Puts values into random order: Fisher and Yates' shuffle, from the last place on. */
  public static void shuffle(int[] values, RandomGenerator random) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
  }
}
