package nas.space.nasbenchnlp;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * What a language model drops in training (Merity et al. 2017, Regularizing and optimizing LSTM
 * language models, arXiv:1708.02182): probabilities, all 0 by default.
 *
 * @param inputDropout of a feature of the embedding, at all steps of a piece alike
 * @param layerDropout the same of what a layer hands to the next
 * @param outputDropout the same of what the decoder reads
 * @param embeddingDropout of all features of a token, wherever it stands in a batch
 * @param weightDropout of a weight of the cells that multiplies no input of the layer, for a batch
 */
public record LanguageModelDropout(
    @Setting(
            value =
                "Probability of a feature of the tokens to be dropped in training, at all steps of a"
                    + " piece; published trainings have 0.4.",
            byDefault = "0",
            min = 0,
            max = MOST)
        double inputDropout,
    @Setting(
            value =
                "Probability of a feature that a layer hands to the next to be dropped so; published"
                    + " trainings have 0.25.",
            byDefault = "0",
            min = 0,
            max = MOST)
        double layerDropout,
    @Setting(
            value =
                "Probability of a feature that the decoder reads to be dropped so; published"
                    + " trainings have 0.4.",
            byDefault = "0",
            min = 0,
            max = MOST)
        double outputDropout,
    @Setting(
            value =
                "Probability of a token to be dropped in training, wherever it stands in a batch;"
                    + " published trainings have 0.1.",
            byDefault = "0",
            min = 0,
            max = MOST)
        double embeddingDropout,
    @Setting(
            value =
                "Probability of a weight to be dropped in training for a batch, of all weights of"
                    + " cells but those that multiply a layer's input; published trainings have"
                    + " 0.5.",
            byDefault = "0",
            min = 0,
            max = MOST)
        double weightDropout) {

  /** Nothing is dropped. */
  public static final LanguageModelDropout NONE = new LanguageModelDropout(0, 0, 0, 0, 0);

  private static final double MOST = 0.95;

  /** Checks the ranges. */
  public LanguageModelDropout {
    require("input-dropout", inputDropout);
    require("layer-dropout", layerDropout);
    require("output-dropout", outputDropout);
    require("embedding-dropout", embeddingDropout);
    require("weight-dropout", weightDropout);
  }

  private static void require(String key, double value) {
    if (!(value >= 0 && value <= MOST)) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from 0 to " + MOST, "");
    }
  }
}
