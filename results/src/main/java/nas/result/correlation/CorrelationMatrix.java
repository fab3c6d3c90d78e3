package nas.result.correlation;

import java.util.ArrayList;
import java.util.List;
import nas.core.statistics.Ranks;

/**
 * Spearman's correlations of accuracies and metrics with each other, all taken the higher the
 * better, each over the architectures that both have a number for.
 *
 * @param names accuracies first
 * @param values symmetric, NaN where a side is constant: (names, names)
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record CorrelationMatrix(List<String> names, double[][] values) {

  /** Copies the names. */
  public CorrelationMatrix {
    names = List.copyOf(names);
  }

  /** Computes all correlations; the metrics come in the order given. */
  public static CorrelationMatrix of(
      List<AccuracyColumn> accuracies, List<ScoreColumn> metrics, UndefinedScores undefined) {
    List<String> names = new ArrayList<>();
    List<double[]> columns = new ArrayList<>();
    for (AccuracyColumn accuracy : accuracies) {
      names.add(accuracy.name());
      columns.add(accuracy.values());
    }
    for (ScoreColumn metric : metrics) {
      names.add(metric.name());
      columns.add(metric.oriented(undefined));
    }
    // Whole columns are ranked once; those with gaps anew for each partner.
    List<double[]> ranks = new ArrayList<>();
    for (double[] column : columns) {
      ranks.add(isWhole(column) ? Ranks.average(column) : new double[0]);
    }
    double[][] values = new double[names.size()][names.size()];
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k <= i; k++) {
        double value;
        if (isWhole(columns.get(i)) && isWhole(columns.get(k))) {
          value = Ranks.spearman(ranks.get(i), ranks.get(k));
        } else {
          Compared both = Compared.of(columns.get(i), columns.get(k));
          value = Ranks.spearman(Ranks.average(both.first()), Ranks.average(both.second()));
        }
        values[i][k] = value;
        values[k][i] = value;
      }
    }
    return new CorrelationMatrix(names, values);
  }

  private static boolean isWhole(double[] column) {
    for (double value : column) {
      if (Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }
}
