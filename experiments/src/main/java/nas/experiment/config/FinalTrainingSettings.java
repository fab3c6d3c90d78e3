package nas.experiment.config;

import java.nio.file.Path;
import java.util.Optional;
import nas.core.plugin.Flat;
import nas.core.plugin.Setting;
import nas.engine.data.Automatic;
import nas.evaluator.training.FittingSchedule;
import nas.evaluator.training.Recipe;
import nas.evaluator.training.TrainingSettings;
import nas.evaluator.training.TrainsByRecipe;

/**
 * How the network that is found is trained.
 *
 * @param training how, as for any network
 * @param refit see the description of the setting, as for the other
 * @param startFrom a file
 */
@Automatic(
    keys = {
      "epochs",
      "batch-size",
      "learning-rate",
      "warmup-epochs",
      "crop-padding",
      "cutout-size"
    },
    rule = FittingSchedule.OfFound.class)
public record FinalTrainingSettings(
    @Flat TrainingSettings training,
    @Setting(
            value =
                "train on training and validation images together; with early-stopping a training"
                    + " with validation images comes first and says after how many epochs this one"
                    + " ends",
            byDefault = "false")
        boolean refit,
    @Setting(
            "ONNX or safetensors file whose weights the training begins with, by the names of the"
                + " arrays; left out: all are drawn")
        Optional<Path> startFrom)
    implements TrainsByRecipe {

  /** Returns a training as it is. */
  static FinalTrainingSettings of(TrainingSettings training) {
    return new FinalTrainingSettings(training, false, Optional.empty());
  }

  /** Returns the same by another recipe. */
  public FinalTrainingSettings with(Recipe recipe) {
    return new FinalTrainingSettings(training.with(recipe), refit, startFrom);
  }

  /** Returns the same with another number of epochs. */
  public FinalTrainingSettings withEpochs(int epochs) {
    return new FinalTrainingSettings(training.withEpochs(epochs), refit, startFrom);
  }
}
