package nas.evaluator.training;

import nas.core.plugin.Alternatives;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.text.NumberText;
import nas.space.SearchSpacePlugin;

/**
 * Settings of {@link JointPlugin}.
 *
 * @param architecture see the description of the setting, as for the other
 */
public record JointSettings(
    @Setting("The space of the networks, alone or with its settings")
        Choice<SearchSpacePlugin<?>> architecture,
    @Setting(
            "Settings of evaluator.training that are chosen with the architecture, each with a list"
                + " of its values, such as {learning-rate: [0.01, 0.1], augmentation: [[],"
                + " [horizontal-flip]]}")
        Alternatives<Recipe> training) {

  /** All combinations are checked one by one before a search. */
  static final int MOST_COMBINATIONS = 10_000;

  /** Checks the number of combinations. */
  public JointSettings {
    if (training.count().bitLength() >= Integer.SIZE
        || training.count().intValueExact() > MOST_COMBINATIONS) {
      throw new InvalidSettingException(
          "training",
          "training has %s combinations, more than %,d"
              .formatted(NumberText.count(training.count()), MOST_COMBINATIONS),
          "choose from fewer values");
    }
  }
}
