package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * How long networks are trained.
 *
 * @param epochs see the description of the setting, as for all components
 */
public record TrainingLength(
    @Setting(value = "passes over the training images", byDefault = "10", min = 1, max = 100_000)
        int epochs,
    @Setting(
            value =
                "fewer epochs, increasing, at which strategies of several fidelities may train"
                    + " networks, such as [3, 9]; the schedule and its warm-up are shortened in"
                    + " proportion",
            byDefault = "[]")
        List<Integer> fidelities,
    @Setting(
            value =
                "epochs after which training ends although the schedule is made for more; left out:"
                    + " all epochs",
            min = 1,
            max = 100_000)
        Optional<Integer> stopAfter,
    @Setting(
            value =
                "steps below which a training gets more epochs, all else in proportion; 0: the"
                    + " epochs are those of epochs, however few the images are",
            byDefault = "0",
            min = 0,
            max = 10_000_000)
        int leastSteps) {

  /** Checks what the ranges of single settings do not. */
  public TrainingLength {
    fidelities = List.copyOf(fidelities);
    if (epochs < 1) {
      throw new InvalidSettingException("epochs", "epochs (" + epochs + ") must be at least 1", "");
    }
    TrainingSettings.between("least-steps", leastSteps, 0, 10_000_000);
    if (leastSteps > 0 && !fidelities.isEmpty()) {
      throw new InvalidSettingException(
          "least-steps",
          "least-steps (%d) cannot stand beside fidelities, which are epochs".formatted(leastSteps),
          "remove one of the two");
    }
    if (stopAfter.isPresent() && (stopAfter.get() < 1 || stopAfter.get() > epochs)) {
      throw new InvalidSettingException(
          "stop-after",
          "stop-after (" + stopAfter.get() + ") must be from 1 to epochs (" + epochs + ")",
          "leave stop-after out to train for all epochs");
    }
    if (stopAfter.isPresent() && !fidelities.isEmpty()) {
      throw new InvalidSettingException(
          "stop-after",
          "stop-after ("
              + stopAfter.get()
              + ") cannot stand beside fidelities, which are schedules that run to their ends",
          "remove one of the two");
    }
    requireIncreasing(fidelities, epochs);
  }

  private static void requireIncreasing(List<Integer> fidelities, int epochs) {
    int before = 0;
    for (int fidelity : fidelities) {
      if (fidelity <= before || fidelity >= epochs) {
        throw new InvalidSettingException(
            "fidelities",
            "fidelities ("
                + fidelities
                + ") must be increasing numbers of epochs, at least 1 and below epochs ("
                + epochs
                + ")",
            "list the fewest epochs first, and leave the full number out");
      }
      before = fidelity;
    }
  }

  /** Returns the number of epochs of a whole schedule. */
  public static TrainingLength of(int epochs) {
    return new TrainingLength(epochs, List.of(), Optional.empty(), 0);
  }

  /** Returns the same at several fidelities. */
  public TrainingLength withFidelities(List<Integer> fidelities) {
    return new TrainingLength(epochs, fidelities, stopAfter, leastSteps);
  }

  /** Returns the same with another number of steps at least. */
  public TrainingLength withLeastSteps(int leastSteps) {
    return new TrainingLength(epochs, fidelities, stopAfter, leastSteps);
  }

  /**
   * Returns other epochs; lower fidelities are gone, and another number of epochs stands whatever
   * the steps.
   */
  TrainingLength changed(int epochs, Optional<Integer> stopAfter) {
    return new TrainingLength(epochs, List.of(), stopAfter, epochs == this.epochs ? leastSteps : 0);
  }

  /** Returns the number of epochs that are trained. */
  public int trained() {
    return stopAfter.orElse(epochs);
  }
}
