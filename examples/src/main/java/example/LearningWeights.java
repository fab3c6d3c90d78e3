package example;

import java.util.List;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * A zero-cost metric as a plug-in: how many weights learn.
 *
 * <p>Weights without a gradient stay as they were drawn, so a network of many weights helps only if
 * many share the gradient. The score is the number of weights that would share it evenly: 1 if one
 * weight gets everything, the number of weights if all get the same.
 */
public final class LearningWeights implements MetricPlugin<LearningWeights.Settings> {

  /**
   * The settings; {@code learning-weights(batches=2)} is a metric of its own.
   *
   * @param batches number of minibatches whose gradients are added
   */
  public record Settings(
      @Setting(
              value = "Minibatches whose gradients are added",
              byDefault = "1",
              min = 1,
              max = 64)
          int batches) {}

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
  public Class<Settings> settings() {
    return Settings.class;
  }

  /** With every change of the formula call {@link Formula#inVersion}: scores are kept by it. */
  @Override
  public Metric create(Settings settings) {
    LossGradients gradients = new LossGradients(settings.batches());
    return Formula.of(this, List.of(gradients), measured -> score(measured.get(gradients)))
        .in("weights");
  }

  static Score score(LayerGradients measured) {
    if (measured.layers().isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_WEIGHTS, "no layer with weights is executed");
    }
    double sum = 0;
    double squares = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      for (int weight = 0; weight < layer.weights().length; weight++) {
        double gradient = 0;
        for (double[] batch : layer.gradients()) {
          gradient += batch[weight];
        }
        sum += Math.abs(gradient);
        squares += gradient * gradient;
      }
    }
    return sum == 0
        ? new Score.Undefined(Score.Reason.NO_PATH, "the loss has no gradient")
        : Score.of(sum / squares * sum); // Undefined where it is NaN or infinite.
  }
}
