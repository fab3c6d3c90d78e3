package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.proxy.LossDerivatives.Slice;
import nas.proxy.Place;

/** Measures {@link SynflowTangent} and {@link SynflowGradients}. */
final class SynflowPasses {

  private SynflowPasses() {}

  static double tangent(Place place) {
    NetworkRuntime runtime = place.magnitudes();
    return GradientMode.unrecorded(
        () -> {
          FeatureShape shape = runtime.network().input();
          SynflowRule rule = new SynflowRule(true, false);
          double[] pixels = new double[Math.toIntExact(2 * shape.elements())];
          Arrays.fill(pixels, 0, pixels.length / 2, 1);
          try (Tensor images = runtime.images(pixels, 2, place.layout());
              Tensor output = runtime.forward(images, Mode.TRAINING, rule)) {
            double[] values = output.toDoubles();
            double sum = 0;
            for (int index = values.length / 2; index < values.length; index++) {
              sum += values[index];
            }
            int exponent = rule.exponent(runtime.network().outputNode());
            return sum == 0
                ? Double.NEGATIVE_INFINITY
                : StrictMath.log(sum) + exponent * StrictMath.log(2);
          }
        });
  }

  static Saliencies saliencies(Place place, boolean keepReductionBatchNorm) {
    NetworkRuntime runtime = place.magnitudes();
    List<Slice> layers = WeightSlices.of(runtime).layers();
    if (layers.isEmpty()) {
      return new Saliencies(List.of(), 0);
    }
    return GradientMode.recorded(
        () -> {
          FeatureShape shape = runtime.network().input();
          SynflowRule rule = new SynflowRule(false, keepReductionBatchNorm);
          double[] pixels = new double[Math.toIntExact(shape.elements())];
          Arrays.fill(pixels, 1);
          try (Tensor images = runtime.images(pixels, 1, place.layout());
              Tensor output = runtime.forward(images, Mode.TRAINING, rule);
              Tensor sum = output.sum();
              Tensors found =
                  Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.FREED)) {
            double[] gradient = found.get(0).toDoubles();
            double[] weights = runtime.weights().toDoubles();
            List<Saliencies.Layer> saliencies = new ArrayList<>();
            for (Slice layer : layers) {
              saliencies.add(saliency(layer, weights, gradient));
            }
            int exponent = rule.exponent(runtime.network().outputNode());
            return new Saliencies(saliencies, exponent * StrictMath.log(2));
          }
        });
  }

  private static Saliencies.Layer saliency(Slice layer, double[] weights, double[] gradient) {
    double[] values = new double[layer.elements()];
    for (int index = 0; index < values.length; index++) {
      int place = layer.from() + index;
      values[index] = Math.abs(weights[place] * gradient[place]);
    }
    return new Saliencies.Layer(layer.node().name(), layer.node().output().channels(), values);
  }
}
