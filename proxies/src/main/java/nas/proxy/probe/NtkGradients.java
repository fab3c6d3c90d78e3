package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.ParameterSpec;
import nas.proxy.ImageBatch;
import nas.proxy.Nodes;
import nas.proxy.Place;

/**
 * Measures {@link TangentKernel}: products of the gradients of single images, summed in double
 * precision.
 *
 * <p>As many gradients are held at once as fit a limit; those of the other images are computed
 * again for each group that is held.
 */
final class NtkGradients {

  private static final long HELD_BYTES = 1L << 29;

  /** Columns are multiplied in pieces, so that their copy in double precision stays small. */
  private static final int PIECE = 1 << 18;

  private final NetworkRuntime runtime;
  private final Tensors logits;
  private final List<Parameter> layers;
  private final double[][][] products;

  private NtkGradients(NetworkRuntime runtime, Tensors logits, List<Parameter> layers, int images) {
    this.runtime = runtime;
    this.logits = logits;
    this.layers = layers;
    products = new double[layers.size()][images][images];
  }

  static Kernels measure(TangentKernel probe, Place place) {
    return measure(probe, place, HELD_BYTES);
  }

  static Kernels measure(TangentKernel probe, Place place, long heldBytes) {
    ImageBatch batch = place.batches().get(0);
    int images = Math.min(probe.images(), batch.images());
    FeatureShape shape = batch.shape();
    double[] pixels = Arrays.copyOf(batch.pixels(), Math.toIntExact(images * shape.elements()));
    try (NetworkRuntime runtime = place.open(place.network(), place.weights(), Nodes.LIVE)) {
      Set<String> live = runtime.live();
      List<Parameter> layers =
          runtime.parameters().stream()
              .filter(parameter -> parameter.role() == ParameterSpec.Role.WEIGHT)
              .filter(parameter -> live.contains(parameter.node().name()))
              .toList();
      if (layers.isEmpty()) {
        return new Kernels(List.of());
      }
      return GradientMode.recorded(
          () -> {
            try (Tensor input = runtime.images(pixels, images, MemoryFormat.CHANNELS_FIRST);
                Tensor output = runtime.forward(input, Mode.TRAINING, Tap.NONE);
                Tensors logits = output.split(1, 0)) {
              NtkGradients gradients = new NtkGradients(runtime, logits, layers, images);
              long bytes = runtime.weights().elements() * place.precision().bytes();
              gradients.run((int) Math.max(1, Math.min(images, heldBytes / bytes)));
              return gradients.kernels();
            }
          });
    }
  }

  private void run(int held) {
    int images = logits.size();
    for (int from = 0; from < images; from += held) {
      int to = Math.min(images, from + held);
      try (Tensors block = gradients(from, to)) {
        multiply(block, from, block, from);
        for (int image = to; image < images; image++) {
          try (Tensors later = gradients(image, image + 1)) {
            multiply(later, image, block, from);
          }
        }
      }
    }
  }

  private Kernels kernels() {
    List<Kernels.Layer> kernels = new ArrayList<>();
    for (int layer = 0; layer < products.length; layer++) {
      double[][] matrix = products[layer];
      for (int row = 0; row < matrix.length; row++) {
        for (int column = row + 1; column < matrix.length; column++) {
          matrix[row][column] = matrix[column][row];
        }
      }
      kernels.add(new Kernels.Layer(layers.get(layer).node().name(), matrix));
    }
    return new Kernels(kernels);
  }

  /** Returns the gradients of some images by all parameters, one vector for each. */
  private Tensors gradients(int from, int to) {
    Tensors gradients = new Tensors();
    for (int image = from; image < to; image++) {
      try (Tensor sum = logits.get(image).sum()) {
        gradients.addAll(
            Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.RETAINED));
      }
    }
    return gradients;
  }

  /** Adds the products of the gradients of some images with those of others, layer by layer. */
  private void multiply(Tensors rows, int firstRow, Tensors columns, int firstColumn) {
    for (int layer = 0; layer < layers.size(); layer++) {
      Parameter weight = layers.get(layer);
      long end = weight.offset() + weight.elements();
      for (long from = weight.offset(); from < end; from += PIECE) {
        double[] found = products(rows, columns, from, Math.min(end, from + PIECE));
        for (int index = 0; index < found.length; index++) {
          int row = firstRow + index / columns.size();
          products[layer][row][firstColumn + index % columns.size()] += found[index];
        }
      }
    }
  }

  private static double[] products(Tensors rows, Tensors columns, long from, long to) {
    try (Tensor left = piece(rows, from, to);
        Tensor right = piece(columns, from, to);
        Tensor transposed = right.transpose(0, 1);
        Tensor product = left.matmul(transposed)) {
      return product.toDoubles();
    }
  }

  private static Tensor piece(Tensors vectors, long from, long to) {
    try (Tensors pieces = new Tensors()) {
      for (Tensor vector : vectors) {
        pieces.add(vector.slice(0, from, to));
      }
      try (Tensor stacked = Tensor.stack(pieces, 0)) {
        return stacked.to(Precision.FLOAT64);
      }
    }
  }
}
