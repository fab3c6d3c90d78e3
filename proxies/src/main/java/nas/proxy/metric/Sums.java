package nas.proxy.metric;

/** Sums over arrays that neither overflow nor lose small values needlessly. */
final class Sums {

  private Sums() {}

  /** Returns the Euclidean norm; infinite only if the norm itself is. */
  static double norm(double[] values) {
    double largest = largest(values);
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double squares = 0;
    for (double value : values) {
      double scaled = value / largest;
      squares += scaled * scaled;
    }
    return largest * Math.sqrt(squares);
  }

  /** Returns the largest magnitude, 0 of no values; NaN if one of them is. */
  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Returns the sum of the products of two rows of the same length. */
  static double product(double[] row, double[] other) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += row[i] * other[i];
    }
    return sum;
  }

  /** Returns the sum. */
  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * Returns the deviations from the mean: exactly zero if and only if all values are equal, however
   * the mean rounds; NaN if a value is not finite.
   */
  static double[] centred(double[] values) {
    double[] deviations = new double[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      deviations[i] = values[i] - values[0];
      sum += deviations[i];
    }
    double mean = sum / values.length;
    for (int i = 0; i < values.length; i++) {
      deviations[i] -= mean;
    }
    return deviations;
  }

  /**
   * Returns the standard deviation.
   *
   * @param lostDegrees what is subtracted from the number of values before dividing by it: 0 for
   *     that of a population, 1 for the estimate from a sample
   * @return exactly 0 if all values are equal; NaN if there are not more values than lost degrees
   */
  static double standardDeviation(double[] values, int lostDegrees) {
    if (values.length <= lostDegrees) {
      return Double.NaN;
    }
    return norm(centred(values)) / Math.sqrt(values.length - (double) lostDegrees);
  }
}
