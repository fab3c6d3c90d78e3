package nas.experiment.score;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;

/** Finds metrics, those of the program and those of plug-ins, by the names that users write. */
public final class MetricNames {

  /** The metrics of the program alone. */
  public static final MetricNames BUILT_IN = with(List.of(), Collections.emptySortedMap());

  /** The word for all metrics and the vote. */
  public static final String ALL = "all";

  private final List<Metric> metrics;
  private final SortedMap<String, String> unusable;

  private MetricNames(List<Metric> metrics, SortedMap<String, String> unusable) {
    this.metrics = metrics;
    this.unusable = unusable;
  }

  /**
   * Returns the metrics of the program and others.
   *
   * @param others with names that differ from each other's and the program's
   * @param unusable why further ones cannot be used, each a sentence, by name
   */
  public static MetricNames with(Collection<Metric> others, SortedMap<String, String> unusable) {
    return new MetricNames(
        Stream.concat(Metrics.all().stream(), others.stream())
            .sorted(Comparator.comparing(Metric::name))
            .toList(),
        Collections.unmodifiableSortedMap(new TreeMap<>(unusable)));
  }

  /** Returns all metrics, sorted by name. */
  public List<Metric> metrics() {
    return metrics;
  }

  /**
   * Returns the metric of a name.
   *
   * @throws UserException if there is none, or it cannot be used; suggests the nearest name
   */
  public Metric find(String name) {
    return known(name).orElseThrow(() -> none(name));
  }

  /** Returns the metric of a name, if there is one. */
  public Optional<Metric> known(String name) {
    return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  /** Returns why the metric of a name cannot be used, in a sentence without its full stop. */
  public Optional<String> fault(String name) {
    return Optional.ofNullable(unusable.get(name));
  }

  private UserException none(String name) {
    return fault(name)
        .map(fault -> new UserException(fault, "mend it, or use another metric"))
        .orElseGet(
            () ->
                new UserException(
                    "There is no metric " + ErrorText.quote(name),
                    ErrorText.nearest(name, all())
                        .map(nearest -> "you mean " + nearest)
                        .orElse(
                            "see 'java -jar nas.jar proxies', or give its jar with --plugins")));
  }

  /**
   * Returns the metrics that must be computed for columns of these names, each once: the voters for
   * {@link Vote#NAME}, otherwise the metric of that name.
   *
   * @throws UserException if there is no such metric
   */
  public List<Metric> metrics(Collection<String> names) {
    return names.stream()
        .flatMap(name -> name.equals(Vote.NAME) ? Vote.PUBLISHED.stream() : List.of(name).stream())
        .map(this::find)
        .distinct()
        .toList();
  }

  /** Returns the names of all metrics, and that of the vote. */
  public List<String> all() {
    List<String> names = new ArrayList<>(metrics.stream().map(Metric::name).toList());
    names.add(Vote.NAME);
    return List.copyOf(names);
  }
}
