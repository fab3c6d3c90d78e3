package nas.evaluator.training;

import java.util.Optional;
import nas.core.plugin.Setting;
import nas.engine.Initialiser;

/**
 * How weights begin, and which are evaluated and kept.
 *
 * @param initialiser see the description of the setting, as for all components
 */
public record Weights(
    @Setting(
            value = "initial weights: pytorch-default or kaiming-normal",
            byDefault = "pytorch-default")
        Initialiser initialiser,
    @Setting(
            value =
                "decay of an exponential moving average of the weights over the steps, such as"
                    + " 0.999, which is what is evaluated and kept; running statistics of batch"
                    + " normalisation are averaged alike; after n steps it is at most (1 + n) / (10"
                    + " + n); left out: the weights themselves are",
            min = 0,
            max = 0.999999)
        Optional<Double> ema) {

  /** The defaults. */
  public static final Weights STANDARD = new Weights(Initialiser.PYTORCH_DEFAULT, Optional.empty());

  /** Checks the range. */
  public Weights {
    if (ema.isPresent()) {
      TrainingSettings.finite("ema", ema.get(), 0, 0.999999);
    }
  }
}
