package nas.experiment.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.experiment.score.MetricNames;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.proxy.probe.ProbePlan;

/**
 * Says what is wrong with metrics of plug-ins; they may come from anybody, so nothing is taken as
 * given.
 */
final class MetricFaults {

  private MetricFaults() {}

  /** Returns the problems, one sentence each; none if all can be used together. */
  static List<String> of(Collection<Metric> metrics) {
    List<String> problems = new ArrayList<>();
    Map<String, Metric> byName = new HashMap<>();
    Metrics.all().forEach(metric -> byName.put(metric.name(), metric));
    for (Metric metric : metrics) {
      Optional<String> fault = fault(metric);
      if (fault.isPresent()) {
        problems.add(Plugins.describe(metric.getClass()) + " cannot be used: " + fault.get() + ".");
        continue;
      }
      Metric earlier = byName.putIfAbsent(metric.name(), metric);
      if (earlier != null) {
        problems.add(
            "Two metrics have the name '"
                + metric.name()
                + "': "
                + Plugins.describe(earlier.getClass())
                + " and "
                + Plugins.describe(metric.getClass())
                + ". Maybe give one of them another name, or remove it from the class path.");
      }
    }
    return problems;
  }

  @SuppressWarnings("ConstantValue")
  private static Optional<String> fault(Metric metric) {
    try {
      Object name = metric.name();
      if (name == null || !Plugins.NAME.matcher(name.toString()).matches()) {
        return Optional.of("its name (" + name + ") must be lower-case words joined by hyphens");
      }
      if (name.equals(Vote.NAME) || name.equals(MetricNames.ALL)) {
        return Optional.of("its name (" + name + ") has a meaning of its own in lists of metrics");
      }
      Object summary = metric.summary();
      if (summary == null || summary.toString().isBlank()) {
        return Optional.of("it has no summary");
      }
      if ((Object) metric.paper() == null) {
        return Optional.of("its paper is null, not empty");
      }
      if ((Object) metric.direction() == null || (Object) metric.unit() == null) {
        return Optional.of("its direction or its unit is null");
      }
      if (metric.version() < 1) {
        return Optional.of("its version (" + metric.version() + ") must be at least 1");
      }
      if ((Object) metric.needs() == null) {
        return Optional.of("its needs are null, not empty");
      }
      ProbePlan.of(metric.needs());
      return Optional.empty();
    } catch (IllegalArgumentException unmeasurable) {
      return Optional.of("its needs cannot be met: " + unmeasurable.getMessage());
    } catch (RuntimeException | LinkageError thrown) {
      return Optional.of("it throws " + Plugins.brief(thrown));
    }
  }
}
