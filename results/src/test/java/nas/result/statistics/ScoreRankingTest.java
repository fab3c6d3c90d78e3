package nas.result.statistics;

import static nas.result.statistics.RankFigure.BEST_AMONG_64;
import static nas.result.statistics.RankFigure.KENDALL;
import static nas.result.statistics.RankFigure.PAIRWISE_ACCURACY;
import static nas.result.statistics.RankFigure.SPEARMAN;
import static nas.result.statistics.RankFigure.TOP_TENTH_OVERLAP;
import static nas.result.statistics.RankFigure.TOP_TENTH_SPEARMAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import nas.core.statistics.Ranks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ScoreRankingTest {

  private static double value(RankFigure figure, double[] scores, double[] accuracies) {
    return value(new ScoreRanking(scores, accuracies).figures(), figure);
  }

  private static double value(RankFigures figures, RankFigure figure) {
    return figures.get(figure).value().orElse(Double.NaN);
  }

  /**
   * The figures as they are defined: by all pairs, by counting and by sorting, with resamples
   * written out instead of weights.
   */
  private static final class Naive {
    final double[] scores;
    final double[] accuracies;

    Naive(double[] scores, double[] accuracies) {
      this.scores = scores;
      this.accuracies = accuracies;
    }

    static double rank(double[] values, int i) {
      int less = 0;
      int equal = 0;
      for (double value : values) {
        less += value < values[i] ? 1 : 0;
        equal += value == values[i] ? 1 : 0;
      }
      return less + (equal + 1) / 2.0;
    }

    static double pearson(double[] a, double[] b) {
      double meanA = Arrays.stream(a).average().orElseThrow();
      double meanB = Arrays.stream(b).average().orElseThrow();
      double ab = 0;
      double aa = 0;
      double bb = 0;
      for (int i = 0; i < a.length; i++) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
      }
      return aa == 0 || bb == 0 ? Double.NaN : ab / Math.sqrt(aa * bb);
    }

    static double spearman(double[] a, double[] b) {
      double[] ra = new double[a.length];
      double[] rb = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        ra[i] = rank(a, i);
        rb[i] = rank(b, i);
      }
      return pearson(ra, rb);
    }

    double kendall() {
      double difference = 0;
      double scoresDiffer = 0;
      double accuraciesDiffer = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < i; j++) {
          double s = Math.signum(scores[i] - scores[j]);
          double a = Math.signum(accuracies[i] - accuracies[j]);
          difference += s * a;
          scoresDiffer += s * s;
          accuraciesDiffer += a * a;
        }
      }
      return scoresDiffer == 0 || accuraciesDiffer == 0
          ? Double.NaN
          : difference / Math.sqrt(scoresDiffer * accuraciesDiffer);
    }

    /**
     * As published: of ordered pairs with different accuracies, the first is taken for the better
     * one if its score is strictly higher, and for the worse one otherwise.
     */
    double pairwiseAccuracy() {
      double right = 0;
      double pairs = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int j = 0; j < scores.length; j++) {
          if (accuracies[i] != accuracies[j]) {
            pairs++;
            right += (scores[i] > scores[j]) == (accuracies[i] > accuracies[j]) ? 1 : 0;
          }
        }
      }
      return pairs == 0 ? Double.NaN : right / pairs;
    }

    static double share(double[] values, int i, int top) {
      int better = 0;
      int equal = 0;
      for (double value : values) {
        better += value > values[i] ? 1 : 0;
        equal += value == values[i] ? 1 : 0;
      }
      return Math.max(0, Math.min(1, (top - better) / (double) equal));
    }

    double common(int bestScores, int bestAccuracies) {
      double common = 0;
      for (int i = 0; i < scores.length; i++) {
        common += share(scores, i, bestScores) * share(accuracies, i, bestAccuracies);
      }
      return common;
    }

    double topTenthSpearman() {
      int tenth = Math.max(1, scores.length / 10);
      if (tenth < 10) {
        return Double.NaN;
      }
      double[] sorted = accuracies.clone();
      Arrays.sort(sorted);
      double last = sorted[sorted.length - tenth];
      List<Integer> top = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        if (accuracies[i] >= last) {
          top.add(i);
        }
      }
      return spearman(
          top.stream().mapToDouble(i -> scores[i]).toArray(),
          top.stream().mapToDouble(i -> accuracies[i]).toArray());
    }

    Map<RankFigure, Double> figures() {
      int tenth = Math.max(1, scores.length / 10);
      return Map.of(
          SPEARMAN,
          spearman(scores, accuracies),
          KENDALL,
          kendall(),
          PAIRWISE_ACCURACY,
          pairwiseAccuracy(),
          TOP_TENTH_OVERLAP,
          common(tenth, tenth) / tenth,
          TOP_TENTH_SPEARMAN,
          topTenthSpearman(),
          BEST_AMONG_64,
          scores.length <= 64 ? Double.NaN : common(64, Math.max(1, scores.length / 20)));
    }
  }

  /** Random columns; the coarser the grid, the more ties. */
  private static double[][] columns(Random random, int count, int grid) {
    double[] scores = new double[count];
    double[] accuracies = new double[count];
    for (int i = 0; i < count; i++) {
      double hidden = random.nextGaussian();
      scores[i] = Math.rint((hidden + random.nextGaussian()) * grid) / grid;
      accuracies[i] = Math.rint((hidden + random.nextGaussian()) * grid) / grid;
    }
    return new double[][] {scores, accuracies};
  }

  @Test
  void allFiguresAreThoseOfTheirDefinitions() {
    long seed = 7;
    Random random = new Random(seed);
    for (int count : new int[] {1, 2, 3, 9, 10, 40, 64, 65, 99, 100, 107, 230, 400}) {
      for (int grid : new int[] {1, 3, 1 << 20}) {
        double[][] columns = columns(random, count, grid);
        RankFigures figures = new ScoreRanking(columns[0], columns[1]).figures();
        new Naive(columns[0], columns[1])
            .figures()
            .forEach(
                (figure, expected) ->
                    assertEquals(
                        expected,
                        value(figures, figure),
                        1e-12,
                        () -> figure + " of " + count + " on grid " + grid + ", seed " + seed));
      }
    }
  }

  @Test
  void figuresOfHandMadeTies() {
    double[] scores = {1, 2, 2, 3};
    double[] accuracies = {1, 3, 2, 2};
    // Pairs with different accuracies: 01 right, 02 right, 03 right, 12 tied, 13 wrong.
    assertEquals(3.5 / 5, value(PAIRWISE_ACCURACY, scores, accuracies));
    // 3 concordant, 1 discordant; 5 pairs differ in score, 5 in accuracy.
    assertEquals(2 / 5.0, value(KENDALL, scores, accuracies), 1e-15);
    // Ranks 1, 2.5, 2.5, 4 and 1, 4, 2.5, 2.5.
    assertEquals(2.25 / 4.5, value(SPEARMAN, scores, accuracies), 1e-15);
    // The best accuracy is the second, the best score the fourth.
    assertEquals(0, value(TOP_TENTH_OVERLAP, scores, accuracies));
    assertEquals(0.5, value(TOP_TENTH_OVERLAP, new double[] {1, 2, 2, 0}, accuracies));
  }

  /** Values of scipy.stats 1.17.1: spearmanr and kendalltau, variant b. */
  @Test
  void figuresOfScipy() {
    double[] scores = {12, 2, 1, 12, 2};
    double[] accuracies = {1, 4, 7, 1, 0};
    assertEquals(-0.47140452079103173, value(KENDALL, scores, accuracies), 1e-15);
    assertEquals(-0.5407380704358752, value(SPEARMAN, scores, accuracies), 1e-15);
  }

  @Test
  void aPerfectAndAReversedRankingHaveTheExtremeFigures() {
    double[] up = new double[200];
    double[] down = new double[200];
    for (int i = 0; i < up.length; i++) {
      up[i] = Math.exp(i);
      down[i] = -i;
    }
    RankFigures perfect = new ScoreRanking(up, up).figures();
    RankFigures reversed = new ScoreRanking(down, up).figures();
    for (RankFigure figure : List.of(SPEARMAN, KENDALL, TOP_TENTH_SPEARMAN)) {
      assertEquals(1, value(perfect, figure));
      assertEquals(-1, value(reversed, figure));
    }
    assertEquals(1, value(perfect, PAIRWISE_ACCURACY));
    assertEquals(0, value(reversed, PAIRWISE_ACCURACY));
    assertEquals(1, value(perfect, TOP_TENTH_OVERLAP));
    assertEquals(0, value(reversed, TOP_TENTH_OVERLAP));
    assertEquals(10, value(perfect, BEST_AMONG_64));
    assertEquals(0, value(reversed, BEST_AMONG_64));
  }

  @Test
  void constantsHaveNoCorrelation() {
    double[] constant = new double[80];
    double[] rising = new double[80];
    for (int i = 0; i < rising.length; i++) {
      rising[i] = i;
    }
    RankFigures scores = new ScoreRanking(constant, rising).estimates(20, 1);
    assertEquals(new Estimate(OptionalDouble.empty(), Optional.empty()), scores.get(SPEARMAN));
    assertEquals(OptionalDouble.empty(), scores.get(KENDALL).value());
    assertEquals(0.5, value(scores, PAIRWISE_ACCURACY));
    assertEquals(0.1, value(scores, TOP_TENTH_OVERLAP), 1e-15);
    assertEquals(4 * 64 / 80.0, value(scores, BEST_AMONG_64), 1e-12);
    RankFigures accuracies = new ScoreRanking(rising, constant).figures();
    assertEquals(OptionalDouble.empty(), accuracies.get(SPEARMAN).value());
    assertEquals(OptionalDouble.empty(), accuracies.get(PAIRWISE_ACCURACY).value());
    assertEquals(
        OptionalDouble.empty(),
        new ScoreRanking(new double[0], new double[0]).figures().get(SPEARMAN).value());
  }

  @Test
  void theOrderOfTheArchitecturesDecidesNothing() {
    long seed = 11;
    double[][] columns = columns(new Random(seed), 300, 3);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    RankFigures shuffled =
        new ScoreRanking(
                order.stream().mapToDouble(i -> columns[0][i]).toArray(),
                order.stream().mapToDouble(i -> columns[1][i]).toArray())
            .figures();
    new ScoreRanking(columns[0], columns[1])
        .figures()
        .estimates()
        .forEach(
            (figure, estimate) ->
                assertEquals(estimate.value().orElse(Double.NaN), value(shuffled, figure), 1e-12));
  }

  @Test
  void resamplesAreCountedAsIfWrittenOut() {
    long seed = 3;
    double[][] columns = columns(new Random(seed), 150, 4);
    int resamples = 200;
    RankFigures estimates = new ScoreRanking(columns[0], columns[1]).estimates(resamples, seed);
    // The same draws, written out: architectures are numbered by rising accuracy.
    int[] byAccuracy = Ranks.order(Ranks.dense(columns[1]));
    long[] seeds = new java.util.SplittableRandom(seed).longs(resamples).toArray();
    Map<RankFigure, double[]> drawn = new EnumMap<>(RankFigure.class);
    for (int k = 0; k < resamples; k++) {
      java.util.SplittableRandom random = new java.util.SplittableRandom(seeds[k]);
      double[] scores = new double[150];
      double[] accuracies = new double[150];
      for (int i = 0; i < 150; i++) {
        int chosen = byAccuracy[random.nextInt(150)];
        scores[i] = columns[0][chosen];
        accuracies[i] = columns[1][chosen];
      }
      int sample = k;
      new Naive(scores, accuracies)
          .figures()
          .forEach(
              (figure, value) ->
                  drawn.computeIfAbsent(figure, f -> new double[resamples])[sample] = value);
    }
    for (RankFigure figure : RankFigure.values()) {
      Sample sample = new Sample(Objects.requireNonNull(drawn.get(figure)));
      Estimate.Interval interval = estimates.get(figure).interval().orElseThrow();
      assertEquals(sample.quantile(0.025), interval.lower(), 1e-12, figure::toString);
      assertEquals(sample.quantile(0.975), interval.upper(), 1e-12, figure::toString);
    }
  }

  @Test
  void theSeedDecidesTheIntervalsAndNotTheValues() {
    double[][] columns = columns(new Random(5), 100, 1 << 20);
    ScoreRanking ranking = new ScoreRanking(columns[0], columns[1]);
    assertEquals(ranking.estimates(60, 1), ranking.estimates(60, 1));
    Estimate one = ranking.estimates(60, 1).get(SPEARMAN);
    Estimate two = ranking.estimates(60, 2).get(SPEARMAN);
    assertEquals(one.value(), two.value());
    assertNotEquals(one.interval(), two.interval());
    assertEquals(Optional.empty(), ranking.figures().get(SPEARMAN).interval());
  }

  /** Of intervals around estimates from samples of 150, about 95 % hold the true value. */
  @Test
  @Tag("slow")
  void intervalsCoverTheTruth() {
    long seed = 17;
    Random random = new Random(seed);
    // Pairs of normal variables with correlation 1/2: rho = 6/pi asin(1/4), tau = 2/pi asin(1/2).
    double rho = 6 / Math.PI * Math.asin(0.25);
    double tau = 1 / 3.0;
    int covered = 0;
    int coveredTau = 0;
    int coveredPairs = 0;
    int samples = 200;
    for (int k = 0; k < samples; k++) {
      double[][] columns = columns(random, 150, 1 << 24);
      RankFigures estimates = new ScoreRanking(columns[0], columns[1]).estimates(200, k);
      covered += holds(estimates.get(SPEARMAN), rho) ? 1 : 0;
      coveredTau += holds(estimates.get(KENDALL), tau) ? 1 : 0;
      coveredPairs += holds(estimates.get(PAIRWISE_ACCURACY), (1 + tau) / 2) ? 1 : 0;
    }
    for (int count : new int[] {covered, coveredTau, coveredPairs}) {
      assertTrue(count >= 0.88 * samples && count < samples, count + " of 200, seed " + seed);
    }
  }

  private static boolean holds(Estimate estimate, double truth) {
    Estimate.Interval interval = estimate.interval().orElseThrow();
    return interval.lower() <= truth && truth <= interval.upper();
  }

  @Test
  void columnsMustFit() {
    assertThrows(
        IllegalArgumentException.class, () -> new ScoreRanking(new double[2], new double[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ScoreRanking(new double[] {Double.NaN}, new double[1]));
  }

  @Test
  void rareUndefinedResamplesAreLeftOutOfIntervals() {
    double nan = Double.NaN;
    double[] resampled = new double[100];
    Arrays.fill(resampled, 0, 97, 2);
    Arrays.fill(resampled, 97, 100, nan);
    assertEquals(Optional.of(new Estimate.Interval(2, 2)), Estimate.of(2, resampled).interval());
    Arrays.fill(resampled, 90, 100, nan);
    assertEquals(Optional.empty(), Estimate.of(2, resampled).interval());
    assertEquals(OptionalDouble.empty(), Estimate.of(nan, resampled).value());
  }
}
