package nas.experiment.config;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;

/**
 * What strategies are compared with and by; never changes the results.
 *
 * @param baseline name of the strategy that the others are compared with; empty: the first
 * @param targets test values that searches are to reach, in the unit of what is compared
 * @param at costs at which differences are tested, beside the end
 */
public record SpeedupSettings(
    @Setting("Name of the strategy that the others are compared with; by default the first")
        Optional<String> baseline,
    @Setting(
            value =
                "Test values to reach, such as accuracies in percent; baseline-final is what the"
                    + " baseline has at the end",
            byDefault = "[baseline-final]")
        List<WordOrNumber<Word>> targets,
    @Setting(
            value = "Trained models after which differences are tested, beside the end",
            byDefault = "[]",
            min = 1)
        List<Integer> at) {

  /** Targets that have a name. */
  public enum Word {
    /** What the baseline has at the end. */
    BASELINE_FINAL
  }

  /** Copies the lists. */
  public SpeedupSettings {
    targets = List.copyOf(targets);
    at = List.copyOf(at);
  }
}
