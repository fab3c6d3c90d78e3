package nas.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import nas.core.UserException;
import nas.experiment.config.MetricNames;
import nas.proxy.Metric;
import nas.proxy.metric.Terms;
import picocli.CommandLine.Option;

/** Metrics as options name them. */
final class MetricOption {

  /** The metrics that one backward pass of the loss and one of the logits serve. */
  static final String USUAL = "grad-norm+snip+fisher+plain+jacob-cov+nwot+ssnr-snip";

  @Option(
      names = "--metrics",
      paramLabel = "NAMES",
      split = ",",
      hideParamSyntax = true,
      description = {
        "Zero-cost metrics, separated by commas; by default",
        "grad-norm,snip,fisher,plain,jacob-cov,nwot,ssnr-snip."
      })
  private List<String> names = new ArrayList<>(List.of(USUAL.split("[+]")));

  /** Returns the metrics, each once. */
  List<Metric> metrics() {
    List<Metric> metrics =
        new LinkedHashSet<>(Terms.joined(names)).stream().map(MetricNames.BUILT_IN::find).toList();
    if (metrics.stream().allMatch(metric -> metric.needs().isEmpty())) {
      throw new UserException(
          "--metrics (" + String.join(",", names) + ") need no pass through the network",
          "add one that does, such as snip");
    }
    return metrics;
  }

  /** Returns the option as it has to be given again. */
  String argument() {
    return "--metrics=" + String.join(",", names);
  }
}
