package nas.proxy.probe;

/** Deviations from means, for correlations. */
final class Deviations {

  private Deviations() {}

  /**
   * Returns the deviations of finite values from their mean, at unit length; empty where all values
   * are equal.
   */
  static double[] direction(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value - values[0]));
    }
    if (largest == 0) {
      return new double[0];
    }
    double[] deviations = new double[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      // Scaled so that no square overflows or vanishes.
      deviations[i] = (values[i] - values[0]) / largest;
      sum += deviations[i];
    }
    double mean = sum / values.length;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      deviations[i] -= mean;
      squares += deviations[i] * deviations[i];
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < values.length; i++) {
      deviations[i] /= norm;
    }
    return deviations;
  }

  /** Returns the products of rows of equal length with each other. */
  static double[][] products(double[][] rows) {
    double[][] products = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int at = 0; at < rows[i].length; at++) {
          sum += rows[i][at] * rows[j][at];
        }
        products[i][j] = sum;
        products[j][i] = sum;
      }
    }
    return products;
  }
}
