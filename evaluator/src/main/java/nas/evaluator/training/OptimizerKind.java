package nas.evaluator.training;

import nas.engine.Adam;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;
import nas.engine.Sgd;

/** The optimisers that experiment files can name. */
public enum OptimizerKind {
  /** {@link Sgd}. */
  SGD,
  /** {@link Adam}; the momentum of the settings is its b1, and Nesterov's step is not used. */
  ADAM;

  /** Creates the optimiser that some settings describe; the caller closes it. */
  Optimizer create(NetworkRuntime runtime, Optimisation settings) {
    double clipNorm = settings.clipNorm().orElse(Double.POSITIVE_INFINITY);
    return switch (this) {
      case SGD ->
          new Sgd(
              runtime, settings.momentum(), settings.nesterov(), settings.weightDecay(), clipNorm);
      case ADAM -> new Adam(runtime, settings.momentum(), settings.weightDecay(), clipNorm);
    };
  }
}
