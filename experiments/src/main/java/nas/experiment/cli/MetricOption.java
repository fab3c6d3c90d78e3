package nas.experiment.cli;

import java.util.ArrayList;
import java.util.List;
import nas.experiment.score.ScoreTable;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.result.ResultException;
import nas.space.ErrorText;

/** Metrics as options name them. */
final class MetricOption {

  private MetricOption() {}

  /**
   * Returns the metric of a name.
   *
   * @throws ResultException if there is none; suggests the nearest name
   */
  static Metric find(String name) {
    return Metrics.find(name)
        .orElseThrow(
            () -> {
              List<String> names = new ArrayList<>(Metrics.names());
              names.add(ScoreTable.VOTE);
              return new ResultException(
                  "There is no metric " + ErrorText.quote(name),
                  ErrorText.nearest(name, names)
                      .map(nearest -> "you mean " + nearest)
                      .orElse("see '" + Main.PROGRAM + " proxies'"));
            });
  }
}
