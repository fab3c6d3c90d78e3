package nas.proxy.probe;

import java.util.List;

/**
 * Symmetric positive semi-definite matrices that compare images, layer by layer.
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
   * @param matrix (images, images)
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
