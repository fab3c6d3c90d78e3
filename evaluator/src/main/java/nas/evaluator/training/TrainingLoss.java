package nas.evaluator.training;

import nas.core.plugin.Setting;

/**
 * What is made of the answers that a training is to give.
 *
 * @param classWeights see the description of the setting, as for all components
 */
public record TrainingLoss(
    @Setting(
            value =
                "how much an image counts in the training loss: none (all alike) or balanced (all"
                    + " classes alike, however many images they have)",
            byDefault = "none")
        ClassWeights classWeights,
    @Setting(value = "softer answers and mixed images", byDefault = "{}")
        Regularisation regularisation) {

  /** The defaults: hard answers that count alike. */
  public static final TrainingLoss PLAIN = new TrainingLoss(ClassWeights.NONE, Regularisation.NONE);
}
