package nas.experiment.run;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;
import nas.proxy.Direction;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * A score that the evaluator's table has of architectures, as a metric: it is looked up, not
 * measured, so it needs no network.
 *
 * @param column its name in the table
 * @param direction which scores promise the more accurate network
 */
record ColumnMetric(String column, Direction direction) implements Metric {

  @Override
  public String name() {
    return "column:" + column;
  }

  @Override
  public String summary() {
    return "The column " + column + " of the evaluator's table";
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
