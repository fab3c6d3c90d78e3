package nas.strategy.predictor.regression;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Intervals of the numbers in columns of many values: trees that may split between intervals only
 * are grown several times as fast and predict as well (Ke et al. 2017, LightGBM, and others
 * before).
 *
 * @param edges for each column the bounds between its intervals, ascending; none where the column
 *     has few values, which stay as they are
 */
record Bins(List<double[]> edges) {

  private static final int MOST = 16;

  /** Copies the list. */
  Bins {
    edges = List.copyOf(edges);
  }

  /** Chooses intervals with about equally many rows of a table. */
  static Bins of(TrainingTable table) {
    return new Bins(
        IntStream.range(0, table.columns().size())
            .mapToObj(
                column ->
                    edges(Arrays.stream(table.rows()).mapToDouble(row -> row[column]).toArray()))
            .toList());
  }

  private static double[] edges(double[] values) {
    if (Arrays.stream(values).distinct().count() <= MOST) {
      return new double[0];
    }
    Arrays.sort(values);
    return IntStream.range(1, MOST)
        .map(bin -> endOfRun(values, (int) ((long) bin * values.length / MOST)))
        .filter(first -> first < values.length)
        .distinct()
        .mapToDouble(first -> values[first - 1] + (values[first] - values[first - 1]) / 2)
        .toArray();
  }

  /** Returns the first place from the given one on whose number is not that before it. */
  private static int endOfRun(double[] sorted, int from) {
    int place = from;
    while (place < sorted.length && sorted[place - 1] == sorted[place]) {
      place++;
    }
    return place;
  }

  /** Replaces numbers by the indices of their intervals. */
  TrainingTable apply(TrainingTable table) {
    return new TrainingTable(
        table.columns(),
        Arrays.stream(table.rows()).map(this::apply).toArray(double[][]::new),
        table.targets());
  }

  /** Replaces the numbers of a row by the indices of their intervals. */
  double[] apply(double[] row) {
    double[] binned = row.clone();
    for (int column = 0; column < binned.length; column++) {
      double[] bounds = edges.get(column);
      if (bounds.length > 0) {
        int place = Arrays.binarySearch(bounds, row[column]);
        // What lies on a bound belongs below it, as trees go up only where a number is greater.
        binned[column] = place >= 0 ? place : -place - 1;
      }
    }
    return binned;
  }

  /** Turns the value at which a tree of indices splits into one for the numbers themselves. */
  double threshold(int column, double split) {
    double[] bounds = edges.get(column);
    return bounds.length == 0 ? split : bounds[(int) split];
  }
}
