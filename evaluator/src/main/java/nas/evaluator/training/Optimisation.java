package nas.evaluator.training;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;

/**
 * How the steps of a training follow from gradients.
 *
 * @param optimizer see the description of the setting, as for all components
 */
public record Optimisation(
    @Setting(value = "sgd, or adam, whose first decay rate is the momentum", byDefault = "sgd")
        OptimizerKind optimizer,
    @Setting(value = "learning rate after the warm-up", byDefault = "0.1", min = 0, max = 100)
        double learningRate,
    @Setting(
            value = "how the learning rate changes with each step: constant or cosine (to 0)",
            byDefault = "cosine")
        Schedule schedule,
    @Setting(
            value = "epochs over which the learning rate rises linearly, fractions allowed",
            byDefault = "0",
            min = 0,
            max = 100_000)
        double warmupEpochs,
    @Setting(value = "momentum of the gradient descent", byDefault = "0.9", min = 0, max = 1)
        double momentum,
    @Setting(value = "use Nesterov's momentum", byDefault = "true") boolean nesterov,
    @Setting(
            value = "weight decay (L2), on all parameters",
            byDefault = "0.0005",
            min = 0,
            max = 100)
        double weightDecay,
    @Setting("greatest norm of the gradient of all parameters; left out: no clipping")
        Optional<Double> clipNorm) {

  /** The defaults. */
  public static final Optimisation STANDARD =
      new Optimisation(
          OptimizerKind.SGD, 0.1, Schedule.COSINE, 0, 0.9, true, 0.0005, Optional.empty());

  /** Checks what the ranges of single settings do not. */
  public Optimisation {
    TrainingSettings.finite("learning-rate", learningRate, 0, 100);
    TrainingSettings.finite("momentum", momentum, 0, 1);
    TrainingSettings.finite("weight-decay", weightDecay, 0, 100);
    TrainingSettings.finite("warmup-epochs", warmupEpochs, 0, 100_000);
    if (optimizer == OptimizerKind.ADAM && momentum == 1) {
      throw new InvalidSettingException(
          "momentum", "momentum (1.0) must be below 1 for adam", "use 0.9");
    }
    if (optimizer == OptimizerKind.SGD && nesterov && momentum == 0) {
      throw new InvalidSettingException(
          "nesterov",
          "nesterov (true) needs a momentum above 0",
          "raise momentum or set nesterov to false");
    }
    if (clipNorm.isPresent() && !(clipNorm.get() > 0)) {
      throw new InvalidSettingException(
          "clip-norm",
          "clip-norm (" + clipNorm.get() + ") must be above 0",
          "leave clip-norm out to clip nothing");
    }
  }

  /** Returns the same with another optimiser, learning rate and warm-up. */
  public Optimisation changed(OptimizerKind optimizer, double learningRate, double warmupEpochs) {
    return new Optimisation(
        optimizer, learningRate, schedule, warmupEpochs, momentum, nesterov, weightDecay, clipNorm);
  }

  /** Creates the optimiser of a network; the caller closes it. */
  public Optimizer create(NetworkRuntime runtime) {
    return optimizer.create(runtime, this);
  }
}
