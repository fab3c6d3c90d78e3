package nas.experiment.score;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.result.ResultException;
import nas.space.ErrorText;

/** Finds metrics by the names that users write. */
public final class MetricNames {

  private MetricNames() {}

  /**
   * Returns the metric of a name.
   *
   * @throws ResultException if there is none; suggests the nearest name
   */
  public static Metric find(String name) {
    return Metrics.find(name)
        .orElseThrow(
            () ->
                new ResultException(
                    "There is no metric " + ErrorText.quote(name),
                    ErrorText.nearest(name, all())
                        .map(nearest -> "you mean " + nearest)
                        .orElse("see 'java -jar nas.jar proxies'")));
  }

  /**
   * Returns the metrics that must be computed for columns of these names, each once: the voters for
   * {@link Vote#NAME}, otherwise the metric of that name.
   *
   * @throws ResultException if there is no such metric
   */
  public static List<Metric> metrics(Collection<String> names) {
    return names.stream()
        .flatMap(name -> name.equals(Vote.NAME) ? Vote.PUBLISHED.stream() : List.of(name).stream())
        .map(MetricNames::find)
        .distinct()
        .toList();
  }

  /** Returns the names of all metrics, and that of the vote. */
  public static List<String> all() {
    List<String> names = new ArrayList<>(Metrics.names());
    names.add(Vote.NAME);
    return List.copyOf(names);
  }
}
