package nas.result.statistics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;

/**
 * Scores beside the accuracies that they shall predict.
 *
 * <p>A resample is a weight for each architecture, how often it was drawn. Both sides are sorted
 * once, so that all figures of a resample take O(n log n), without sorting again (Knight 1966, DOI
 * 10.1080/01621459.1966.10480879, with a tree of sums in place of merging).
 */
public final class ScoreRanking {

  private static final int LEAST_TOP_FOR_CORRELATION = 10;
  private static final int SHORT_LIST = 64;
  private static final int RESAMPLES_A_TASK = 25;
  private static final List<RankFigure> FIGURES = List.of(RankFigure.values());

  /** Architectures are numbered by rising accuracy: index of each one's group of equals. */
  private final int[] accuracyGroup;

  private final int accuracyGroups;

  /** Architectures by rising score, equal scores by rising accuracy. */
  private final int[] byScore;

  /** Where each group of equal scores ends in {@link #byScore}. */
  private final int[] scoreGroupEnds;

  /**
   * Sorts scores and accuracies.
   *
   * @param scores the higher the better; infinities are allowed, NaN is not
   * @param accuracies one for each score, the higher the better, in any unit, not NaN
   */
  public ScoreRanking(double[] scores, double[] accuracies) {
    if (scores.length != accuracies.length) {
      throw new IllegalArgumentException(
          scores.length + " scores for " + accuracies.length + " accuracies");
    }
    int count = scores.length;
    int[] accuracyRanks = Ranks.dense(accuracies);
    int[] byAccuracy = Ranks.order(accuracyRanks);
    int[] scoreRanks = Ranks.dense(scores);
    accuracyGroup = new int[count];
    int[] scoreRank = new int[count];
    for (int i = 0; i < count; i++) {
      accuracyGroup[i] = accuracyRanks[byAccuracy[i]];
      scoreRank[i] = scoreRanks[byAccuracy[i]];
    }
    accuracyGroups = count == 0 ? 0 : accuracyGroup[count - 1] + 1;
    byScore = Ranks.order(scoreRank);
    int[] ends = new int[count];
    int groups = 0;
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || scoreRank[byScore[i + 1]] != scoreRank[byScore[i]]) {
        ends[groups++] = i + 1;
      }
    }
    scoreGroupEnds = Arrays.copyOf(ends, groups);
  }

  /** Returns the number of architectures. */
  public int count() {
    return accuracyGroup.length;
  }

  /** Returns the figures of the architectures as they are, without intervals. */
  public RankFigures figures() {
    return estimates(0, 0);
  }

  /**
   * Returns all figures with bootstrap intervals over the architectures.
   *
   * @param resamples how often to draw as many architectures as there are, with replacement
   * @param seed decides the draws; rankings of equally many architectures draw the same positions
   *     in the order of their accuracies
   */
  public RankFigures estimates(int resamples, long seed) {
    int figures = FIGURES.size();
    int[] once = new int[count()];
    Arrays.fill(once, 1);
    double[] values = new Counter().figures(once);
    double[][] drawn = new double[figures][resamples];
    long[] seeds = new SplittableRandom(seed).longs(resamples).toArray();
    IntStream.range(0, (resamples + RESAMPLES_A_TASK - 1) / RESAMPLES_A_TASK)
        .parallel()
        .forEach(
            task -> {
              Counter counter = new Counter();
              int[] weights = new int[count()];
              int end = Math.min(resamples, (task + 1) * RESAMPLES_A_TASK);
              for (int k = task * RESAMPLES_A_TASK; k < end; k++) {
                draw(weights, seeds[k]);
                double[] resampled = counter.figures(weights);
                for (int figure = 0; figure < figures; figure++) {
                  drawn[figure][k] = resampled[figure];
                }
              }
            });
    Map<RankFigure, Estimate> estimates = new EnumMap<>(RankFigure.class);
    for (int i = 0; i < figures; i++) {
      estimates.put(FIGURES.get(i), Estimate.of(values[i], drawn[i]));
    }
    return new RankFigures(estimates);
  }

  private static void draw(int[] weights, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Arrays.fill(weights, 0);
    for (int i = 0; i < weights.length; i++) {
      weights[random.nextInt(weights.length)]++;
    }
  }

  /** A top of a ranking: all groups above one, and a part of that one. */
  private record Top(int size, int group, double part) {
    double share(int of) {
      return of > group ? 1 : of == group ? part : 0;
    }
  }

  /** Counts one resample after the other, in the same memory. */
  private final class Counter {
    private final int[] groupWeights = new int[accuracyGroups];
    private final double[] groupRanks = new double[accuracyGroups];

    /** Sums of weights by accuracy group: a tree of Fenwick 1994, DOI 10.1002/spe.4380240306. */
    private final int[] tree = new int[accuracyGroups + 1];

    /**
     * Returns the figures in the order of {@link RankFigure}, NaN where undefined.
     *
     * @param weights how often each architecture is there; they sum to their number
     */
    double[] figures(int[] weights) {
      int total = weights.length;
      Arrays.fill(groupWeights, 0);
      for (int i = 0; i < total; i++) {
        groupWeights[accuracyGroup[i]] += weights[i];
      }
      double mean = (total + 1) / 2.0;
      double accuracySquares = 0;
      long tiedAccuracies = 0;
      int below = 0;
      for (int group = 0; group < accuracyGroups; group++) {
        int weight = groupWeights[group];
        groupRanks[group] = below + (weight + 1) / 2.0 - mean;
        accuracySquares += weight * groupRanks[group] * groupRanks[group];
        tiedAccuracies += pairs(weight);
        below += weight;
      }
      Top tenth = top(Math.max(1, total / 10));
      Top twentieth = top(Math.max(1, total / 20));
      int inTenth = 0;
      for (int group = tenth.group(); group < accuracyGroups; group++) {
        inTenth += groupWeights[group];
      }
      double tenthShift = (total - inTenth) / 2.0;
      double tenthMean = (inTenth + 1) / 2.0;
      double tenthSquares = 0;
      for (int group = tenth.group(); group < accuracyGroups; group++) {
        double rank = groupRanks[group] - tenthShift;
        tenthSquares += groupWeights[group] * rank * rank;
      }

      Arrays.fill(tree, 0);
      double product = 0;
      double scoreSquares = 0;
      double tenthProduct = 0;
      double tenthScoreSquares = 0;
      long concordant = 0;
      long tiedScores = 0;
      long tiedBoth = 0;
      int lower = 0;
      int lowerInTenth = 0;
      int start = 0;
      for (int end : scoreGroupEnds) {
        int weight = 0;
        int weightInTenth = 0;
        double ranks = 0;
        double tenthRanks = 0;
        int run = 0;
        int runGroup = -1;
        for (int k = start; k < end; k++) {
          int w = weights[byScore[k]];
          if (w == 0) {
            continue;
          }
          int group = accuracyGroup[byScore[k]];
          weight += w;
          ranks += w * groupRanks[group];
          concordant += (long) w * sumBelow(group);
          if (group != runGroup) {
            tiedBoth += pairs(run);
            run = 0;
            runGroup = group;
          }
          run += w;
          if (group >= tenth.group()) {
            weightInTenth += w;
            tenthRanks += w * (groupRanks[group] - tenthShift);
          }
        }
        tiedBoth += pairs(run);
        for (int k = start; k < end; k++) {
          int w = weights[byScore[k]];
          if (w != 0) {
            add(accuracyGroup[byScore[k]], w);
          }
        }
        double rank = lower + (weight + 1) / 2.0 - mean;
        product += rank * ranks;
        scoreSquares += weight * rank * rank;
        tiedScores += pairs(weight);
        double rankInTenth = lowerInTenth + (weightInTenth + 1) / 2.0 - tenthMean;
        tenthProduct += rankInTenth * tenthRanks;
        tenthScoreSquares += weightInTenth * rankInTenth * rankInTenth;
        lower += weight;
        lowerInTenth += weightInTenth;
        start = end;
      }

      long all = pairs(total);
      long ordered = all - tiedAccuracies;
      long discordant = ordered - (tiedScores - tiedBoth) - concordant;
      double halfRight = concordant + 0.5 * (tiedScores - tiedBoth);
      return new double[] {
        Ranks.correlation(product, scoreSquares, accuracySquares),
        Ranks.correlation(
            (double) concordant - discordant, (double) all - tiedScores, (double) ordered),
        ordered == 0 ? Double.NaN : halfRight / ordered,
        total == 0 ? Double.NaN : common(weights, tenth.size(), tenth) / tenth.size(),
        tenth.size() < LEAST_TOP_FOR_CORRELATION
            ? Double.NaN
            : Ranks.correlation(tenthProduct, tenthScoreSquares, tenthSquares),
        total <= SHORT_LIST ? Double.NaN : common(weights, SHORT_LIST, twentieth)
      };
    }

    private static long pairs(long count) {
      return count * (count - 1) / 2;
    }

    private Top top(int size) {
      int above = 0;
      for (int group = accuracyGroups - 1; group >= 0; group--) {
        int weight = groupWeights[group];
        if (above + weight >= size) {
          return new Top(size, group, (double) (size - above) / weight);
        }
        above += weight;
      }
      return new Top(size, 0, 1);
    }

    /** Returns how many of the best scores are in a top of the accuracies. */
    private double common(int[] weights, int best, Top top) {
      double common = 0;
      int left = best;
      for (int g = scoreGroupEnds.length - 1; g >= 0 && left > 0; g--) {
        int weight = 0;
        double inTop = 0;
        for (int k = g == 0 ? 0 : scoreGroupEnds[g - 1]; k < scoreGroupEnds[g]; k++) {
          int w = weights[byScore[k]];
          weight += w;
          inTop += w * top.share(accuracyGroup[byScore[k]]);
        }
        common += weight <= left ? inTop : inTop * left / weight;
        left -= weight;
      }
      return common;
    }

    private int sumBelow(int group) {
      int sum = 0;
      for (int at = group; at > 0; at &= at - 1) {
        sum += tree[at];
      }
      return sum;
    }

    private void add(int group, int weight) {
      for (int at = group + 1; at < tree.length; at += at & -at) {
        tree[at] += weight;
      }
    }
  }
}
