package nas.result.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;

/** Made-up trials for tests. */
public final class Trials {

  private static final Instant START = Instant.parse("2026-11-01T12:00:00.123Z");

  private Trials() {}

  /** Returns a network that was trained. */
  public static TrialRecord trained(int trial, double validation, double test, double seconds) {
    TreeMap<String, Double> measurements = new TreeMap<>();
    measurements.put("macs", 1.5e7 + trial);
    measurements.put("parameters", 100_000.0 + trial);
    return new TrialRecord(
        trial,
        "|nor_conv_3x3~0|+|skip_connect~0|none~1|#" + trial,
        "id" + trial,
        OptionalInt.empty(),
        new Result.Trained(validation, test, OptionalDouble.of(seconds), measurements),
        new TrialRecord.Wall(START.plusSeconds(trial), 0.25));
  }

  /** Returns the same trial at a lower fidelity. */
  public static TrialRecord reduced(TrialRecord trial, double cost) {
    return new TrialRecord(
        trial.trial(),
        trial.architecture(),
        trial.canonicalId(),
        trial.duplicateOf(),
        Optional.of(new Fidelity("cost " + cost, cost)),
        trial.result(),
        trial.wall());
  }

  /** Returns a network whose training failed. */
  public static TrialRecord failed(int trial, double seconds) {
    return new TrialRecord(
        trial,
        "|none~0|#" + trial,
        "id" + trial,
        OptionalInt.empty(),
        new Result.Failed(
            FailureKind.NON_FINITE_LOSS,
            "the loss became NaN in epoch 2",
            OptionalDouble.of(seconds)),
        new TrialRecord.Wall(START.plusSeconds(trial), 0.5));
  }

  /** Returns a trial that was skipped. */
  public static TrialRecord skipped(int trial) {
    return new TrialRecord(
        trial,
        "|none~0|#" + trial,
        "id" + trial,
        OptionalInt.empty(),
        new Result.Skipped("the table has no row for it"),
        new TrialRecord.Wall(START.plusSeconds(trial), 0));
  }

  /** Returns a trial that took over the result of an earlier one. */
  public static TrialRecord duplicate(int trial, TrialRecord of) {
    return new TrialRecord(
        trial,
        of.architecture(),
        of.canonicalId(),
        OptionalInt.of(of.trial()),
        of.result(),
        new TrialRecord.Wall(START.plusSeconds(trial), 0));
  }

  /** Returns a search with all kinds of trials. */
  public static List<TrialRecord> search(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TrialRecord> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(8);
      if (kind == 0) {
        trials.add(failed(i, random.nextDouble(100)));
      } else if (kind == 1 && i > 0) {
        trials.add(duplicate(i, trials.get(random.nextInt(i))));
      } else {
        trials.add(
            trained(i, random.nextDouble(100), random.nextDouble(100), random.nextDouble(1000)));
      }
    }
    return trials;
  }
}
