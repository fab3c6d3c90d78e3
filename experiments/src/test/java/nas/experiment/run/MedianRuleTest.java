package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Curve;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.MedianStopping;
import nas.evaluator.Slice;
import nas.experiment.run.MedianRule.Verdict;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Test;

class MedianRuleTest {

  private static final Optional<Fidelity> FULL = Optional.empty();

  private static TrialRecord trial(
      int trial, Optional<Fidelity> fidelity, OptionalInt duplicateOf, double... curve) {
    SortedMap<String, Double> measurements = new TreeMap<>();
    measurements.put("train-loss", 1e9);
    SortedMap<Integer, Double> byEpoch = new TreeMap<>();
    for (int epoch = 0; epoch < curve.length; epoch++) {
      byEpoch.put(epoch + 1, curve[epoch]);
    }
    return new TrialRecord(
        trial,
        "a" + trial,
        "a" + trial,
        duplicateOf,
        fidelity,
        new Result.Trained(
            Objective.ACCURACY,
            50,
            OptionalDouble.of(50),
            OptionalDouble.empty(),
            new Curve(byEpoch),
            measurements),
        new TrialRecord.Wall(Instant.EPOCH, 0));
  }

  private static Curve best(double value) {
    return new Curve(new TreeMap<>(Map.of(1, value)));
  }

  private static TrialRecord trial(int trial, double... curve) {
    return trial(trial, FULL, OptionalInt.empty(), curve);
  }

  /**
   * Means up to epoch 2: 15, 30, 45 and, of one that ended after an epoch, 20: the median is 25.
   */
  @Test
  void endsBelowTheMedianOfTheMeans() {
    MedianRule rule = new MedianRule(new MedianStopping(2, 4, 1));
    rule.add(List.of(trial(0, 10, 20, 99), trial(1, 30, 30), trial(2, 40, 50, 99)));
    assertEquals(
        Verdict.GO_ON, rule.verdict(3, FULL, 2, best(1)), "only three networks to compare with");
    rule.add(List.of(trial(3, 20)));
    assertEquals(Verdict.END, rule.verdict(4, FULL, 2, best(24.9)));
    assertEquals(Verdict.GO_ON, rule.verdict(4, FULL, 2, best(25)), "not below");
    assertEquals(Verdict.GO_ON, rule.verdict(4, FULL, 1, best(1)), "too early");
    assertEquals(
        Verdict.END,
        rule.verdict(4, FULL, 3, best(31)),
        "means 43, 30, 63 and 20: the median is 36.5");
  }

  @Test
  void comparesOnlyWithEarlierTrainingsOfTheSameFidelity() {
    MedianRule rule = new MedianRule(new MedianStopping(1, 1, 2));
    Optional<Fidelity> low = Optional.of(new Fidelity("low", 0.5));
    rule.add(
        List.of(
            trial(0, low, OptionalInt.empty(), 90),
            trial(1, FULL, OptionalInt.of(0), 90),
            trial(2, 40),
            trial(3, 90)));
    assertEquals(Verdict.END, rule.verdict(4, FULL, 1, best(39)));
    assertEquals(Verdict.GO_ON, rule.verdict(4, FULL, 1, best(41)), "trial 3 is too near to 4");
    assertEquals(Verdict.END, rule.verdict(5, FULL, 1, best(41)));
    assertEquals(Verdict.END, rule.verdict(4, low, 1, best(41)));
    assertEquals(
        Verdict.GO_ON, rule.verdict(0, FULL, 1, best(0)), "the first have none to compare with");
  }

  @Test
  void decidesNothingBeforeTheTrialsItIsComparedWithHaveSettled() {
    MedianRule rule = new MedianRule(new MedianStopping(2, 1, 2));
    rule.add(List.of(trial(0, 5)));
    assertEquals(Verdict.UNDECIDED, rule.verdict(3, FULL, 2, best(10)));
    assertEquals(Verdict.GO_ON, rule.verdict(3, FULL, 1, best(10)), "too early in any case");
    rule.add(List.of(trial(1, 50)));
    assertEquals(Verdict.END, rule.verdict(3, FULL, 2, best(10)));
  }

  @Test
  void whatHasTooFewToCompareWithIsTrainedInOneSlice() {
    MedianRule rule = new MedianRule(new MedianStopping(2, 3, 4));
    assertEquals(Slice.END, rule.firstDecision(0));
    assertEquals(Slice.END, rule.firstDecision(5), "compared with trials 0 and 1");
    assertEquals(2, rule.firstDecision(6));
  }
}
