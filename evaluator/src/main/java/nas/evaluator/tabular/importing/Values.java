package nas.evaluator.tabular.importing;

import java.util.Arrays;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;

/** Checks numbers against what they are said to be. */
final class Values {

  private Values() {}

  /** Returns a number of a row that must be there and must be able to be the quantity. */
  static double checked(CsvReader csv, int column, Quantity quantity) {
    double number = csv.required(column);
    return require(quantity, number, csv.header().get(column), csv::problem);
  }

  /** Makes an exception of a problem and its advice. */
  interface Problems {
    /** Returns the exception with the place added. */
    UserException at(String problem, String advice);
  }

  /** Returns the index of a column. */
  static int column(CsvReader csv, String name) {
    int index = csv.header().indexOf(name);
    if (index < 0) {
      throw new UserException(
          csv.file() + ":" + csv.headerLine() + ": there is no column " + ErrorText.quote(name),
          ErrorText.nearest(name, csv.header())
              .map(nearest -> "you mean " + ErrorText.quote(nearest))
              .orElse("use one of " + String.join(", ", csv.header())));
    }
    return index;
  }

  /** Returns the number, having checked that it can be the quantity. */
  static double require(Quantity quantity, double number, String name, Problems problems) {
    if (!quantity.possible().test(number)) {
      boolean percent =
          quantity instanceof Query query && query.metric().equals(Query.ACCURACY_PERCENT);
      throw problems.at(
          name
              + " ("
              + number
              + ") "
              + (percent ? "cannot be an accuracy in percent" : "cannot be '" + quantity + "'"),
          percent && number > 100 ? "check the divisor" : "");
    }
    return number;
  }

  /**
   * Returns the numbers of rows with room for one more row, the same array if it has that; rows
   * without a number are NaN.
   */
  static double[] holding(double[] numbers, int row) {
    int old = numbers.length;
    if (row < old) {
      return numbers;
    }
    double[] grown = Arrays.copyOf(numbers, Math.max(row + 1, old + (old >> 1) + 16));
    Arrays.fill(grown, old, grown.length, Double.NaN);
    return grown;
  }
}
