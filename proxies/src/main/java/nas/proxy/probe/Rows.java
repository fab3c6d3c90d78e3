package nas.proxy.probe;

import java.util.Arrays;
import nas.engine.tensor.Tensor;

/** Copies arrays of the engine into Java's. */
final class Rows {

  private Rows() {}

  /** Returns the values of an array, cut into rows of equal length. */
  static double[][] of(Tensor array, int rows) {
    double[] values = array.toDoubles();
    int columns = values.length / rows;
    double[][] table = new double[rows][];
    for (int row = 0; row < rows; row++) {
      table[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
    return table;
  }
}
