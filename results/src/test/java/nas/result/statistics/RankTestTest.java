package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RankTestTest {

  private static final double[] A = {94.1, 93.2, 94.37, 93.9, 92.8, 94.0, 93.3, 94.37, 93.7, 94.2};
  private static final double[] B = {93.8, 93.4, 94.1, 93.1, 92.9, 93.3, 92.7, 94.37, 93.0, 93.9};

  /** Numbers that are often equal, such as accuracies with few digits. */
  private static double[] coarse(SplittableRandom random, int count, int kinds) {
    return random.ints(count, 0, kinds).mapToDouble(i -> 90 + i / 10.0).toArray();
  }

  @Test
  void pairsWithTiesAreJudgedAsBySciPy() {
    // SciPy 1.17.1: stats.wilcoxon(round(a - b, 10), method=PermutationMethod(n_resamples=10**7))
    RankTest test = RankTest.signedRank(A, B);
    assertEquals(42, test.statistic());
    assertEquals(9, test.count());
    assertEquals(0.01953125, test.pValue(), 1e-15);
    assertTrue(test.exact());
    // stats.wilcoxon([1.5, -2, ...], method='exact')
    double[] differences = {1.5, -2, 3, 4, -5, 6, 7, 8, 9, 10, 11, -12, 13};
    assertEquals(
        0.068115234375,
        RankTest.signedRank(differences, new double[differences.length]).pValue(),
        1e-15);
  }

  @Test
  void largeSamplesAreJudgedAsBySciPy() {
    // stats.mannwhitneyu(x, y, method='asymptotic', use_continuity=True)
    double[] x = IntStream.range(0, 150).mapToDouble(i -> (i * 37 % 101) / 10.0).toArray();
    double[] y = IntStream.range(0, 160).mapToDouble(i -> (i * 53 % 97) / 10.0 + 1).toArray();
    RankTest test = RankTest.rankSum(x, y);
    assertFalse(test.exact());
    assertEquals(10218.5, test.statistic());
    assertEquals(0.023923875140227396, test.pValue(), 1e-12);
    // stats.wilcoxon(round(x - y, 9), zero_method='wilcox', correction=True, method='asymptotic')
    double[] u = IntStream.range(0, 300).mapToDouble(i -> (i * 37 % 101) / 10.0).toArray();
    double[] v = IntStream.range(0, 300).mapToDouble(i -> (i * 53 % 97) / 10.0 + 0.5).toArray();
    RankTest paired = RankTest.signedRank(u, v);
    assertFalse(paired.exact());
    assertEquals(297, paired.count());
    assertEquals(20366.5, paired.statistic());
    assertEquals(0.2348917730165352, paired.pValue(), 1e-12);
  }

  @Test
  void pairsAgreeWithTheEnumerationOfAllSigns() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int count = 1 + random.nextInt(10);
      double[] a = coarse(random, count, 5);
      double[] b = coarse(random, count, 5);
      RankTest test = RankTest.signedRank(a, b);
      assertEquals(signs(a, b), test.pValue(), 1e-12, "seed " + seed);
      assertEquals(test.pValue(), RankTest.signedRank(b, a).pValue(), 1e-12, "seed " + seed);
    }
  }

  /** Counts tenths, in which the differences are exact. */
  private static double signs(double[] a, double[] b) {
    long[] differences =
        IntStream.range(0, a.length)
            .mapToLong(i -> Math.round(10 * a[i]) - Math.round(10 * b[i]))
            .filter(d -> d != 0)
            .toArray();
    int count = differences.length;
    int[] doubledRanks = new int[count];
    for (int i = 0; i < count; i++) {
      for (long other : differences) {
        doubledRanks[i] += Long.signum(Math.abs(differences[i]) - Math.abs(other)) + 1;
      }
      doubledRanks[i]++;
    }
    int observed = 0;
    for (int i = 0; i < count; i++) {
      observed += Long.signum(differences[i]) * doubledRanks[i];
    }
    int far = 0;
    for (int signs = 0; signs < 1 << count; signs++) {
      int sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (signs >> i & 1) == 0 ? doubledRanks[i] : -doubledRanks[i];
      }
      far += Math.abs(sum) >= Math.abs(observed) ? 1 : 0;
    }
    return (double) far / (1 << count);
  }

  @Test
  void independentSamplesAgreeWithTheEnumerationOfAllDivisions() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] a = coarse(random, 1 + random.nextInt(6), 6);
      double[] b = coarse(random, 1 + random.nextInt(6), 6);
      RankTest test = RankTest.rankSum(a, b);
      assertEquals(u(a, b), test.statistic(), 1e-12, "seed " + seed);
      assertEquals(divisions(a, b), test.pValue(), 1e-12, "seed " + seed);
      assertEquals(test.pValue(), RankTest.rankSum(b, a).pValue(), 1e-12, "seed " + seed);
    }
  }

  /** The definition of U: pairs in which the first is greater, equal ones by half. */
  private static double u(double[] a, double[] b) {
    double u = 0;
    for (double x : a) {
      for (double y : b) {
        u += x > y ? 1 : x == y ? 0.5 : 0;
      }
    }
    return u;
  }

  private static double divisions(double[] a, double[] b) {
    double[] all =
        IntStream.range(0, a.length + b.length)
            .mapToDouble(i -> i < a.length ? a[i] : b[i - a.length])
            .toArray();
    double expected = a.length * b.length / 2.0;
    double distance = Math.abs(u(a, b) - expected);
    int far = 0;
    int ways = 0;
    for (int set = 0; set < 1 << all.length; set++) {
      if (Integer.bitCount(set) != a.length) {
        continue;
      }
      int chosen = set;
      double[] first =
          IntStream.range(0, all.length)
              .filter(i -> (chosen >> i & 1) == 1)
              .mapToDouble(i -> all[i])
              .toArray();
      double[] second =
          IntStream.range(0, all.length)
              .filter(i -> (chosen >> i & 1) == 0)
              .mapToDouble(i -> all[i])
              .toArray();
      ways++;
      far += Math.abs(u(first, second) - expected) >= distance - 1e-9 ? 1 : 0;
    }
    return (double) far / ways;
  }

  @Test
  void samplesWithoutTiesAgreeWithHipparchus() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] a = random.doubles(12).toArray();
      double[] b = random.doubles(12).map(x -> x + 0.2).toArray();
      assertEquals(
          new WilcoxonSignedRankTest().wilcoxonSignedRankTest(a, b, true),
          RankTest.signedRank(a, b).pValue(),
          1e-9,
          "seed " + seed);
      assertEquals(
          new MannWhitneyUTest().mannWhitneyUTest(a, b, true),
          RankTest.rankSum(a, b).pValue(),
          1e-9,
          "seed " + seed);
    }
  }

  @Test
  void exactPValuesOfLargeSamplesApproachTheNormalOnes() {
    SplittableRandom random = new SplittableRandom(4);
    int n = RankTest.GREATEST_EXACT_PAIRS;
    double[] a = random.doubles(n).toArray();
    double[] b = random.doubles(n).map(x -> x + 0.05).toArray();
    RankTest pairs = RankTest.signedRank(a, b);
    assertTrue(pairs.exact());
    double z =
        (pairs.statistic() - n * (n + 1) / 4.0) / Math.sqrt(n * (n + 1.0) * (2 * n + 1) / 24);
    NormalDistribution normal = new NormalDistribution();
    assertEquals(2 * normal.cumulativeProbability(-Math.abs(z)), pairs.pValue(), 0.003);
    int m = RankTest.GREATEST_EXACT_VALUES / 2;
    RankTest samples = RankTest.rankSum(Arrays.copyOf(a, m), Arrays.copyOf(b, m));
    assertTrue(samples.exact());
    z = (samples.statistic() - m * m / 2.0) / Math.sqrt(m * m * (2 * m + 1) / 12.0);
    assertEquals(2 * normal.cumulativeProbability(-Math.abs(z)), samples.pValue(), 0.005);
  }

  @Test
  void equalSamplesDifferByChance() {
    assertEquals(1, RankTest.signedRank(A, A).pValue());
    assertEquals(0, RankTest.signedRank(A, A).count());
    assertEquals(0, RankTest.rankBiserial(A, A));
    assertEquals(1, RankTest.rankSum(A, A).pValue(), 1e-12);
    assertEquals(0.5, RankTest.probabilityOfGreater(A, A), 1e-12);
    assertEquals(1, RankTest.rankSum(new double[] {1}, new double[] {1}).pValue());
    double[] same = new double[150];
    assertEquals(1, RankTest.rankSum(same, same).pValue());
    assertEquals(1, RankTest.signedRank(new double[] {2}, new double[] {1}).pValue());
  }

  @Test
  void effectsAreThoseOfTheirDefinitions() {
    double[] high = {3, 4, 5};
    double[] low = {0, 1, 2, 2};
    assertEquals(1, RankTest.probabilityOfGreater(high, low));
    assertEquals(0, RankTest.probabilityOfGreater(low, high));
    assertEquals(1, RankTest.rankBiserial(high, new double[] {2, 2, 2}));
    assertEquals(-1, RankTest.rankBiserial(new double[] {2, 2, 2}, high));
    // W+ = 42 and W- = 3 of 45.
    assertEquals(39 / 45.0, RankTest.rankBiserial(A, B), 1e-12);
    assertEquals(u(A, B) / 100, RankTest.probabilityOfGreater(A, B), 1e-12);
  }

  @Test
  void neitherScaleNorShiftMatters() {
    double[] a = Arrays.stream(A).map(x -> 1000 * x).toArray();
    double[] b = Arrays.stream(B).map(x -> 1000 * x).toArray();
    assertEquals(RankTest.signedRank(A, B), RankTest.signedRank(a, b));
    assertEquals(RankTest.rankSum(A, B), RankTest.rankSum(a, b));
    double[] c = Arrays.stream(A).map(x -> x - 90).toArray();
    double[] d = Arrays.stream(B).map(x -> x - 90).toArray();
    assertEquals(RankTest.signedRank(A, B), RankTest.signedRank(c, d));
    assertEquals(RankTest.probabilityOfGreater(A, B), RankTest.probabilityOfGreater(c, d), 1e-12);
  }

  @Test
  @Tag("slow")
  void pValuesAreUniformUnderChance() {
    SplittableRandom random = new SplittableRandom(9);
    int[] below = new int[2];
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      double[] a = random.doubles(15).toArray();
      double[] b = random.doubles(15).toArray();
      below[0] += RankTest.signedRank(a, b).pValue() <= 0.05 ? 1 : 0;
      below[1] += RankTest.rankSum(a, b).pValue() <= 0.05 ? 1 : 0;
    }
    // Never more often than stated; 3 standard deviations are 1.5 %.
    for (int rejected : below) {
      assertEquals(0.05, (double) rejected / rounds, 0.015);
    }
  }

  @Test
  void holmCorrectsAsPublished() {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assertArrayEquals(
        new double[] {0.03, 0.06, 0.06, 0.02},
        RankTest.holm(new double[] {0.01, 0.04, 0.03, 0.005}),
        1e-12);
    assertArrayEquals(new double[] {1, 1}, RankTest.holm(new double[] {0.9, 0.6}), 1e-12);
    assertArrayEquals(new double[0], RankTest.holm(new double[0]));
  }

  @Test
  void badSamplesAreRefused() {
    double[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> RankTest.rankSum(one, new double[0]));
    assertThrows(IllegalArgumentException.class, () -> RankTest.signedRank(one, new double[2]));
    assertThrows(
        IllegalArgumentException.class, () -> RankTest.signedRank(one, new double[] {Double.NaN}));
  }
}
