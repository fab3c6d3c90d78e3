package nas.proxy.metric;

/** Determinants of matrices that need not be symmetric or positive. */
final class Determinant {

  private Determinant() {}

  /**
   * Returns log |det|, by Gaussian elimination with the largest pivot of each column; minus
   * infinity where a pivot cannot be told from 0 in double precision, being at most n 2^-52 times
   * the largest element.
   *
   * @param matrix square and finite
   */
  static double logOfSize(double[][] matrix) {
    int size = matrix.length;
    double[][] left = new double[size][];
    double largest = 0;
    for (int row = 0; row < size; row++) {
      left[row] = matrix[row].clone();
      largest = Math.max(largest, Sums.largest(left[row]));
    }
    double sum = 0;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        pivot = Math.abs(left[row][column]) > Math.abs(left[pivot][column]) ? row : pivot;
      }
      double[] chosen = left[pivot];
      left[pivot] = left[column];
      left[column] = chosen;
      if (Math.abs(chosen[column]) <= size * Math.ulp(1.0) * largest) {
        return Double.NEGATIVE_INFINITY;
      }
      sum += StrictMath.log(Math.abs(chosen[column]));
      for (int row = column + 1; row < size; row++) {
        double factor = left[row][column] / chosen[column];
        for (int at = column; at < size; at++) {
          left[row][at] -= factor * chosen[at];
        }
      }
    }
    return sum;
  }
}
