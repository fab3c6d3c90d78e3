package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import nas.core.trial.Objective;
import nas.result.journal.TrialRecord;

/**
 * How a strategy differs from a baseline in the test value of its incumbents at one cost, and
 * whether that may be chance.
 *
 * @param trainedModels cost per repetition; empty: at the end
 * @param baseline test values of the baseline, one for each repetition with an incumbent
 * @param strategy those of the strategy
 * @param difference mean of the strategy less mean of the baseline
 * @param interval 95 % percentile-bootstrap interval of the difference (Efron 1979, DOI
 *     10.1214/aos/1176344552); empty if one of both has a single repetition
 * @param test Wilcoxon's signed-rank test if repetitions are paired, else the test of Mann and
 *     Whitney; empty if one of both has a single repetition, which tells nothing about chance
 * @param pValueHolm p-value corrected for all strategies and costs compared; empty without a test
 * @param probabilityOfBetter probability that a repetition of the strategy is better than one of
 *     the baseline, equal ones counted half: A12 of Vargha and Delaney
 * @param rankBiserial effect size that belongs to the test, in [-1, 1], positive where the strategy
 *     is better: of the pairs, or 2 A12 - 1
 */
public record Significance(
    OptionalInt trainedModels,
    Sample baseline,
    Sample strategy,
    double difference,
    Optional<Estimate.Interval> interval,
    Optional<RankTest> test,
    OptionalDouble pValueHolm,
    double probabilityOfBetter,
    double rankBiserial) {

  /** How often the bootstrap draws. */
  public static final int RESAMPLES = 1000;

  /**
   * Compares a strategy with a baseline; empty if one of them has no incumbent at that cost.
   *
   * @param baseline trials of each repetition
   * @param strategy trials of each repetition
   * @param by what makes a network the incumbent of a search
   * @param trainedModels cost per repetition at which to compare; empty: at the end
   * @param paired whether equal indices of repetitions belong together, as with equal seeds; where
   *     a repetition of only one side has an incumbent, they are not taken as pairs
   * @param seed decides the resamples
   */
  public static Optional<Significance> of(
      List<List<TrialRecord>> baseline,
      List<List<TrialRecord>> strategy,
      Incumbent by,
      OptionalInt trainedModels,
      boolean paired,
      long seed) {
    List<OptionalDouble> base = values(baseline, by, trainedModels);
    List<OptionalDouble> own = values(strategy, by, trainedModels);
    double[] first = present(own);
    double[] second = present(base);
    if (first.length == 0 || second.length == 0) {
      return Optional.empty();
    }
    boolean together = paired && indices(base).equals(indices(own));
    Optional<RankTest> test =
        Math.min(first.length, second.length) < 2
            ? Optional.empty()
            : Optional.of(
                together ? RankTest.signedRank(first, second) : RankTest.rankSum(first, second));
    Sample baseSample = new Sample(second);
    Sample ownSample = new Sample(first);
    double[] firstRewards = rewards(strategy, first);
    double[] secondRewards = rewards(baseline, second);
    double better = RankTest.probabilityOfGreater(firstRewards, secondRewards);
    return Optional.of(
        new Significance(
            trainedModels,
            baseSample,
            ownSample,
            ownSample.mean() - baseSample.mean(),
            interval(second, first, together, seed),
            test,
            test.map(RankTest::pValue).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            better,
            together ? RankTest.rankBiserial(firstRewards, secondRewards) : 2 * better - 1));
  }

  /** Returns the same comparisons, the p-value of each test corrected for all of them. */
  public static List<Significance> corrected(List<Significance> comparisons) {
    double[] corrected =
        RankTest.holm(
            comparisons.stream()
                .flatMap(one -> one.test().stream())
                .mapToDouble(RankTest::pValue)
                .toArray());
    List<Significance> all = new ArrayList<>();
    int next = 0;
    for (Significance one : comparisons) {
      all.add(
          new Significance(
              one.trainedModels,
              one.baseline,
              one.strategy,
              one.difference,
              one.interval,
              one.test,
              one.test.isPresent() ? OptionalDouble.of(corrected[next++]) : OptionalDouble.empty(),
              one.probabilityOfBetter,
              one.rankBiserial));
    }
    return List.copyOf(all);
  }

  private static List<OptionalDouble> values(
      List<List<TrialRecord>> repetitions, Incumbent by, OptionalInt trainedModels) {
    return repetitions.stream()
        .map(trials -> StepCurve.of(trials, Cost.TRAINED_MODELS, by))
        .map(
            curve ->
                curve.testAt(
                    trainedModels.isPresent() ? trainedModels.getAsInt() : curve.totalCost()))
        .toList();
  }

  private static double[] rewards(List<List<TrialRecord>> repetitions, double[] values) {
    Objective objective = StepCurve.objective(repetitions).orElse(Objective.ACCURACY);
    return Arrays.stream(values).map(objective::reward).toArray();
  }

  private static double[] present(List<OptionalDouble> values) {
    return values.stream().flatMapToDouble(OptionalDouble::stream).toArray();
  }

  private static List<Integer> indices(List<OptionalDouble> values) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isPresent()) {
        indices.add(i);
      }
    }
    return indices;
  }

  private static Optional<Estimate.Interval> interval(
      double[] baseline, double[] strategy, boolean together, long seed) {
    if (baseline.length < 2 || strategy.length < 2) {
      return Optional.empty();
    }
    long[] seeds = new SplittableRandom(seed).longs(2).toArray();
    int[][] base = Sample.resamples(baseline.length, RESAMPLES, seeds[0]);
    int[][] own = together ? base : Sample.resamples(strategy.length, RESAMPLES, seeds[1]);
    double[] differences = new double[RESAMPLES];
    for (int k = 0; k < RESAMPLES; k++) {
      differences[k] = mean(strategy, own[k]) - mean(baseline, base[k]);
    }
    Arrays.sort(differences);
    return Optional.of(
        new Estimate.Interval(
            Sample.quantile(differences, 0.025), Sample.quantile(differences, 0.975)));
  }

  private static double mean(double[] values, int[] drawn) {
    double sum = 0;
    for (int index : drawn) {
      sum += values[index];
    }
    return sum / drawn.length;
  }
}
