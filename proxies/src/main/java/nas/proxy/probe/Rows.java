package nas.proxy.probe;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import nas.engine.NetworkRuntime;

/** Copies arrays of the engine into Java's. */
final class Rows {

  private Rows() {}

  /** Returns the values of an array, cut into rows of equal length. */
  static double[][] of(NDArray array, int rows) {
    double[] values = NetworkRuntime.doubles(array);
    int columns = values.length / rows;
    double[][] table = new double[rows][];
    for (int row = 0; row < rows; row++) {
      table[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
    return table;
  }
}
