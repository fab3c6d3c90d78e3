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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.plugin.Plugin;
import nas.experiment.config.Catalogue;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.Family;
import nas.experiment.config.MetricNames;
import nas.experiment.config.SettingDescription;
import nas.experiment.config.SettingsType;
import nas.proxy.MetricPlugin;
import nas.proxy.metric.Metrics;

/**
 * The plug-ins that experiments can name, checked: names are unique and settings are sound. One
 * that is not is left out and said to be at fault; the others can be used all the same.
 */
public final class Plugins implements Catalogue {

  private final Map<Family, SortedMap<String, Plugin<?>>> families;
  private final List<PluginFault> faults;
  private final ExperimentReader reader;

  private Plugins(Map<Family, SortedMap<String, Plugin<?>>> families, List<PluginFault> faults) {
    this.families = families;
    this.faults = List.copyOf(faults);
    reader = new ExperimentReader(this);
  }

  /** Finds all plug-ins that a class loader sees; see {@link PluginModule}. */
  public static Plugins load(ClassLoader loader) {
    return PluginModule.load(loader);
  }

  /** Makes a catalogue of given plug-ins and the metrics of the program. */
  public static Plugins of(Collection<? extends Plugin<?>> plugins) {
    return of(plugins, List.of());
  }

  /**
   * Makes a catalogue of given plug-ins and the metrics of the program.
   *
   * @param unloadable what could not even be created
   */
  static Plugins of(Collection<? extends Plugin<?>> plugins, List<PluginFault> unloadable) {
    List<PluginFault> faults = new ArrayList<>(unloadable);
    Map<Family, SortedMap<String, Plugin<?>>> families = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      families.put(family, usable(family, plugins, faults));
    }
    return new Plugins(families, faults);
  }

  private static SortedMap<String, Plugin<?>> usable(
      Family family, Collection<? extends Plugin<?>> plugins, List<PluginFault> faults) {
    Candidates<Plugin<?>> candidates = new Candidates<>(family.noun(), family.type(), faults);
    Metrics.plugins().stream()
        .filter(family::has)
        .forEach(own -> words(own).forEach(word -> candidates.add(own, word)));
    for (Plugin<?> plugin : plugins) {
      if (family.has(plugin) && candidates.add(plugin, plugin::name, () -> fault(family, plugin))) {
        words(plugin).forEach(word -> candidates.add(plugin, word));
      }
    }
    SortedMap<String, Plugin<?>> byWord = candidates.byName();
    SortedMap<String, Plugin<?>> usable = new TreeMap<>(byWord);
    usable.entrySet().removeIf(entry -> !hasAllItsWords(entry.getKey(), entry.getValue(), byWord));
    return Collections.unmodifiableSortedMap(usable);
  }

  /** Returns what is wrong with a plug-in; those of nas.jar are known to be sound, by its tests. */
  private static Optional<String> fault(Family family, Plugin<?> plugin) {
    return comesWith(Plugins.class, plugin.getClass())
        ? Optional.empty()
        : Soundness.fault(family, plugin);
  }

  /** Returns all words that stand for a plug-in, with its settings or without. */
  private static Set<String> words(Plugin<?> plugin) {
    Set<String> words = new TreeSet<>(Set.of(plugin.name()));
    if (plugin instanceof MetricPlugin<?> metric) {
      words.addAll(metric.presets().keySet());
    }
    return words;
  }

  private static boolean hasAllItsWords(
      String word, Plugin<?> plugin, Map<String, Plugin<?>> byWord) {
    return word.equals(plugin.name())
        && words(plugin).stream().allMatch(other -> plugin.equals(byWord.get(other)));
  }

  /** Returns these plug-ins and further ones. */
  public Plugins with(Collection<? extends Plugin<?>> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Plugin<?>> all = new ArrayList<>();
    families.values().forEach(family -> all.addAll(family.values()));
    all.addAll(more);
    return of(all, faults);
  }

  /** Returns what is there and cannot be used. */
  public List<PluginFault> faults() {
    return faults;
  }

  /** Returns the metrics of the program and those of plug-ins. */
  public MetricNames metrics() {
    return reader.metrics();
  }

  /** Returns the reader of experiments that name these plug-ins. */
  public ExperimentReader reader() {
    return reader;
  }

  @Override
  public SortedMap<String, Plugin<?>> plugins(Family family) {
    return families.getOrDefault(family, Collections.emptySortedMap());
  }

  @Override
  public SortedMap<String, String> unusable(Family family) {
    return refusals(faults, family.noun());
  }

  private static SortedMap<String, String> refusals(List<PluginFault> faults, String noun) {
    SortedMap<String, String> refusals = new TreeMap<>();
    faults.stream()
        .filter(fault -> fault.noun().equals(noun) && fault.name().isPresent())
        .forEach(fault -> refusals.putIfAbsent(fault.name().orElseThrow(), fault.refusal()));
    return refusals;
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

  /** Says whether a class comes from the jar or folder that another comes from. */
  static boolean comesWith(Class<?> other, Class<?> type) {
    Optional<String> location = location(type);
    return location.isPresent() && location.equals(location(other));
  }

  /** Returns the class with the jar or folder it comes from. */
  static String describe(Class<?> type) {
    return type.getName() + location(type).map(path -> " (" + path + ")").orElse("");
  }

  private static Optional<String> location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source).map(CodeSource::getLocation).map(Plugins::fileName);
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
