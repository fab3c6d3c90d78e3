package nas.strategy.predictor.regression;

/**
 * What a regression predicts from, column by column, as trees look at one column at a time.
 *
 * @param rows number of architectures
 * @param columns one array of {@code rows} finite numbers per feature
 */
@SuppressWarnings("ArrayRecordComponent")
record FeatureColumns(int rows, double[][] columns) {

  /** Turns rows, each with {@code columns} numbers, into columns. */
  static FeatureColumns of(double[][] rows, int columns) {
    double[][] turned = new double[columns][rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column][row] = rows[row][column];
      }
    }
    return new FeatureColumns(rows.length, turned);
  }

  /** Turns columns into rows. */
  double[][] toRows() {
    return of(columns, rows).columns();
  }
}
