package nas.experiment.score;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * A column of scores as a metric: its scores are read from a table, not measured, so it needs no
 * network.
 *
 * @param name by which it is asked for
 * @param column its head
 * @param table what it stands in, in words
 * @param direction which scores promise the more accurate network
 */
public record ColumnMetric(String name, String column, String table, Direction direction)
    implements Metric {

  @Override
  public String summary() {
    return "The column " + column + " of " + table;
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.empty();
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<Probe<?>> needs() {
    return Set.of();
  }

  /** Returns that a network alone has no row. */
  @Override
  public Score score(Measurements measurements) {
    return new Score.Undefined(Score.Reason.UNSUITABLE, "a column is looked up, not measured");
  }
}
