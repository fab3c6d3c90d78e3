package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.MetricContract;
import nas.proxy.probe.LayerGradients;
import org.junit.jupiter.api.Test;

class LearningWeightsTest implements MetricContract {

  @Override
  public Metric metric() {
    return new LearningWeights().create(new LearningWeights.Settings(1));
  }

  @Test
  void countsWeightsThatShareTheGradient() {
    assertEquals(4, score(new double[] {5, -5}, new double[] {5}, new double[] {-5}), 1e-12);
    assertEquals(2, score(new double[] {0.1, 0}, new double[] {0}, new double[] {-0.1}), 1e-12);
    assertEquals(1, score(new double[] {0, 0}, new double[] {7}), 1e-12);
    assertEquals(16.0 / 10, score(new double[] {3, 1}), 1e-12);
  }

  @Test
  void gradientsOfBatchesAreAdded() {
    List<double[]> batches = List.of(new double[] {3, 1, 0}, new double[] {-3, 1, 2});
    LayerGradients.Layer layer = new LayerGradients.Layer("a layer", 1, batches.get(0), batches);
    assertEquals(2, value(new LayerGradients(List.of(2.3, 2.2), List.of(layer))), 1e-12);
  }

  private static double score(double[]... gradients) {
    List<LayerGradients.Layer> layers =
        List.of(gradients).stream()
            .map(of -> new LayerGradients.Layer("a layer", 1, of, List.of(of)))
            .toList();
    return value(new LayerGradients(List.of(2.3), layers));
  }

  private static double value(LayerGradients measured) {
    return ((Score.Value) LearningWeights.score(measured)).value();
  }
}
