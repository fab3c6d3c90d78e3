package nas.engine.loss;

import java.util.List;

/** How many elements are to be added, taken away or changed to make one list of another. */
final class EditDistance {

  private EditDistance() {}

  /** Returns the smallest number (Levenshtein 1966), by its table, row after row. */
  static int of(List<Integer> from, List<Integer> to) {
    int[] row = new int[to.size() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int element : from) {
      int diagonal = row[0];
      row[0]++;
      for (int column = 1; column < row.length; column++) {
        int changed = diagonal + (to.get(column - 1).equals(element) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(changed, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.size()];
  }
}
