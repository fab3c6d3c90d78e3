package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nas.result.journal.TrialRecord;

/**
 * How much less a strategy needs than a baseline to reach a test value: what the baseline needs
 * over what the strategy needs. Above 1 the strategy is faster.
 *
 * <p>The main figure is about the mean anytime curves, as papers plot them: a curve needs the first
 * cost per repetition at which the mean test value of the incumbents reaches the target. The test
 * value decides nothing in a search, so the curve may be worse than the target later; only the
 * first time counts. Where the baseline never reaches the target, what is known is that the speedup
 * is at least what it spent over what the strategy needs; where the strategy never does, that it is
 * at most what the baseline needs over what the strategy spent.
 *
 * <p>The figure of the medians is the same about the medians over the repetitions of what each
 * needs; a repetition that never reaches the target needs infinitely much.
 *
 * <p>Intervals are 95 % percentile-bootstrap intervals (Efron 1979, DOI 10.1214/aos/1176344552)
 * over the repetitions of both; paired repetitions are drawn together. A target that is the final
 * mean of the baseline is that of the resample. A resample of which only bounds are known counts by
 * its lower bound for the lower end and by its upper bound for the upper end, so that the interval
 * stays open where the searches ended too early to close it.
 *
 * @param target what was to be reached
 * @param targetValue the same as a test value
 * @param cost what is counted
 * @param baseline what the baseline needs
 * @param strategy what the strategy needs
 * @param ofMeans the main figure
 * @param ofMeansInterval its interval; empty if one of both has a single repetition
 * @param ofMedians the figure of the medians
 * @param ofMediansInterval its interval
 */
public record Speedup(
    Target target,
    double targetValue,
    Cost cost,
    Need baseline,
    Need strategy,
    Bounds ofMeans,
    Optional<Bounds> ofMeansInterval,
    Bounds ofMedians,
    Optional<Bounds> ofMediansInterval) {

  /** How often the bootstrap draws. */
  public static final int RESAMPLES = 1000;

  /**
   * What a strategy needs to reach the target.
   *
   * @param repetitions repetitions with at least one trial
   * @param byMean first cost at which the mean curve reaches it
   * @param median median over the repetitions
   * @param neverShare share of the repetitions that never reach it, in [0, 1]
   */
  public record Need(int repetitions, Bounds byMean, Bounds median, double neverShare) {}

  /**
   * Returns the speedup for each target; none if baseline or strategy has trained no network, or
   * has fewer than two repetitions, which tell nothing about chance.
   *
   * @param baseline trials of each repetition; those without a trial are left out
   * @param strategy trials of each repetition
   * @param by what makes a network the incumbent of a search
   * @param paired whether equal indices of repetitions belong together, as with equal seeds
   * @param seed decides the resamples
   */
  public static List<Speedup> of(
      List<List<TrialRecord>> baseline,
      List<List<TrialRecord>> strategy,
      Cost cost,
      Incumbent by,
      List<Target> targets,
      boolean paired,
      long seed) {
    if (begun(baseline).size() < 2 || begun(strategy).size() < 2) {
      return List.of();
    }
    boolean together = paired && begun(baseline).equals(begun(strategy));
    return of(
        curves(baseline, cost, by),
        curves(strategy, cost, by),
        cost,
        targets,
        together,
        RESAMPLES,
        seed);
  }

  private static List<Integer> begun(List<List<TrialRecord>> repetitions) {
    List<Integer> begun = new ArrayList<>();
    for (int i = 0; i < repetitions.size(); i++) {
      if (!repetitions.get(i).isEmpty()) {
        begun.add(i);
      }
    }
    return begun;
  }

  private static List<StepCurve> curves(
      List<List<TrialRecord>> repetitions, Cost cost, Incumbent by) {
    return repetitions.stream()
        .filter(trials -> !trials.isEmpty())
        .map(trials -> StepCurve.of(trials, cost, by))
        .toList();
  }

  /** The same for curves, one for each repetition. */
  static List<Speedup> of(
      List<StepCurve> baseline,
      List<StepCurve> strategy,
      Cost cost,
      List<Target> targets,
      boolean paired,
      int resamples,
      long seed) {
    boolean trained =
        Stream.of(baseline, strategy)
            .allMatch(curves -> curves.stream().anyMatch(curve -> !curve.steps().isEmpty()));
    if (!trained) {
      return List.of();
    }
    Reaching base = new Reaching(baseline);
    Reaching own = new Reaching(strategy);
    int drawn = baseline.size() > 1 && strategy.size() > 1 ? resamples : 0;
    long[] seeds = new SplittableRandom(seed).longs(2).toArray();
    int[][] baseWeights = weights(baseline.size(), drawn, seeds[0]);
    int[][] ownWeights = paired ? baseWeights : weights(strategy.size(), drawn, seeds[1]);
    return targets.stream()
        .map(target -> new Race(base, own, target).speedup(cost, baseWeights, ownWeights))
        .toList();
  }

  private static int[][] weights(int count, int resamples, long seed) {
    int[][] weights = new int[resamples][count];
    int[][] drawn = Sample.resamples(count, resamples, seed);
    for (int k = 0; k < resamples; k++) {
      for (int index : drawn[k]) {
        weights[k][index]++;
      }
    }
    return weights;
  }

  /** Baseline against strategy for one target. */
  private record Race(Reaching base, Reaching own, Target target) {

    private double targetValue(int[] baseWeights) {
      return target instanceof Target.Value stated ? stated.value() : base.finalMean(baseWeights);
    }

    Speedup speedup(Cost cost, int[][] baseWeights, int[][] ownWeights) {
      int[] baseOnce = base.once();
      int[] ownOnce = own.once();
      double value = targetValue(baseOnce);
      Need baseline = need(base, baseOnce, value);
      Need strategy = need(own, ownOnce, value);
      List<Bounds> means = new ArrayList<>();
      List<Bounds> medians = new ArrayList<>();
      for (int k = 0; k < baseWeights.length; k++) {
        double resampled = targetValue(baseWeights[k]);
        // Without a single trained network the baseline has no final mean.
        if (Double.isNaN(resampled)) {
          means.add(Bounds.atLeast(0));
          medians.add(Bounds.atLeast(0));
          continue;
        }
        means.add(
            base.ofMean(baseWeights[k], resampled).over(own.ofMean(ownWeights[k], resampled)));
        medians.add(
            Reaching.median(base.ofEach(resampled), baseWeights[k])
                .over(Reaching.median(own.ofEach(resampled), ownWeights[k])));
      }
      return new Speedup(
          target,
          value,
          cost,
          baseline,
          strategy,
          baseline.byMean().over(strategy.byMean()),
          interval(means),
          baseline.median().over(strategy.median()),
          interval(medians));
    }

    private static Need need(Reaching reaching, int[] once, double value) {
      List<Bounds> each = reaching.ofEach(value);
      long never = each.stream().filter(bounds -> !bounds.isExact()).count();
      return new Need(
          reaching.repetitions(),
          reaching.ofMean(once, value),
          Reaching.median(each, once),
          (double) never / reaching.repetitions());
    }

    private static Optional<Bounds> interval(List<Bounds> resampled) {
      if (resampled.isEmpty()) {
        return Optional.empty();
      }
      double[] lower = resampled.stream().mapToDouble(Bounds::lower).toArray();
      double[] upper = resampled.stream().mapToDouble(Bounds::upper).toArray();
      Arrays.sort(lower);
      Arrays.sort(upper);
      return Optional.of(new Bounds(Sample.quantile(lower, 0.025), Sample.quantile(upper, 0.975)));
    }
  }
}
