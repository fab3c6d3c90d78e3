package nas.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.Sha256;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.trial.Better;
import nas.engine.data.DataPlugin;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.training.ReducedTrainingSettings;
import nas.evaluator.training.TrainingSettings;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Sequence;
import nas.experiment.config.yaml.YamlWriter;
import nas.proxy.service.ScoringSettings;
import nas.space.SearchSpacePlugin;
import nas.space.constrained.Bound;

/**
 * An experiment, every default filled in.
 *
 * @param name name of the experiment and of its run folder
 * @param description what it is for
 * @param searchSpace what is searched
 * @param constraints limits that every architecture searched must keep, by the quantity limited
 * @param objectives what networks are compared by beside the value that the evaluator gives
 * @param data the images, for evaluators that need some
 * @param evaluator what gives an architecture its accuracy
 * @param proxies how zero-cost metrics score networks
 * @param budget what one search may cost
 * @param repetitions how often each strategy searches, each time with other random numbers
 * @param seed root of all random numbers
 * @param strategies the strategies to compare, at least one, no two with one name
 * @param networks what every repetition evaluates beside the searches, as the file writes it
 * @param execution how it is executed; not part of its identity
 * @param report what the report shows; not part of its identity
 * @param finalTraining how the network that is found is trained; not part of its identity
 */
public record Experiment(
    @Setting("Name of the experiment and of its run folder")
        @Form(
            regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,59}",
            words =
                "1 to 60 letters, digits, dots, hyphens or underscores, a letter or digit first")
        String name,
    @Setting("What the experiment is for") Optional<String> description,
    @Setting("What is searched") Choice<SearchSpacePlugin<?>> searchSpace,
    @Setting(
            "Limits that every architecture searched must keep, such as {parameters: '<= 1.0e6'};"
                + " quantities are parameters, macs, what the evaluator's table has, and for"
                + " evaluators that train latency-ms.measured, the milliseconds that one image"
                + " takes on this machine")
        @Form(regex = Bound.FORM, words = Bound.WORDS)
        Optional<SortedMap<String, String>> constraints,
    @Setting(
            "What networks are compared by beside the value that the evaluator gives, such as"
                + " {parameters: lower}; the quantities are those of constraints. Strategies for"
                + " several objectives search for all of them, the others for the evaluator's; the"
                + " journal and the table of the front hold all of them")
        Optional<SortedMap<String, Better>> objectives,
    @Setting(value = "Images, for evaluators that need some", byDefault = "digits")
        Choice<DataPlugin<?>> data,
    @Setting("What gives an architecture its accuracy") Choice<EvaluatorPlugin<?>> evaluator,
    @Setting(value = "How zero-cost metrics score networks", byDefault = "{}")
        ScoringSettings proxies,
    @Setting("What one search may cost") Budget budget,
    @Setting(
            value = "How often each strategy searches, each time with other random numbers",
            byDefault = "1",
            min = 1,
            max = 1000000)
        int repetitions,
    @Setting(value = "Root of all random numbers", byDefault = "42") long seed,
    @Setting("The strategies to compare") @NotEmpty List<StrategyEntry> strategies,
    @Setting(
            "Whole networks that every repetition evaluates in full beside the searches, as"
                + " baselines: architectures of the search space, or names such as resnet20 that"
                + " 'java -jar nas.jar networks' knows")
        @NotEmpty
        Optional<List<String>> networks,
    @Setting(value = "How the experiment is executed; never changes results", byDefault = "{}")
        Execution execution,
    @Setting(value = "What the report shows", byDefault = "{}") ReportSettings report,
    @Setting(
            "How 'train' trains the network that is found; left out: as the evaluator training does")
        Optional<FinalTrainingSettings> finalTraining) {

  /** Keys that say nothing about the results. */
  private static final Set<String> NOT_IDENTITY =
      Set.of("description", "execution", "report", "final-training");

  private static final String LISTED = "listed.space.";

  /** Where search spaces that are made of another one name it. */
  private static final List<String> HELD = List.of(LISTED, "joint.architecture.");

  /** Keys of what executes networks. */
  private static final Set<String> EXECUTING = Set.of("evaluator", "proxies", "final-training");

  /** What tables and plots call a thing has at most so many characters. */
  private static final int LONGEST_NAME = 60;

  /** So much of the text of a network stands in its name where all is too much. */
  private static final int SHORTENED = 40;

  /** Copies the lists and checks that every strategy and network has a name of its own. */
  public Experiment {
    strategies = List.copyOf(strategies);
    networks = networks.map(List::copyOf);
    if (strategies.isEmpty()) {
      throw new InvalidSettingException("strategies", "strategies is empty", "add an item");
    }
    Map<String, Integer> first = new HashMap<>();
    for (int index = 0; index < strategies.size(); index++) {
      String label = strategies.get(index).label();
      Integer earlier = first.putIfAbsent(label, index);
      if (earlier != null) {
        throw new InvalidSettingException(
            "strategies[" + index + "].name",
            "The strategy name '"
                + label
                + "' stands twice, in strategies["
                + earlier
                + "] and strategies["
                + index
                + "]",
            "give each its own 'name'");
      }
    }
    List<String> beside = networks.orElse(List.of());
    for (int index = 0; index < beside.size(); index++) {
      String label = networkLabel(beside.get(index), index);
      Integer strategy = first.get(label);
      int earlier = beside.indexOf(beside.get(index));
      if (strategy != null || earlier < index) {
        throw new InvalidSettingException(
            "networks[" + index + "]",
            strategy != null
                ? "The network '%s' has the name of strategies[%d]".formatted(label, strategy)
                : "The network '%s' stands twice, in networks[%d] and networks[%d]"
                    .formatted(label, earlier, index),
            strategy != null ? "give the strategy another 'name'" : "remove one");
      }
    }
  }

  private static String networkLabel(String text, int index) {
    return text.length() <= LONGEST_NAME
        ? text
        : text.substring(0, SHORTENED) + "... (networks[" + index + "])";
  }

  /**
   * Returns what tables and plots call the searches, those of the strategies first and then the
   * networks beside them, in the order of the file.
   */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    strategies.forEach(entry -> labels.add(entry.label()));
    List<String> beside = networks.orElse(List.of());
    for (int index = 0; index < beside.size(); index++) {
      labels.add(networkLabel(beside.get(index), index));
    }
    return List.copyOf(labels);
  }

  /** Returns the same experiment on other architectures, without what limits its own. */
  Experiment on(Choice<SearchSpacePlugin<?>> space) {
    return new Experiment(
        name,
        description,
        space,
        Optional.empty(),
        Optional.empty(),
        data,
        evaluator,
        proxies,
        budget,
        repetitions,
        seed,
        strategies,
        Optional.empty(),
        execution,
        report,
        finalTraining);
  }

  /**
   * Returns the experiment as YAML, every default written out and paths absolute. Reading it gives
   * an equal experiment; equal experiments give equal text.
   */
  public String toYaml() {
    return YamlWriter.write(Encoder.encode(this));
  }

  /**
   * Returns how the network that is found is trained: as the experiment says, else as its evaluator
   * does; empty if that does not train on images.
   */
  public Optional<FinalTrainingSettings> trainingOfTheFound() {
    return finalTraining.or(
        () ->
            evaluator.settings() instanceof TrainingSettings settings
                ? Optional.of(FinalTrainingSettings.of(settings))
                : evaluator.settings() instanceof ReducedTrainingSettings reduced
                    ? Optional.of(FinalTrainingSettings.of(reduced.training()))
                    : Optional.empty());
  }

  /** Returns all files and folders that the data come from. */
  public List<Path> dataFiles() {
    return data.settings() instanceof AbsentPlugin.Settings
        ? List.of()
        : List.copyOf(Encoder.files(data.settings()));
  }

  /**
   * Returns the paths of all keys that say where networks are trained or scored. Models that
   * strategies learn have keys of their own, which are none of them.
   */
  public List<String> deviceKeys() {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", Encoder.encode(this), flat);
    return flat.keySet().stream()
        .filter(key -> key.endsWith(".device"))
        .filter(key -> EXECUTING.contains(key.substring(0, key.indexOf('.'))))
        .toList();
  }

  /** Returns settings of training by their keys, as in the file. */
  public static SortedMap<String, String> settings(TrainingSettings settings) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", Encoder.encode(settings), flat);
    return new TreeMap<>(flat);
  }

  /**
   * Returns what decides the results as one word: the SHA-256, in lower-case hexadecimal, of {@link
   * #toYaml} without description, execution and report.
   */
  public String identity() {
    return Sha256.hex(YamlWriter.write(identityTree()));
  }

  /**
   * Returns the keys in which two experiments differ, in the order of the file; empty if and only
   * if their identities are equal.
   */
  public List<Difference> differences(Experiment other) {
    Map<String, String> here = new LinkedHashMap<>();
    Map<String, String> there = new LinkedHashMap<>();
    flatten("", identityTree(), here);
    flatten("", other.identityTree(), there);
    List<Difference> differences = new ArrayList<>();
    here.forEach(
        (path, value) -> {
          String others = there.get(path);
          if (!value.equals(others)) {
            differences.add(new Difference(path, Optional.of(value), Optional.ofNullable(others)));
          }
        });
    for (String path : new TreeSet<>(there.keySet())) {
      if (!here.containsKey(path)) {
        differences.add(
            new Difference(path, Optional.empty(), Optional.ofNullable(there.get(path))));
      }
    }
    return differences;
  }

  /** Returns all that decides the results: values by their key paths, as in the file. */
  public SortedMap<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", identityTree(), settings);
    return new TreeMap<>(settings);
  }

  /**
   * Returns what decides which networks the search space builds, by key. Listed points of a space
   * are the networks of that space, whatever the list, and so are architectures whose training is
   * chosen with them.
   */
  public SortedMap<String, String> spaceSettings() {
    SortedMap<String, String> settings = settings("search-space.");
    for (Optional<String> held = held(settings); held.isPresent(); held = held(settings)) {
      settings = inside(settings, held.get());
    }
    return settings;
  }

  private static Optional<String> held(SortedMap<String, String> settings) {
    return HELD.stream().filter(path -> !inside(settings, path).isEmpty()).findFirst();
  }

  /** Returns the key path under which the search space says how networks may be trained. */
  String recipePath() {
    SortedMap<String, String> space = settings("search-space.");
    return "search-space." + (inside(space, LISTED).isEmpty() ? "" : LISTED) + "joint.training";
  }

  /**
   * Returns those of {@link #settings} whose path begins so, without that beginning.
   *
   * @param prefix such as {@code search-space.}
   */
  public SortedMap<String, String> settings(String prefix) {
    return inside(settings(), prefix);
  }

  private static SortedMap<String, String> inside(
      SortedMap<String, String> settings, String prefix) {
    SortedMap<String, String> inside = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            inside.put(key.substring(prefix.length()), value);
          }
        });
    return inside;
  }

  private Mapping identityTree() {
    Mapping tree = Encoder.encode(this);
    List<Entry> entries =
        tree.entries().stream().filter(entry -> !NOT_IDENTITY.contains(entry.key())).toList();
    return new Mapping(tree.place(), entries);
  }

  private static void flatten(String path, YamlNode node, Map<String, String> into) {
    if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      for (Entry entry : mapping.entries()) {
        flatten(path.isEmpty() ? entry.key() : path + "." + entry.key(), entry.value(), into);
      }
    } else if (node instanceof Sequence sequence && !sequence.items().isEmpty()) {
      for (int index = 0; index < sequence.items().size(); index++) {
        flatten(path + "[" + index + "]", sequence.items().get(index), into);
      }
    } else {
      into.put(path, YamlWriter.write(node).strip());
    }
  }
}
