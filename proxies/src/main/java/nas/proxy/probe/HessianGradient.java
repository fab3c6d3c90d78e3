package nas.proxy.probe;

import java.util.List;
import nas.proxy.LossDerivatives;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The Hessian of the loss times its gradient, by differentiating twice, in training mode.
 *
 * <p>Both are those of the weights of convolutions and linear layers alone: biases and batch
 * normalisation count as constants.
 */
public record HessianGradient() implements Probe<HessianProducts> {
  @Override
  public Class<HessianProducts> type() {
    return HessianProducts.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.backward(Pass.Step.GRADIENT_BACKWARD, 0));
  }

  @Override
  public Observation<HessianProducts> observe(Place place) {
    return new Observation<>() {
      private List<LossDerivatives.Slice> layers = List.of();
      private double[] weights = {};
      private double[] hessian = {};

      @Override
      public void onLoss(Pass.Shared pass, LossDerivatives found) {
        layers = found.layers();
        weights = found.weights();
      }

      @Override
      public void onGradient(Pass.Shared pass, double[] products) {
        hessian = products;
      }

      @Override
      public HessianProducts result() {
        return new HessianProducts(layers.stream().map(this::layer).toList());
      }

      private HessianProducts.Layer layer(LossDerivatives.Slice slice) {
        return new HessianProducts.Layer(
            slice.node().name(),
            slice.node().output().channels(),
            slice.of(weights),
            slice.of(hessian));
      }
    };
  }
}
