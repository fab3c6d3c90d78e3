package nas.experiment.correlate;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * A column of scores as a metric: its scores are read, not measured.
 *
 * @param name its head
 * @param direction which scores promise the more accurate network
 */
record ColumnMetric(String name, Direction direction) implements Metric {

  @Override
  public String summary() {
    return "The column " + name + " of a file of scores";
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

  /** Refuses: nobody measures a column. */
  @Override
  public Score score(Measurements measurements) {
    throw new UnsupportedOperationException("the column " + name + " is read, not measured");
  }
}
