package nas.experiment.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import nas.experiment.score.ScoreTable;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.result.ResultException;
import nas.space.ErrorText;
import picocli.CommandLine.Option;

/** Metrics as options name them. */
final class MetricOption {

  @Option(
      names = "--metrics",
      paramLabel = "NAMES",
      split = ",",
      hideParamSyntax = true,
      description = {
        "Zero-cost metrics, separated by commas; by default",
        "grad-norm,snip,fisher,plain,jacob-cov,nwot,ssnr-snip."
      })
  private List<String> names =
      new ArrayList<>(
          List.of("grad-norm", "snip", "fisher", "plain", "jacob-cov", "nwot", "ssnr-snip"));

  /** Returns the metrics, each once. */
  List<Metric> metrics() {
    List<Metric> metrics = new LinkedHashSet<>(names).stream().map(MetricOption::find).toList();
    if (metrics.stream().allMatch(metric -> metric.needs().isEmpty())) {
      throw new ResultException(
          "--metrics (" + String.join(",", names) + ") need no pass through the network",
          "add one that does, such as snip");
    }
    return metrics;
  }

  /** Returns the option as it has to be given again. */
  String argument() {
    return "--metrics=" + String.join(",", names);
  }

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
