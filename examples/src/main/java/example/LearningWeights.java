package example;

import java.util.Optional;
import java.util.Set;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;
import nas.core.plugin.Paper;

/**
 * A zero-cost metric as a plug-in: how many weights learn.
 *
 * <p>Weights without a gradient stay as they were drawn, so a network of many weights helps only if
 * many share the gradient. The score is the number of weights that would share it evenly: 1 if one
 * weight gets everything, the number of weights if all get the same.
 */
public final class LearningWeights implements Metric {

  private static final LossGradients GRADIENTS = new LossGradients(1);

  @Override
  public String name() {
    return "learning-weights";
  }

  @Override
  public String summary() {
    return "Effective number of weights that share the loss gradient, (sum_i |g_i|)^2 / sum_i"
               + " g_i^2";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.empty();
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_IS_BETTER;
  }

  @Override
  public String unit() {
    return "weights";
  }

  /** Raise it with every change of the formula: stored scores are kept by name and version. */
  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<Probe<?>> needs() {
    return Set.of(GRADIENTS);
  }

  @Override
  public Score score(Measurements measurements) {
    LayerGradients measured = measurements.get(GRADIENTS);
    if (measured.layers().isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_WEIGHTS, "no layer with weights is executed");
    }
    double sum = 0;
    double squares = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      for (double gradient : layer.gradients().get(0)) {
        sum += Math.abs(gradient);
        squares += gradient * gradient;
      }
    }
    return sum == 0
        ? new Score.Undefined(Score.Reason.NO_PATH, "the loss has no gradient")
        : Score.of(sum / squares * sum); // Undefined where it is NaN or infinite.
  }
}
