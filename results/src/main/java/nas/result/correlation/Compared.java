package nas.result.correlation;

/**
 * Two columns without the rows in which one of them has no number.
 *
 * @param first numbers of the first column
 * @param second of the second column, as many
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Compared(double[] first, double[] second) {

  static Compared of(double[] first, double[] second) {
    int count = 0;
    for (int i = 0; i < first.length; i++) {
      count += Double.isNaN(first[i]) || Double.isNaN(second[i]) ? 0 : 1;
    }
    double[] a = new double[count];
    double[] b = new double[count];
    int next = 0;
    for (int i = 0; i < first.length; i++) {
      if (!Double.isNaN(first[i]) && !Double.isNaN(second[i])) {
        a[next] = first[i];
        b[next++] = second[i];
      }
    }
    return new Compared(a, b);
  }
}
