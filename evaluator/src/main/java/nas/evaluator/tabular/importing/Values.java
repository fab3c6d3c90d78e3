package nas.evaluator.tabular.importing;

import nas.evaluator.data.DataException;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;

/** Checks numbers against what they are said to be. */
final class Values {

  private Values() {}

  /** Returns a number of a row that must be there and must be able to be the quantity. */
  static double checked(CsvFile csv, int column, Quantity quantity) {
    double number = csv.required(column);
    return require(quantity, number, csv.header().get(column), csv::problem);
  }

  /** Makes an exception of a problem and its advice. */
  interface Problems {
    /** Returns the exception with the place added. */
    DataException at(String problem, String advice);
  }

  /** Returns the number, having checked that it can be the quantity. */
  static double require(Quantity quantity, double number, String name, Problems problems) {
    if (!Double.isFinite(number)) {
      throw problems.at(name + " (" + number + ") must be finite", "");
    }
    if (quantity instanceof Query query
        && query.metric().equals(Query.ACCURACY_PERCENT)
        && !(number >= 0 && number <= 100)) {
      throw problems.at(
          name + " (" + number + ") cannot be an accuracy in percent",
          number < 0 ? "" : "check the divisor");
    }
    if (number < 0
        && (quantity.toString().contains("seconds") || quantity.toString().contains("latency"))) {
      throw problems.at(name + " (" + number + ") cannot be a time", "");
    }
    return number;
  }
}
