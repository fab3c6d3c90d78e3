package nas.evaluator.training;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.plugin.Flat;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.KeyOrder;
import nas.engine.data.Automatic;
import nas.engine.data.Dataset;

/**
 * How a network is trained. Each component is a subject with settings of its own, whose keys stand
 * beside those of the others.
 *
 * @param length how long
 * @param batching in minibatches of what
 * @param optimisation by which steps
 * @param validation judged by what, and when
 * @param augmentation with which random changes of images
 * @param loss towards which answers
 * @param weights from which weights
 * @param execution where
 */
@KeyOrder({
  "epochs",
  "batch-size",
  "learning-rate",
  "momentum",
  "nesterov",
  "weight-decay",
  "schedule",
  "warmup-epochs",
  "clip-norm",
  "validation-share",
  "test-share",
  "augmentation",
  "crop-padding",
  "initialiser",
  "device",
  "fidelities",
  "optimizer",
  "stop-after",
  "cutout-size",
  "validate-every",
  "checkpoint-every",
  "data-threads",
  "class-weights",
  "least-steps",
  "augmentation-strength",
  "regularisation",
  "carry-state",
  "ema",
  "early-stopping",
  "folds"
})
@Automatic(
    keys = {
      "epochs",
      "batch-size",
      "learning-rate",
      "warmup-epochs",
      "crop-padding",
      "cutout-size"
    },
    rule = FittingSchedule.OfSearch.class)
public record TrainingSettings(
    @Flat TrainingLength length,
    @Flat Batching batching,
    @Flat Optimisation optimisation,
    @Flat Validation validation,
    @Flat AugmentationPolicy augmentation,
    @Flat TrainingLoss loss,
    @Flat Weights weights,
    @Flat TrainingExecution execution)
    implements TrainsByRecipe {

  /** Checks what no subject can check by itself. */
  public TrainingSettings {
    if (optimisation.warmupEpochs() > length.epochs()) {
      throw new InvalidSettingException(
          "warmup-epochs",
          "warmup-epochs ("
              + optimisation.warmupEpochs()
              + ") must be at most epochs ("
              + length.epochs()
              + ")",
          "lower warmup-epochs or raise epochs");
    }
  }

  static void between(String key, int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + greatest, "");
    }
  }

  static void finite(String key, double value, double least, double greatest) {
    if (!(value >= least && value <= greatest)) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + greatest, "");
    }
  }

  /** Returns the settings with the published defaults and a number of epochs. */
  public static TrainingSettings standard(int epochs) {
    return new TrainingSettings(
        TrainingLength.of(epochs),
        Batching.STANDARD,
        Optimisation.STANDARD,
        Validation.STANDARD,
        AugmentationPolicy.NONE,
        TrainingLoss.PLAIN,
        Weights.STANDARD,
        TrainingExecution.STANDARD);
  }

  /** Returns itself: this is how networks are trained. */
  @Override
  public TrainingSettings training() {
    return this;
  }

  /** Returns what may be another one for each network. */
  public Recipe recipe() {
    return new Recipe(batching, optimisation, augmentation, loss, weights);
  }

  /** Returns the same by another recipe. */
  public TrainingSettings with(Recipe recipe) {
    return new TrainingSettings(
        length,
        recipe.batching(),
        recipe.optimisation(),
        validation,
        recipe.augmentation(),
        recipe.loss(),
        recipe.weights(),
        execution);
  }

  /** Returns the same for another length. */
  public TrainingSettings with(TrainingLength length) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same in other minibatches. */
  public TrainingSettings with(Batching batching) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same by other steps. */
  public TrainingSettings with(Optimisation optimisation) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same, judged otherwise. */
  public TrainingSettings with(Validation validation) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same with other changes of images. */
  public TrainingSettings with(AugmentationPolicy augmentation) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same towards other answers. */
  public TrainingSettings with(TrainingLoss loss) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same from other weights. */
  public TrainingSettings with(Weights weights) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns the same elsewhere. */
  public TrainingSettings with(TrainingExecution execution) {
    return new TrainingSettings(
        length, batching, optimisation, validation, augmentation, loss, weights, execution);
  }

  /** Returns these settings with other epochs, the warm-up changed in proportion. */
  TrainingSettings lasting(int epochs, Optional<Integer> stopAfter) {
    double warmup = optimisation.warmupEpochs() * epochs / length.epochs();
    return new TrainingSettings(
        length.changed(epochs, stopAfter),
        batching,
        optimisation.changed(optimisation.optimizer(), optimisation.learningRate(), warmup),
        validation,
        augmentation,
        loss,
        weights,
        execution);
  }

  /**
   * Returns these settings with so many epochs that a training has the steps that it is to have.
   *
   * @param images how many it trains on
   */
  public TrainingSettings fitted(int images) {
    int each = batching.stepsPerEpoch(images);
    int needed = (int) Math.min(100_000, (length.leastSteps() + each - 1L) / each);
    if (needed <= length.trained()) {
      return this;
    }
    int all =
        length.stopAfter().isEmpty()
            ? needed
            : (int) Math.ceil((double) needed * length.epochs() / length.stopAfter().get());
    return lasting(all, length.stopAfter().map(few -> needed));
  }

  /** Says how many epochs are added for the sake of the steps, if any, without a full stop. */
  public Optional<String> remark(int examples) {
    TrainingSettings fitted = fitted(examples);
    return fitted.equals(this)
        ? Optional.empty()
        : Optional.of(
            ("An epoch of %,d training examples has %,d steps: %,d epochs instead of %,d, for the"
                    + " sake of least-steps (%,d)")
                .formatted(
                    examples,
                    batching.stepsPerEpoch(examples),
                    fitted.length.trained(),
                    length.trained(),
                    length.leastSteps()));
  }

  /** Returns these settings with another number of epochs, the warm-up scaled in proportion. */
  public TrainingSettings withEpochs(int epochs) {
    return lasting(epochs, length.stopAfter());
  }

  /**
   * Returns the training that ends after an epoch of this one, with nothing to be chosen on
   * validation data.
   */
  public TrainingSettings endingAfter(int epoch) {
    return lasting(length.epochs(), Optional.of(epoch)).with(validation.none());
  }

  /** Returns the same training, with the validation accuracy measured after every epoch. */
  public TrainingSettings validatingEveryEpoch() {
    return withEpochs(length.epochs()).with(validation.every(1));
  }

  /**
   * Checks that nothing is said of images, or of classes, where there are none.
   *
   * @throws InvalidSettingException (keys {@code augmentation}, {@code regularisation}, {@code
   *     class-weights}) if there is
   */
  public void requireFor(Dataset data) {
    if (data.asImages().isEmpty() || data.asImages().get().validation().isPresent()) {
      validation.requireOnce(
          "folds",
          "data set %s has validation %s of its own"
              .formatted(data.name(), data.asImages().isPresent() ? "images" : "examples"));
    }
    if (data.asImages().isPresent()) {
      loss.requireNames(data.classNames(), data.name());
      return;
    }
    if (!augmentation.augmentation().isEmpty()) {
      throw new InvalidSettingException(
          "augmentation",
          "augmentation (%s) changes images, and data set %s has %s"
              .formatted(
                  augmentation.augmentation().stream()
                      .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                      .collect(Collectors.joining(", ")),
                  data.name(),
                  data.task().input().described()),
          "leave augmentation out");
    }
    if (!loss.regularisation().equals(Regularisation.NONE)) {
      throw new InvalidSettingException(
          "regularisation",
          "regularisation changes images and their answers, and data set %s has %s"
              .formatted(data.name(), data.task().input().described()),
          "leave regularisation out");
    }
    if (loss.weighs()) {
      throw new InvalidSettingException(
          "class-weights",
          "class-weights%s weighs images by their classes, and data set %s has %s"
              .formatted(
                  loss.classWeights().word().isPresent() ? " (balanced)" : "",
                  data.name(),
                  data.task().input().described()),
          "leave class-weights out");
    }
  }
}
