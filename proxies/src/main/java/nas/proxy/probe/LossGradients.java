package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nas.proxy.LossDerivatives;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * Loss and gradients of the weights in training mode, for one or several batches.
 *
 * @param batches number of batches, at least 1; the network has the same weights for all of them
 */
public record LossGradients(int batches) implements Probe<LayerGradients> {

  /** Checks the range. */
  public LossGradients {
    if (batches < 1) {
      throw new IllegalArgumentException("batches (" + batches + ") must be at least 1");
    }
  }

  @Override
  public Class<LayerGradients> type() {
    return LayerGradients.class;
  }

  @Override
  public List<Pass> passes() {
    return IntStream.range(0, batches)
        .mapToObj(batch -> Pass.backward(Pass.Step.LOSS_BACKWARD, batch))
        .toList();
  }

  @Override
  public Observation<LayerGradients> observe(Place place) {
    return new Observation<>() {
      private final List<Double> losses = new ArrayList<>();
      private final List<double[]> gradients = new ArrayList<>();
      private List<LossDerivatives.Slice> layers = List.of();
      private double[] weights = {};

      @Override
      public void onLoss(Pass.Shared pass, LossDerivatives found) {
        if (losses.isEmpty()) {
          layers = found.layers();
          weights = found.weights();
        }
        losses.add(found.loss());
        gradients.add(found.gradient());
      }

      @Override
      public LayerGradients result() {
        return new LayerGradients(losses, layers.stream().map(this::layer).toList());
      }

      private LayerGradients.Layer layer(LossDerivatives.Slice slice) {
        return new LayerGradients.Layer(
            slice.node().name(),
            slice.node().output().channels(),
            slice.of(weights),
            gradients.stream().map(slice::of).toList());
      }
    };
  }
}
