package nas.proxy.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import nas.evaluator.runtime.Autograd;
import nas.evaluator.runtime.GradientMode;
import nas.evaluator.runtime.Mode;
import nas.evaluator.runtime.NetworkRuntime;
import nas.evaluator.runtime.Parameter;
import nas.evaluator.runtime.Tap;
import nas.evaluator.runtime.WeightSource;
import nas.space.network.FeatureShape;
import nas.space.network.Network;

/**
 * Measures {@link TangentKernel}: products of the gradients of single images, summed in double
 * precision.
 *
 * <p>As many gradients are held at once as fit a limit; those of the other images are computed
 * again for each group that is held.
 */
final class NtkGradients {

  private static final long HELD_BYTES = 1L << 28;

  /** Columns are multiplied in pieces, so that their copy in double precision stays small. */
  private static final int PIECE = 1 << 18;

  private final NetworkRuntime runtime;
  private final NDList logits;
  private final List<Parameter> layers;
  private final double[][][] products;

  private NtkGradients(NetworkRuntime runtime, NDList logits, List<Parameter> layers, int images) {
    this.runtime = runtime;
    this.logits = logits;
    this.layers = layers;
    products = new double[layers.size()][images][images];
  }

  static Kernels measure(
      TangentKernel probe,
      Network network,
      WeightSource weights,
      ImageBatch batch,
      NetworkProbe place) {
    return measure(probe, network, weights, batch, place, HELD_BYTES);
  }

  static Kernels measure(
      TangentKernel probe,
      Network network,
      WeightSource weights,
      ImageBatch batch,
      NetworkProbe place,
      long heldBytes) {
    int images = Math.min(probe.images(), batch.images());
    FeatureShape shape = batch.shape();
    double[] pixels = Arrays.copyOf(batch.pixels(), Math.toIntExact(images * shape.elements()));
    try (NetworkRuntime runtime =
        NetworkRuntime.create(network, weights, place.device(), place.precision())) {
      Set<String> live = runtime.live();
      List<Parameter> layers =
          runtime.parameters().stream()
              .filter(parameter -> parameter.role() == Parameter.Role.WEIGHT)
              .filter(parameter -> live.contains(parameter.node().name()))
              .toList();
      if (layers.isEmpty()) {
        return new Kernels(List.of());
      }
      return GradientMode.recorded(
          () -> {
            try (NDArray input =
                    runtime.array(pixels, images, shape.channels(), shape.height(), shape.width());
                NDArray output = runtime.forward(input, Mode.TRAINING, Tap.NONE);
                NDList logits = output.split(images)) {
              NtkGradients gradients = new NtkGradients(runtime, logits, layers, images);
              long bytes = runtime.weights().size() * place.precision().bytes();
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
      try (NDArray block = gradients(from, to)) {
        multiply(block, from, block, from);
        for (int image = to; image < images; image++) {
          try (NDArray later = gradients(image, image + 1)) {
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

  /** Returns gradients by all parameters, one row for each image. */
  private NDArray gradients(int from, int to) {
    try (NDList rows = new NDList()) {
      for (int image = from; image < to; image++) {
        try (NDArray sum = logits.get(image).sum()) {
          rows.addAll(Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.RETAINED));
        }
      }
      return NDArrays.stack(rows);
    }
  }

  /** Adds the products of rows with columns, layer by layer, for the lower triangle. */
  private void multiply(NDArray rows, int firstRow, NDArray columns, int firstColumn) {
    for (int layer = 0; layer < layers.size(); layer++) {
      Parameter weight = layers.get(layer);
      long end = weight.offset() + weight.elements();
      for (long from = weight.offset(); from < end; from += PIECE) {
        String piece = ":, " + from + ":" + Math.min(end, from + PIECE);
        double[] found;
        try (NDArray left = rows.get(piece);
            NDArray right = columns.get(piece);
            NDArray leftDouble = left.toType(DataType.FLOAT64, true);
            NDArray rightDouble = right.toType(DataType.FLOAT64, true);
            NDArray transposed = rightDouble.transpose();
            NDArray product = leftDouble.matMul(transposed)) {
          found = NetworkRuntime.doubles(product);
        }
        int width = (int) columns.getShape().get(0);
        for (int index = 0; index < found.length; index++) {
          products[layer][firstRow + index / width][firstColumn + index % width] += found[index];
        }
      }
    }
  }
}
