package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nas.core.trial.Curve;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.evaluator.MedianStopping;
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
            50, OptionalDouble.of(50), OptionalDouble.empty(), new Curve(byEpoch), measurements),
        new TrialRecord.Wall(Instant.EPOCH, 0));
  }

  private static TrialRecord trial(int trial, double... curve) {
    return trial(trial, FULL, OptionalInt.empty(), curve);
  }

  /**
   * Means up to epoch 2: 15, 30, 45 and, of one that ended after an epoch, 20: the median is 25.
   */
  @Test
  void endsBelowTheMedianOfTheMeans() throws InterruptedException {
    MedianRule rule = new MedianRule(new MedianStopping(2, 4, 1));
    rule.add(List.of(trial(0, 10, 20, 99), trial(1, 30, 30), trial(2, 40, 50, 99)));
    assertFalse(rule.ends(3, FULL, 2, 1), "only three networks to compare with");
    rule.add(List.of(trial(3, 20)));
    assertTrue(rule.ends(4, FULL, 2, 24.9));
    assertFalse(rule.ends(4, FULL, 2, 25), "not below");
    assertFalse(rule.ends(4, FULL, 1, 1), "too early");
    assertTrue(rule.ends(4, FULL, 3, 31), "means 43, 30, 63 and 20: the median is 36.5");
  }

  @Test
  void comparesOnlyWithEarlierTrainingsOfTheSameFidelity() throws InterruptedException {
    MedianRule rule = new MedianRule(new MedianStopping(1, 1, 2));
    Optional<Fidelity> low = Optional.of(new Fidelity("low", 0.5));
    rule.add(
        List.of(
            trial(0, low, OptionalInt.empty(), 90),
            trial(1, FULL, OptionalInt.of(0), 90),
            trial(2, 40),
            trial(3, 90)));
    assertTrue(rule.ends(4, FULL, 1, 39));
    assertFalse(rule.ends(4, FULL, 1, 41), "trial 3 is too near to 4");
    assertTrue(rule.ends(5, FULL, 1, 41));
    assertTrue(rule.ends(4, low, 1, 41));
    assertFalse(rule.ends(0, FULL, 1, 0), "the first have none to compare with");
  }

  @Test
  void waitsForTheTrialsItIsComparedWith() throws Exception {
    MedianRule rule = new MedianRule(new MedianStopping(1, 1, 2));
    CompletableFuture<Boolean> ends =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return rule.ends(3, FULL, 1, 10);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    rule.add(List.of(trial(0, 5)));
    assertFalse(ends.isDone());
    rule.add(List.of(trial(1, 50)));
    assertEquals(true, ends.get(1, TimeUnit.MINUTES));
  }
}
