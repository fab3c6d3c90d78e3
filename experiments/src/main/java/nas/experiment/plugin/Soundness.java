package nas.experiment.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import nas.core.plugin.Plugin;
import nas.engine.kernel.Kernel;
import nas.engine.loss.LossKind;
import nas.experiment.config.Catalogue;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.Family;
import nas.experiment.config.MetricNames;
import nas.experiment.config.SettingsType;
import nas.experiment.config.UnsupportedSettingsException;
import nas.network.Attributes;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.metric.Preference;
import nas.proxy.metric.Vote;
import nas.proxy.probe.ProbePlan;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with plug-ins; they may come from anybody, so nothing is taken as given.
 *
 * <p>Reasons follow on "cannot be used: " and have no full stop.
 */
final class Soundness {

  /** Words that mean something else where metrics are named. */
  private static final Set<String> RESERVED =
      Set.of(
          Vote.NAME, MetricNames.ALL, Preference.LOG_RANKS, Preference.AZ_NAS, "column", "better");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private Soundness() {}

  /** Returns the name by which a plug-in would be used, if it tells a usable one. */
  static Optional<String> name(Supplier<String> name) {
    try {
      return Optional.ofNullable(name.get()).filter(known -> NAME.matcher(known).matches());
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError thrown) {
      return Optional.empty();
    }
  }

  /** Returns what is wrong with a plug-in with settings. */
  static Optional<String> fault(Family family, Plugin<?> plugin) {
    return checked(() -> unchecked(family, plugin));
  }

  /** Returns what is wrong with the kernel of an operation. */
  static Optional<String> fault(Kernel<?> kernel) {
    return checked(() -> unchecked(kernel));
  }

  /** Returns what is wrong with the losses of a kind of target. */
  static Optional<String> fault(LossKind<?> kind) {
    return checked(
        () ->
            (Object) kind.target() == null ? Optional.of("its target is null") : Optional.empty());
  }

  @SuppressWarnings("ConstantValue")
  private static Optional<String> unchecked(Kernel<?> kernel) {
    if ((Object) kernel.operation() == null || (Object) kernel.onnxOperators() == null) {
      return Optional.of("its operation or its list of ONNX operators is null");
    }
    try {
      Attributes.declared(kernel.operation());
      return Optional.empty();
    } catch (IllegalStateException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  private static Optional<String> checked(Supplier<Optional<String>> check) {
    try {
      return check.get();
    } catch (UnsupportedSettingsException unsupported) {
      return Optional.of(String.valueOf(unsupported.getMessage()));
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError thrown) {
      return Optional.of("it throws " + Plugins.brief(thrown));
    }
  }

  @SuppressWarnings("ConstantValue")
  private static Optional<String> unchecked(Family family, Plugin<?> plugin) {
    Object name = plugin.name();
    if (family == Family.METRIC && name != null && RESERVED.contains(name)) {
      return Optional.of("its name (" + name + ") has a meaning of its own in lists of metrics");
    }
    Optional<String> named = misnamed(name, plugin.summary(), plugin.paper());
    if (named.isPresent()) {
      return named;
    }
    if ((Object) plugin.settings() == null) {
      return Optional.of("it has no settings record");
    }
    // Read as they will be in an experiment, which finds what is wrong with them.
    TreeMap<String, Plugin<?>> alone = new TreeMap<>();
    alone.put(plugin.name(), plugin);
    Catalogue only = asked -> asked == family ? alone : new TreeMap<>();
    if (plugin instanceof MetricPlugin<?> metric) {
      Optional<String> preset = misnamedPreset(metric);
      return preset.isPresent()
          ? preset
          : MetricNames.of(only).metrics().stream()
              .flatMap(made -> unchecked(made).stream())
              .findFirst();
    }
    new ExperimentReader(only);
    SettingsType.of(plugin, only);
    return Optional.empty();
  }

  @SuppressWarnings("ConstantValue")
  private static Optional<String> misnamedPreset(MetricPlugin<?> metric) {
    if ((Object) metric.presets() == null) {
      return Optional.of("its presets are null, not empty");
    }
    for (Map.Entry<String, ? extends Record> preset : metric.presets().entrySet()) {
      String word = preset.getKey();
      if (RESERVED.contains(word) || !NAME.matcher(word).matches()) {
        return Optional.of("its preset (" + word + ") must be lower-case words joined by hyphens");
      }
      if (!metric.settings().isInstance(preset.getValue())) {
        return Optional.of("its preset " + word + " has other settings than it takes");
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("ConstantValue")
  private static Optional<String> unchecked(Metric metric) {
    if ((Object) metric.direction() == null || (Object) metric.unit() == null) {
      return Optional.of("its direction or its unit is null");
    }
    if (metric.version() < 1) {
      return Optional.of("its version (" + metric.version() + ") must be at least 1");
    }
    if ((Object) metric.needs() == null) {
      return Optional.of("its needs are null, not empty");
    }
    try {
      ProbePlan.of(metric.needs());
      return Optional.empty();
    } catch (IllegalArgumentException unmeasurable) {
      return Optional.of("its needs cannot be met: " + unmeasurable.getMessage());
    }
  }

  private static Optional<String> misnamed(
      @Nullable Object name, @Nullable Object summary, @Nullable Object paper) {
    if (name == null || !NAME.matcher(name.toString()).matches()) {
      return Optional.of("its name (" + name + ") must be lower-case words joined by hyphens");
    }
    if (summary == null || summary.toString().isBlank()) {
      return Optional.of("it has no summary");
    }
    return paper == null ? Optional.of("its paper is null, not empty") : Optional.empty();
  }
}
