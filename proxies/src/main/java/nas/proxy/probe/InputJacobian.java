package nas.proxy.probe;

import java.util.List;
import nas.proxy.ImageBatch;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The derivative of the sum of all logits by the pixels of every image, in training mode. Tokens
 * are no numbers: of a text it is the derivative by the features that its tokens are embedded as.
 */
public record InputJacobian() implements Probe<Jacobian> {
  @Override
  public Class<Jacobian> type() {
    return Jacobian.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.backward(Pass.Step.LOGITS_BACKWARD, 0));
  }

  @Override
  public Observation<Jacobian> observe(Place place) {
    return new Observation<>() {
      private double[][] rows = {};

      @Override
      public void onLogits(Pass.Shared pass, double[][] byPixels) {
        rows = byPixels;
      }

      @Override
      public Jacobian result() {
        ImageBatch batch = place.batches().get(0);
        boolean classes = batch.labelsOfEach() == 1 && batch.target().isEmpty();
        return new Jacobian(rows, classes ? batch.labels().clone() : new int[0]);
      }
    };
  }
}
