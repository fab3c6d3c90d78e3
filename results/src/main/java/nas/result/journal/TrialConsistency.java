package nas.result.journal;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import nas.core.trial.Result;
import org.jspecify.annotations.Nullable;

/** The rules that a trial must obey to stand in a journal, the same for writing and reading. */
final class TrialConsistency {

  private TrialConsistency() {}

  /** Returns why the trial cannot follow the earlier ones of its search, or null if it can. */
  static @Nullable String problem(TrialRecord trial, List<TrialRecord> earlier) {
    if (trial.trial() != earlier.size()) {
      return "trial " + trial.trial() + " stands where trial " + earlier.size() + " is due";
    }
    String problem = resultProblem(trial.result());
    if (problem == null && trial.fidelity().isPresent() && trial.fidelity().get().cost() == 1) {
      problem = "cost (1.0) of a fidelity is not between 0 and 1";
    }
    if (problem == null) {
      problem = seconds("wall seconds", OptionalDouble.of(trial.wall().seconds()));
    }
    return problem == null ? duplicateProblem(trial, earlier) : problem;
  }

  private static @Nullable String resultProblem(Result result) {
    String problem = seconds("simulated-train-seconds", result.simulatedTrainSeconds());
    if (problem != null || !(result instanceof Result.Trained trained)) {
      return problem;
    }
    for (Map.Entry<String, Double> measurement : trained.measurements().entrySet()) {
      if (problem == null && !Double.isFinite(measurement.getValue())) {
        problem =
            "measurement " + measurement.getKey() + " (" + measurement.getValue() + ") not finite";
      }
    }
    return problem;
  }

  private static @Nullable String duplicateProblem(TrialRecord trial, List<TrialRecord> earlier) {
    OptionalInt of = trial.duplicateOf();
    if (of.isEmpty()) {
      return null;
    }
    if (of.getAsInt() < 0 || of.getAsInt() >= earlier.size()) {
      return "duplicate-of (" + of.getAsInt() + ") is not an earlier trial";
    }
    TrialRecord original = earlier.get(of.getAsInt());
    if (!original.canonicalId().equals(trial.canonicalId())) {
      return "duplicate-of (" + of.getAsInt() + ") names a trial of another canonical id";
    }
    if (!original.fidelity().equals(trial.fidelity())) {
      return "duplicate-of (" + of.getAsInt() + ") names a trial of another fidelity";
    }
    if (!original.result().equals(trial.result())) {
      return "the result differs from that of the trial it duplicates (" + of.getAsInt() + ")";
    }
    return null;
  }

  private static @Nullable String seconds(String name, OptionalDouble value) {
    return value.isEmpty() || (value.getAsDouble() >= 0 && Double.isFinite(value.getAsDouble()))
        ? null
        : name + " (" + value.getAsDouble() + ") must be finite and at least 0";
  }
}
