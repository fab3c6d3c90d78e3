package example;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;
import nas.engine.Mode;
import nas.proxy.Activation;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * A zero-cost metric with a measurement of its own: how far activations shrink on their way.
 *
 * <p>The score is the mean over convolutions and linear layers of the mean logarithm of the absolute
 * values of their outputs, zeros left out: near 0 where layers keep the scale of the images, very
 * low where little of them is left. It needs one forward pass, which it shares with all other
 * metrics that need it.
 */
public final class MeanLogActivation implements Metric {

  /**
   * The mean logarithm of the absolute outputs of each convolution and linear layer, in training
   * mode.
   */
  public record LogActivations() implements Probe<LogActivations.Means> {

    /**
     * What is measured.
     *
     * @param layers one mean for each layer that reaches the output and has an output that is not 0
     */
    public record Means(List<Double> layers) {}

    @Override
    public Class<Means> type() {
      return Means.class;
    }

    @Override
    public List<Pass> passes() {
      return List.of(Pass.forward(Mode.TRAINING, 0));
    }

    @Override
    public Observation<Means> observe(Place place) {
      List<Double> means = new ArrayList<>();
      return new Observation<>() {
        @Override
        public void onOutput(Pass.Shared pass, Activation output) {
          if (output.node().operation().hasWeights()) {
            meanLog(output.values()).ifPresent(means::add);
          }
        }

        @Override
        public Means result() {
          return new Means(List.copyOf(means));
        }
      };
    }

    static Optional<Double> meanLog(double[] values) {
      double sum = 0;
      int counted = 0;
      for (double value : values) {
        if (value != 0) {
          sum += StrictMath.log(Math.abs(value));
          counted++;
        }
      }
      return counted == 0 ? Optional.empty() : Optional.of(sum / counted);
    }
  }

  private static final LogActivations PROBE = new LogActivations();

  @Override
  public String name() {
    return "mean-log-activation";
  }

  @Override
  public String summary() {
    return "Mean over layers of the mean logarithm of absolute outputs, mean_l mean log |a|";
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
    return "";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<Probe<?>> needs() {
    return Set.of(PROBE);
  }

  @Override
  public Score score(Measurements measurements) {
    List<Double> layers = measurements.get(PROBE).layers();
    if (layers.isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_WEIGHTS, "no layer with weights has an output");
    }
    double sum = 0;
    for (double layer : layers) {
      sum += layer;
    }
    return Score.of(sum / layers.size());
  }
}
