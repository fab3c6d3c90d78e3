package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;

/**
 * Trains the networks with the best scores, of all and of random pools, and looks what they reach.
 *
 * <p>Equal scores count as ranked at random. An interval comes from resamples of the architectures;
 * in each of them a tenth as many pools are drawn, so that it is a little too wide.
 */
public final class Picking {

  /** How many of the best scores nDCG looks at, as the authors do on NAS-Bench-201. */
  public static final int GAIN_AT = 1000;

  private static final int POOLS_PER_RESAMPLED = 10;
  private static final int RESAMPLES_A_TASK = 25;
  private static final int MOST = PickFigures.FIRST.get(PickFigures.FIRST.size() - 1);
  private static final int FIGURES = 1 + 2 * PickFigures.FIRST.size();

  /**
   * Random parts of the architectures.
   *
   * @param wanted architectures in each; empty: half of them, but not more than 400
   * @param count how many pools, at least 1
   */
  public record Pools(Optional<Integer> wanted, int count) {

    /** What is drawn where nothing is said. */
    public static final Pools USUAL = new Pools(Optional.empty(), 200);

    private static final int USUAL_SIZE = 400;

    /** Returns the size of each, at most all architectures. */
    public int size(int architectures) {
      return Math.min(
          architectures, wanted.orElse(Math.max(1, Math.min(USUAL_SIZE, architectures / 2))));
    }

    int resampled() {
      return Math.max(1, count / POOLS_PER_RESAMPLED);
    }
  }

  private final Pools pools;

  /** Architectures are numbered by rising accuracy. */
  private final double[] accuracies;

  private final int[] accuracyRanks;
  private final int[] scoreRanks;
  private final int[] byAccuracy;
  private final int[] byScore;

  /** NaN where accuracies are no percentages. */
  private final double[] gains;

  /** For each number of places the sum of their discounts. */
  private final double[] discounts;

  /**
   * Sorts scores and accuracies.
   *
   * @param scores the higher the better; infinities are allowed, NaN is not
   * @param accuracies one for each score, the higher the better, in any unit, not NaN
   */
  public Picking(double[] scores, double[] accuracies, Pools pools) {
    this.pools = pools;
    int[] order = Ranks.order(Ranks.dense(accuracies));
    this.accuracies = IntStream.of(order).mapToDouble(i -> accuracies[i]).toArray();
    accuracyRanks = Ranks.dense(this.accuracies);
    byAccuracy = Ranks.order(accuracyRanks);
    scoreRanks = Ranks.dense(IntStream.of(order).mapToDouble(i -> scores[i]).toArray());
    byScore = Ranks.order(scoreRanks);
    gains = gains(this.accuracies);
    discounts = new double[1 + Math.min(GAIN_AT, order.length)];
    for (int place = 1; place < discounts.length; place++) {
      discounts[place] = discounts[place - 1] + StrictMath.log(2) / StrictMath.log(1.0 + place);
    }
  }

  /** Returns whether accuracies are shares of 1; those within 0 and 100 else are percentages. */
  public static boolean areShares(double[] accuracies) {
    return Arrays.stream(accuracies).allMatch(accuracy -> accuracy >= 0 && accuracy <= 1);
  }

  private static double[] gains(double[] accuracies) {
    double scale = areShares(accuracies) ? 100 : 1;
    boolean percentages =
        Arrays.stream(accuracies).allMatch(accuracy -> accuracy >= 0 && scale * accuracy <= 100);
    return Arrays.stream(accuracies)
        .map(accuracy -> percentages ? StrictMath.pow(2, scale * accuracy) - 1 : Double.NaN)
        .toArray();
  }

  /**
   * Returns all figures, undefined ones where there are no architectures.
   *
   * @param resamples how often to draw as many architectures as there are, with replacement
   * @param seed decides all draws; equally many architectures draw the same positions in the order
   *     of their accuracies
   */
  public PickFigures estimates(int resamples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] all = IntStream.range(0, accuracies.length).toArray();
    double[] values = figures(all, pools.count(), random.split());
    double[][] drawn = new double[FIGURES][resamples];
    long[] seeds = random.longs(resamples).toArray();
    IntStream.range(0, (resamples + RESAMPLES_A_TASK - 1) / RESAMPLES_A_TASK)
        .parallel()
        .forEach(
            task -> {
              int end = Math.min(resamples, (task + 1) * RESAMPLES_A_TASK);
              for (int k = task * RESAMPLES_A_TASK; k < end; k++) {
                double[] figures = resampled(new SplittableRandom(seeds[k]));
                for (int figure = 0; figure < FIGURES; figure++) {
                  drawn[figure][k] = figures[figure];
                }
              }
            });
    return figures(values, drawn);
  }

  private double[] resampled(SplittableRandom random) {
    int[] rows = new int[accuracies.length];
    Arrays.setAll(rows, row -> random.nextInt(rows.length));
    return figures(rows, pools.resampled(), random);
  }

  private static PickFigures figures(double[] values, double[][] drawn) {
    List<PickFigures.Pick> picks = new ArrayList<>();
    int figure = 1;
    for (int first : PickFigures.FIRST) {
      picks.add(
          new PickFigures.Pick(
              first,
              Estimate.of(values[figure], drawn[figure]),
              Estimate.of(values[figure + 1], drawn[figure + 1])));
      figure += 2;
    }
    return new PickFigures(Estimate.of(values[0], drawn[0]), picks);
  }

  /** Returns the gain, then regret and accuracy of each number of first ones; reorders the rows. */
  private double[] figures(int[] rows, int count, SplittableRandom random) {
    double[] figures = new double[FIGURES];
    if (rows.length == 0) {
      Arrays.fill(figures, Double.NaN);
      return figures;
    }
    int[] weights = new int[accuracies.length];
    IntStream.of(rows).forEach(row -> weights[row]++);
    figures[0] = gain(scoreRanks, byScore, weights) / gain(accuracyRanks, byAccuracy, weights);
    for (int pool = 0; pool < count; pool++) {
      pick(rows, random, figures);
    }
    for (int figure = 1; figure < FIGURES; figure++) {
      figures[figure] /= count;
    }
    return figures;
  }

  /**
   * Returns the discounted gain of the best by a ranking, each of equal ones at the mean place.
   *
   * @param order rows by rising rank
   * @param weights how often each row is there
   */
  private double gain(int[] ranks, int[] order, int[] weights) {
    double sum = 0;
    int place = 0;
    for (int end = order.length, start; end > 0 && place + 1 < discounts.length; end = start) {
      start = end;
      int weight = 0;
      double gain = 0;
      while (start > 0 && ranks[order[start - 1]] == ranks[order[end - 1]]) {
        int row = order[--start];
        weight += weights[row];
        gain += weights[row] * gains[row];
      }
      if (weight > 0) {
        int last = Math.min(place + weight, discounts.length - 1);
        sum += gain / weight * (discounts[last] - discounts[place]);
        place = last;
      }
    }
    return sum;
  }

  /** Draws a pool, and adds what the first of it reach. */
  private void pick(int[] rows, SplittableRandom random, double[] sums) {
    int[] first = new int[MOST];
    int kept = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    int size = pools.size(rows.length);
    for (int drawn = 0; drawn < size; drawn++) {
      int other = drawn + random.nextInt(rows.length - drawn);
      int row = rows[other];
      rows[other] = rows[drawn];
      rows[drawn] = row;
      greatest = Math.max(greatest, accuracies[row]);
      if (kept < MOST || scoreRanks[row] > scoreRanks[first[MOST - 1]]) {
        kept = Math.min(kept + 1, MOST);
        insert(row, first, kept - 1);
      }
    }
    int figure = 1;
    for (int number : PickFigures.FIRST) {
      double best =
          Arrays.stream(first, 0, Math.min(number, kept))
              .mapToDouble(row -> accuracies[row])
              .max()
              .orElseThrow();
      sums[figure++] += greatest - best;
      sums[figure++] += best;
    }
  }

  /** Inserts a row into those before a place, best first, behind its equals drawn before it. */
  private void insert(int row, int[] first, int last) {
    int place = last;
    while (place > 0 && scoreRanks[first[place - 1]] < scoreRanks[row]) {
      first[place] = first[place - 1];
      place--;
    }
    first[place] = row;
  }
}
