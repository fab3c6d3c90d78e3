package nas.evaluator.training;

import nas.core.plugin.Setting;
import nas.engine.Initialiser;

/**
 * How weights begin.
 *
 * @param initialiser see the description of the setting, as for all components
 */
public record Weights(
    @Setting(
            value = "initial weights: pytorch-default or kaiming-normal",
            byDefault = "pytorch-default")
        Initialiser initialiser) {

  /** The defaults. */
  public static final Weights STANDARD = new Weights(Initialiser.PYTORCH_DEFAULT);
}
