package nas.proxy.probe;

import java.util.List;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.proxy.ImageBatch;
import nas.proxy.LossDerivatives.Slice;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * How far images agree on the sign of the loss gradient: the sum over weights of convolutions and
 * linear layers of |sum over images of the sign of the gradient|, each image alone, in training
 * mode; NaN where a gradient is.
 *
 * @param images number of images, the first of the batch; all where it has fewer
 */
public record GradientSigns(int images) implements Probe<Double> {

  @Override
  public Class<Double> type() {
    return Double.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "forward, and backward from the loss, of each of %d images alone".formatted(images),
            Mode.TRAINING,
            Pass.Weights.INITIAL,
            Pass.Input.BATCH,
            1,
            images,
            images));
  }

  @Override
  public Observation<Double> observe(Place place) {
    return Observation.of(() -> measure(place));
  }

  private double measure(Place place) {
    ImageBatch batch = Batches.first(place.batches().get(0), images);
    try (NetworkRuntime runtime = place.open(place.network(), place.weights(), Nodes.LIVE)) {
      List<Slice> layers = WeightSlices.of(runtime).layers();
      if (layers.isEmpty()) {
        return 0;
      }
      double[] sums = new double[Math.toIntExact(runtime.weights().elements())];
      for (int image = 0; image < batch.images(); image++) {
        add(runtime, Batches.range(batch, image, image + 1), place, sums);
      }
      double sum = 0;
      for (Slice layer : layers) {
        for (double ofWeight : layer.of(sums)) {
          sum += Math.abs(ofWeight);
        }
      }
      return sum;
    }
  }

  private static void add(NetworkRuntime runtime, ImageBatch image, Place place, double[] sums) {
    GradientMode.recorded(
        () -> {
          try (Tensor pixels = runtime.images(image.pixels(), 1, place.layout());
              Tensor output = runtime.forward(pixels, Mode.TRAINING, Tap.NONE);
              Tensor loss = BatchLoss.of(runtime, image, output);
              Tensors gradients =
                  Autograd.gradients(loss, List.of(runtime.weights()), Autograd.Graph.FREED)) {
            double[] gradient = gradients.get(0).toDoubles();
            for (int weight = 0; weight < sums.length; weight++) {
              sums[weight] += Math.signum(gradient[weight]);
            }
          }
          return true;
        });
  }
}
