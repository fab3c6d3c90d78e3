package nas.proxy.probe;

import java.util.List;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The neural tangent kernel in training mode, layer by layer: for two images the product of the
 * gradients of the sum of their logits by the weights of a convolution or linear layer that reaches
 * the output; biases and batch normalisation count as constants.
 *
 * <p>It is measured on the first images of the batch alone, which are also those that batch
 * normalisation sees: one forward pass, then one backward pass for each image. So its cost grows
 * with the square of the number of images, and does not grow with the batch. At most 512 MiB of
 * gradients are held at once, enough for 16 images of 8 million weights in single precision; beyond
 * that some backward passes run again.
 *
 * @param images number of images, at least 2; all those of the batch where it has fewer
 */
public record TangentKernel(int images) implements Probe<Kernels> {

  /** Checks the range. */
  public TangentKernel {
    if (images < 2) {
      throw new IllegalArgumentException("images (" + images + ") must be at least 2");
    }
  }

  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "forward, and backward from the logits of each image",
            Pass.Weights.INITIAL,
            Pass.Input.BATCH,
            1,
            images));
  }

  @Override
  public Observation<Kernels> observe(Place place) {
    return Observation.of(() -> NtkGradients.measure(this, place));
  }
}
