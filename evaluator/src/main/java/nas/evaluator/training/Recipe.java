package nas.evaluator.training;

import nas.core.plugin.Flat;
import nas.core.plugin.KeyOrder;

/**
 * How a network learns: the part of {@link TrainingSettings} that can be another one for each
 * network of a search, as length, validation and machine are the same for all.
 *
 * @param batching in minibatches of what
 * @param optimisation by which steps
 * @param augmentation with which random changes of images
 * @param loss towards which answers
 * @param weights from which weights
 */
@KeyOrder({
  "optimizer",
  "learning-rate",
  "schedule",
  "warmup-epochs",
  "momentum",
  "nesterov",
  "weight-decay",
  "clip-norm",
  "batch-size",
  "carry-state",
  "augmentation",
  "crop-padding",
  "cutout-size",
  "augmentation-strength",
  "class-weights",
  "regularisation",
  "initialiser",
  "ema"
})
public record Recipe(
    @Flat Batching batching,
    @Flat Optimisation optimisation,
    @Flat AugmentationPolicy augmentation,
    @Flat TrainingLoss loss,
    @Flat Weights weights) {

  /** The defaults. */
  public static final Recipe STANDARD =
      new Recipe(
          Batching.STANDARD,
          Optimisation.STANDARD,
          AugmentationPolicy.NONE,
          TrainingLoss.PLAIN,
          Weights.STANDARD);
}
