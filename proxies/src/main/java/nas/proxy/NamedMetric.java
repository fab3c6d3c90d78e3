package nas.proxy;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;

/**
 * A metric under the word that names it with its settings.
 *
 * @param name the word
 * @param metric the metric
 */
public record NamedMetric(String name, Metric metric) implements Metric {

  /** Returns the metric of a plug-in with settings. */
  public static <S extends Record> Metric of(MetricPlugin<S> plugin, S settings, String name) {
    Metric made = plugin.create(settings);
    return name.equals(made.name()) ? made : new NamedMetric(name, made);
  }

  @Override
  public String summary() {
    return metric.summary();
  }

  @Override
  public Optional<Paper> paper() {
    return metric.paper();
  }

  @Override
  public Direction direction() {
    return metric.direction();
  }

  @Override
  public String unit() {
    return metric.unit();
  }

  @Override
  public int version() {
    return metric.version();
  }

  @Override
  public Set<Probe<?>> needs() {
    return metric.needs();
  }

  @Override
  public Score score(Measurements measurements) {
    return metric.score(measurements);
  }

  @Override
  public String toString() {
    return name;
  }
}
