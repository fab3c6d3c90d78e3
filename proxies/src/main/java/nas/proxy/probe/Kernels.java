package nas.proxy.probe;

import java.util.List;

/**
 * Symmetric matrices (images, images) that count agreeing units; their entries are whole numbers.
 *
 * @param layers one matrix per layer, in topological order; may be empty
 */
public record Kernels(List<Layer> layers) {

  /** Copies the list. */
  public Kernels {
    layers = List.copyOf(layers);
  }

  /**
   * The matrix of one layer.
   *
   * @param node name of the node
   * @param matrix (images, images); the diagonal holds the number of units of one image
   */
  @SuppressWarnings("ArrayRecordComponent") // Read by nobody who would change it.
  public record Layer(String node, double[][] matrix) {}

  /**
   * Returns the sum of the matrices of all layers.
   *
   * @throws IllegalStateException if there are none
   */
  public double[][] sum() {
    if (layers.isEmpty()) {
      throw new IllegalStateException("there is no layer to sum over");
    }
    int images = layers.get(0).matrix().length;
    double[][] sum = new double[images][images];
    for (Layer layer : layers) {
      for (int row = 0; row < images; row++) {
        for (int column = 0; column < images; column++) {
          sum[row][column] += layer.matrix()[row][column];
        }
      }
    }
    return sum;
  }
}
