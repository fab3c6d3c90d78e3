package nas.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import nas.core.UserException;
import nas.core.plugin.Choice;
import nas.core.plugin.Plugin;
import nas.core.text.ErrorText;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.NamedMetric;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;

/**
 * Finds metrics, those of the program and those of plug-ins, by the words that users write: {@code
 * zen}, {@code zen-code}, {@code zen(images=32)}, {@code {zen: {images: 32}}}.
 */
public final class MetricNames {

  /** The metrics of the program alone. */
  public static final MetricNames BUILT_IN = of(MetricNames::builtIn);

  /** The word for all metrics and the vote. */
  public static final String ALL = "all";

  private final ValueType.OneOf plugins;

  /** Those that need no settings, by their words. */
  private final SortedMap<String, Choice<?>> named = new TreeMap<>();

  /** One object for each word, so that equal metrics are the same. */
  private final Map<String, Metric> made = new ConcurrentHashMap<>();

  private MetricNames(ValueType.OneOf plugins) {
    this.plugins = plugins;
    for (ValueType.Option option : plugins.options().values()) {
      MetricPlugin<?> plugin = (MetricPlugin<?>) option.plugin();
      plugin.presets().forEach((word, settings) -> named.put(word, new Choice<>(plugin, settings)));
      if (option.settings().allByDefault()) {
        Choice<?> byDefault = decoded(plugin.name());
        named.putIfAbsent(MetricText.of(byDefault), byDefault);
      }
    }
  }

  /** Returns the metrics of a catalogue. */
  public static MetricNames of(Catalogue catalogue) {
    return new MetricNames(SettingsType.options(Family.METRIC, catalogue));
  }

  private static SortedMap<String, Plugin<?>> builtIn(Family family) {
    SortedMap<String, Plugin<?>> plugins = new TreeMap<>();
    if (family == Family.METRIC) {
      Metrics.plugins().forEach(plugin -> plugins.put(plugin.name(), plugin));
    }
    return Collections.unmodifiableSortedMap(plugins);
  }

  /** Returns all metrics that have a word without settings, sorted by it. */
  public List<Metric> metrics() {
    return named.keySet().stream().map(this::find).toList();
  }

  /**
   * Returns the metric of a word; equal metrics are the same object.
   *
   * @throws UserException if there is none, it cannot be used, or a setting is wrong; suggests the
   *     nearest name
   */
  public Metric find(String word) {
    return metric(choice(word.strip()));
  }

  /** Returns the metric of a word, if there is one. */
  public Optional<Metric> known(String word) {
    try {
      return Optional.of(find(word));
    } catch (UserException none) {
      return Optional.empty();
    }
  }

  /** Returns a metric's plug-in with the settings that do not have their default. */
  public String inFull(Metric metric) {
    return MetricText.inFull(choice(metric.name()));
  }

  /** Returns the settings that a metric's plug-in takes. */
  public List<SettingDescription> settings(Metric metric) {
    return SettingDescription.describe(SettingsType.of(choice(metric.name()).plugin().settings()));
  }

  private Choice<?> choice(String word) {
    Choice<?> known = named.get(word);
    return known == null ? decoded(word) : known;
  }

  private Choice<?> decoded(String word) {
    Entry entry = MetricText.read(word);
    Choice<?> preset = named.get(entry.key());
    if (!plugins.options().containsKey(entry.key())) {
      throw preset == null ? none(entry.key()) : takesNone(preset, entry.key());
    }
    Decoder decoder = new Decoder(Path.of("").toAbsolutePath());
    Optional<Choice<?>> choice =
        decoder.option(plugins, entry, new Decoder.Site("", Place.whole(word)));
    if (choice.isEmpty() || !decoder.problems().isEmpty()) {
      throw MetricText.refusal(word, decoder.problems());
    }
    return choice.get();
  }

  private Metric metric(Choice<?> choice) {
    return made.computeIfAbsent(
        MetricText.of(choice), word -> create((MetricPlugin<?>) choice.plugin(), choice, word));
  }

  private static <S extends Record> Metric create(
      MetricPlugin<S> plugin, Choice<?> choice, String word) {
    return NamedMetric.of(plugin, plugin.settings().cast(choice.settings()), word);
  }

  /** Returns why the metric of a name cannot be used, in a sentence without its full stop. */
  public Optional<String> fault(String name) {
    return Optional.ofNullable(plugins.unusable().get(name));
  }

  private static UserException takesNone(Choice<?> preset, String word) {
    return new UserException(
        "%s is short for %s and takes no settings".formatted(word, MetricText.inFull(preset)),
        "give them to " + preset.name());
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

  /** Returns what the columns of metrics are called: one name, however they were asked for. */
  public List<String> columns(Collection<String> words) {
    return words.stream()
        .map(word -> word.equals(Vote.NAME) ? word : find(word).name())
        .distinct()
        .toList();
  }

  /** Returns the names of all metrics, and that of the vote. */
  public List<String> all() {
    List<String> names = new ArrayList<>(named.keySet());
    names.add(Vote.NAME);
    return List.copyOf(names);
  }
}
