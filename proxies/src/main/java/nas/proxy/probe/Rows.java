package nas.proxy.probe;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import nas.engine.tensor.Tensor;

/** Copies arrays of the engine into Java's. */
final class Rows {

  private Rows() {}

  /** Returns the rows of several arrays side by side. */
  static double[][] of(Iterable<Tensor> arrays, int rows) {
    double[][] table = new double[rows][0];
    for (Tensor array : arrays) {
      double[][] part = of(array, rows);
      for (int row = 0; row < rows; row++) {
        table[row] =
            DoubleStream.concat(DoubleStream.of(table[row]), DoubleStream.of(part[row])).toArray();
      }
    }
    return table;
  }

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
