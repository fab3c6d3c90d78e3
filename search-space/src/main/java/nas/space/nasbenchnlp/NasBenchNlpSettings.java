package nas.space.nasbenchnlp;

import nas.core.plugin.Flat;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Settings of {@link NasBenchNlpSpace}.
 *
 * @param hiddenStates greatest number of hidden states of a cell
 * @param vertices how many vertices are drawn beside one for each hidden state
 * @param embedding features of a token, and of the last layer's state
 * @param hidden features of the states of the other layers
 * @param layers number of recurrent layers
 * @param dropout what is dropped in training
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
        int vertices,
    @Setting(
            value = "Features of a token in the language model, and of its last layer.",
            byDefault = "400",
            min = 1,
            max = MOST_FEATURES)
        int embedding,
    @Setting(
            value = "Features of the other layers.",
            byDefault = "600",
            min = 1,
            max = MOST_FEATURES)
        int hidden,
    @Setting(
            value = "Recurrent layers of the language model.",
            byDefault = "3",
            min = 1,
            max = MOST_LAYERS)
        int layers,
    @Flat LanguageModelDropout dropout) {

  private static final int FEWEST_VERTICES = 7;
  private static final int MOST_VERTICES = 20;
  private static final int MOST_FEATURES = 10_000;
  private static final int MOST_LAYERS = 10;
  private static final int EMBEDDING = 400;
  private static final int HIDDEN = 600;
  private static final int LAYERS = 3;

  /** Checks the ranges. */
  public NasBenchNlpSettings {
    requireBetween("hidden-states", hiddenStates, 1, Recipe.MOST_STATES);
    requireBetween("vertices", vertices, FEWEST_VERTICES, MOST_VERTICES);
    requireBetween("embedding", embedding, 1, MOST_FEATURES);
    requireBetween("hidden", hidden, 1, MOST_FEATURES);
    requireBetween("layers", layers, 1, MOST_LAYERS);
  }

  /** Creates settings with which nothing is dropped. */
  public NasBenchNlpSettings(
      int hiddenStates, int vertices, int embedding, int hidden, int layers) {
    this(hiddenStates, vertices, embedding, hidden, layers, LanguageModelDropout.NONE);
  }

  /** Creates the settings of a space with the published language model. */
  public NasBenchNlpSettings(int hiddenStates, int vertices) {
    this(hiddenStates, vertices, EMBEDDING, HIDDEN, LAYERS);
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
