package nas.strategy.predictor.regression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a regression predicts from, column by column, as trees look at one column at a time.
 *
 * <p>The first columns are properties, which hold (1) or do not (0) and are kept as bits, the
 * others are numbers. Serves one thread at a time.
 */
final class FeatureColumns {

  private record Cut(int column, double value) {}

  private final int rows;
  private final long[][] properties;
  private final double[][] numbers;
  private final Map<Cut, long[]> cuts = new HashMap<>();

  /**
   * Takes over columns.
   *
   * @param rows number of architectures
   * @param properties one bit per row, as {@link #set} sets them
   * @param numbers one finite number per row
   */
  FeatureColumns(int rows, long[][] properties, double[][] numbers) {
    this.rows = rows;
    this.properties = properties;
    this.numbers = numbers;
  }

  /** Turns rows, each with {@code columns} numbers, into columns. */
  static FeatureColumns of(double[][] rows, int columns) {
    double[][] turned = new double[columns][rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column][row] = rows[row][column];
      }
    }
    return new FeatureColumns(rows.length, new long[0][], turned);
  }

  /** Returns so many bits, none of them set. */
  static long[] bits(int rows) {
    return new long[(rows + Long.SIZE - 1) / Long.SIZE];
  }

  /** Sets the bit of a row. */
  static void set(long[] bits, int row) {
    bits[row / Long.SIZE] |= 1L << row;
  }

  int rows() {
    return rows;
  }

  /** Returns the numbers of a column. */
  double[] column(int column) {
    if (column >= properties.length) {
      return numbers[column - properties.length];
    }
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = properties[column][row / Long.SIZE] >>> row & 1;
    }
    return values;
  }

  /** Returns the rows whose number in a column is greater than a value, as bits. */
  long[] above(int column, double value) {
    return column < properties.length && value >= 0 && value < 1
        ? properties[column]
        : cuts.computeIfAbsent(new Cut(column, value), this::cut);
  }

  private long[] cut(Cut cut) {
    double[] values = column(cut.column());
    long[] above = bits(rows);
    for (int row = 0; row < rows; row++) {
      above[row / Long.SIZE] |= (values[row] > cut.value() ? 1L : 0L) << row;
    }
    return above;
  }

  /** Returns all rows, as bits. */
  long[] everyRow() {
    long[] all = bits(rows);
    Arrays.fill(all, -1);
    if (rows % Long.SIZE != 0) {
      all[all.length - 1] = (1L << rows) - 1;
    }
    return all;
  }

  /** Turns columns into rows. */
  double[][] toRows() {
    double[][] turned = new double[rows][properties.length + numbers.length];
    for (int column = 0; column < properties.length + numbers.length; column++) {
      double[] values = column(column);
      for (int row = 0; row < rows; row++) {
        turned[row][column] = values[row];
      }
    }
    return turned;
  }
}
