package nas.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import nas.experiment.score.ScoreTable;
import nas.proxy.Score;
import nas.proxy.metric.Vote;

/**
 * The scores of one architecture.
 *
 * @param architecture its text; of a network that belongs to no space, its name with a digest
 * @param byMetric its scores, in the order in which the metrics were named
 */
public record Scores(String architecture, Map<String, Score> byMetric) {

  /** Copies the map. */
  public Scores {
    byMetric = Collections.unmodifiableMap(new LinkedHashMap<>(byMetric));
  }

  static <A> List<Scores> of(ScoreTable<A> table) {
    int[] votes = table.votes();
    List<Scores> all = new ArrayList<>();
    for (int row = 0; row < table.rows().size(); row++) {
      Map<String, Score> scores = new LinkedHashMap<>();
      for (String metric : table.columns()) {
        scores.put(
            metric,
            metric.equals(Vote.NAME)
                ? Score.of(votes[row])
                : table.rows().get(row).scores().get(metric));
      }
      all.add(new Scores(table.space().format(table.rows().get(row).architecture()), scores));
    }
    return all;
  }

  /**
   * Returns a score.
   *
   * @return NaN if it is undefined; {@link #byMetric} says why
   * @throws IllegalArgumentException if it was not asked for
   */
  public double value(String metric) {
    Score score = byMetric.get(metric);
    if (score == null) {
      throw new IllegalArgumentException(
          metric + " was not asked for, only " + String.join(", ", byMetric.keySet()));
    }
    return score instanceof Score.Value value ? value.value() : Double.NaN;
  }

  /** Returns a line for people. */
  @Override
  public String toString() {
    return byMetric.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + " "
                    + (entry.getValue() instanceof Score.Value value
                        ? String.format(Locale.ROOT, "%.6g", value.value())
                        : "undefined"))
        .collect(Collectors.joining(", ", architecture + ": ", ""));
  }
}
