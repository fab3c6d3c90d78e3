package nas.experiment.plugin;

import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import nas.experiment.config.Catalogue;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.Family;
import nas.experiment.config.SettingDescription;
import nas.experiment.config.SettingsType;
import nas.experiment.config.UnsupportedSettingsException;
import nas.experiment.score.MetricNames;
import nas.proxy.Metric;
import nas.space.plugin.Paper;
import nas.space.plugin.Plugin;

/** The plug-ins that experiments can name, checked: names are unique and settings are sound. */
public final class Plugins implements Catalogue {

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final Map<Family, SortedMap<String, Plugin<?>>> families;
  private final MetricNames metrics;
  private final ExperimentReader reader;

  private Plugins(Map<Family, SortedMap<String, Plugin<?>>> families, MetricNames metrics) {
    this.families = families;
    this.metrics = metrics;
    reader = new ExperimentReader(family -> find(families, family), metrics);
  }

  /**
   * Finds all plug-ins that a class loader sees; see {@link PluginModule}.
   *
   * @throws PluginException if any of them cannot be used
   */
  public static Plugins load(ClassLoader loader) {
    return PluginModule.load(loader);
  }

  /**
   * Makes a catalogue of given plug-ins and the metrics of the program.
   *
   * @throws PluginException if any of them cannot be used
   */
  public static Plugins of(Collection<? extends Plugin<?>> plugins) {
    return of(plugins, List.of());
  }

  /**
   * Makes a catalogue of given plug-ins and metrics; those of the program need not be given.
   *
   * @throws PluginException if any of them cannot be used
   */
  static Plugins of(Collection<? extends Plugin<?>> plugins, Collection<Metric> metrics) {
    List<String> problems = new ArrayList<>();
    Map<Family, SortedMap<String, Plugin<?>>> families = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      SortedMap<String, Plugin<?>> byName = new TreeMap<>();
      for (Plugin<?> plugin : plugins) {
        if (!family.has(plugin)) {
          continue;
        }
        Optional<String> fault = fault(plugin);
        if (fault.isPresent()) {
          problems.add(describe(plugin.getClass()) + " cannot be used: " + fault.get() + ".");
          continue;
        }
        Plugin<?> earlier = byName.putIfAbsent(plugin.name(), plugin);
        if (earlier != null && earlier != plugin) {
          problems.add(
              "Two plug-ins of the kind '"
                  + family.noun()
                  + "' have the name '"
                  + plugin.name()
                  + "': "
                  + describe(earlier.getClass())
                  + " and "
                  + describe(plugin.getClass())
                  + ". Maybe remove one of them from the class path.");
        }
      }
      families.put(family, Collections.unmodifiableSortedMap(byName));
    }
    problems.addAll(MetricFaults.of(metrics));
    if (problems.isEmpty()) {
      try {
        return new Plugins(families, MetricNames.with(metrics));
      } catch (UnsupportedSettingsException unsupported) {
        problems.add("A plug-in cannot be used: " + unsupported.getMessage() + ".");
      }
    }
    throw new PluginException(problems);
  }

  /** Returns the metrics of the program and those of plug-ins. */
  public MetricNames metrics() {
    return metrics;
  }

  /** Returns the reader of experiments that name these plug-ins. */
  public ExperimentReader reader() {
    return reader;
  }

  @Override
  public SortedMap<String, Plugin<?>> plugins(Family family) {
    return find(families, family);
  }

  private static SortedMap<String, Plugin<?>> find(
      Map<Family, SortedMap<String, Plugin<?>>> families, Family family) {
    return families.getOrDefault(family, Collections.emptySortedMap());
  }

  /** Returns the plug-ins of a family for people to read, sorted by name. */
  public List<PluginDescription> describe(Family family) {
    return plugins(family).values().stream()
        .map(
            plugin ->
                new PluginDescription(
                    plugin.name(),
                    plugin.summary(),
                    plugin.paper(),
                    SettingDescription.describe(SettingsType.of(plugin.settings()))))
        .toList();
  }

  /**
   * Returns what is wrong with a plug-in; it may come from anybody, so nothing is taken as given.
   */
  @SuppressWarnings("ConstantValue")
  private static Optional<String> fault(Plugin<?> plugin) {
    try {
      Object name = plugin.name();
      if (name == null || !NAME.matcher(name.toString()).matches()) {
        return Optional.of("its name (" + name + ") must be lower-case words joined by hyphens");
      }
      Object summary = plugin.summary();
      if (summary == null || summary.toString().isBlank()) {
        return Optional.of("it has no summary");
      }
      Optional<Paper> paper = plugin.paper();
      if ((Object) paper == null) {
        return Optional.of("its paper is null, not empty");
      }
      Class<? extends Record> settings = plugin.settings();
      if ((Object) settings == null) {
        return Optional.of("it has no settings record");
      }
      SettingsType.of(settings);
      return Optional.empty();
    } catch (UnsupportedSettingsException unsupported) {
      return Optional.of(String.valueOf(unsupported.getMessage()));
    } catch (RuntimeException | LinkageError thrown) {
      return Optional.of("it throws " + brief(thrown));
    }
  }

  /** Returns the class with the jar or folder it comes from. */
  static String describe(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return type.getName() + (location == null ? "" : " (" + fileName(location) + ")");
  }

  /** Returns the file that a location names. */
  static String fileName(URL location) {
    String path = location.getPath();
    return path.startsWith("file:") ? path.substring("file:".length()) : path;
  }

  static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }

  /** Returns kind and message of what was thrown, on one line. */
  static String brief(Throwable thrown) {
    String message = thrown.getMessage();
    String kind = thrown.getClass().getSimpleName();
    return message == null ? kind : kind + " (" + firstLine(message) + ")";
  }
}
