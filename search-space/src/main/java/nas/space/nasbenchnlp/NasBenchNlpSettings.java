package nas.space.nasbenchnlp;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Settings of {@link NasBenchNlpSpace}.
 *
 * @param hiddenStates greatest number of hidden states of a cell
 * @param vertices how many vertices are drawn beside one for each hidden state
 */
public record NasBenchNlpSettings(
    @Setting(
            value = "Greatest number of hidden states of a cell.",
            byDefault = "3",
            min = 1,
            max = Recipe.MOST_STATES)
        int hiddenStates,
    @Setting(
            value =
                "Vertices that are drawn beside one for each hidden state; those that no hidden"
                    + " state depends on are removed.",
            byDefault = "13",
            min = FEWEST_VERTICES,
            max = MOST_VERTICES)
        int vertices) {

  private static final int FEWEST_VERTICES = 7;
  private static final int MOST_VERTICES = 20;

  /** Checks the ranges. */
  public NasBenchNlpSettings {
    requireBetween("hidden-states", hiddenStates, 1, Recipe.MOST_STATES);
    requireBetween("vertices", vertices, FEWEST_VERTICES, MOST_VERTICES);
  }

  /** Returns the settings of the benchmark: up to 3 hidden states, 13 vertices. */
  public static NasBenchNlpSettings published() {
    return new NasBenchNlpSettings(Recipe.MOST_STATES, PublishedGenerator.VERTICES);
  }

  private static void requireBetween(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + most, "");
    }
  }
}
