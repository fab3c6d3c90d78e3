package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import nas.engine.Mode;
import nas.network.FeatureShape;
import nas.proxy.Activation;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The states with which the steps of each recurrent layer begin, in evaluation mode: zeros, and
 * what the step before has handed out.
 */
public record HiddenStates() implements Probe<StateRows> {
  @Override
  public Class<StateRows> type() {
    return StateRows.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.forward(Mode.EVALUATION, 0));
  }

  @Override
  public Observation<StateRows> observe(Place place) {
    List<StateRows.Layer> layers = new ArrayList<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        if (output.node().operation().yieldsHiddenStates()) {
          double[][] rows = before(output.values(), output.node().output());
          layers.add(new StateRows.Layer(output.node().name(), rows));
        }
      }

      @Override
      public StateRows result() {
        return new StateRows(layers);
      }
    };
  }

  /**
   * Returns a row for each feature.
   *
   * @param after (examples, features, steps), row-major
   */
  private static double[][] before(double[] after, FeatureShape shape) {
    int features = shape.channels();
    int steps = shape.width();
    int examples = after.length / features / steps;
    double[][] rows = new double[features][examples * steps];
    for (int example = 0; example < examples; example++) {
      for (int feature = 0; feature < features; feature++) {
        int first = (example * features + feature) * steps;
        System.arraycopy(after, first, rows[feature], example * steps + 1, steps - 1);
      }
    }
    return rows;
  }
}
