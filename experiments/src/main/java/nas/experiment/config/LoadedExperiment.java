package nas.experiment.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.engine.data.DataPlugin;
import nas.engine.data.Dataset;
import nas.engine.data.SoundExamples;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.MedianStopping;
import nas.evaluator.Protocol;
import nas.evaluator.training.TrainingEvaluator;
import nas.evaluator.training.TrainingSettings;
import nas.evaluator.training.TrainsByRecipe;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode;
import nas.result.report.Published;
import nas.space.Blueprint;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.handmade.HandmadeNetworksPlugin;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.guide.Guidance;

/**
 * An experiment together with the file it was read from: creates the parts it names, and says where
 * in the file a setting stands that one of them refuses.
 */
public final class LoadedExperiment {

  private final Experiment experiment;
  private final MetricNames metrics;
  private final YamlNode tree;
  private final Place root;
  private final List<String> chosen;

  LoadedExperiment(
      Experiment experiment, MetricNames metrics, YamlNode tree, Place root, List<String> chosen) {
    this.experiment = experiment;
    this.metrics = metrics;
    this.tree = tree;
    this.root = root;
    this.chosen = List.copyOf(chosen);
  }

  /** Returns the experiment. */
  public Experiment experiment() {
    return experiment;
  }

  /**
   * Returns the same experiment on whole networks, for what evaluates them.
   *
   * @param names of networks that {@link nas.network.family.NetworkFamilies} knows
   */
  public LoadedExperiment onNetworks(List<String> names) {
    Choice<SearchSpacePlugin<?>> space =
        new Choice<>(new HandmadeNetworksPlugin(), new HandmadeNetworksPlugin.Settings(names));
    return new LoadedExperiment(experiment.on(space), metrics, tree, root, chosen);
  }

  /**
   * Says which numbers stand where the file has {@code auto}, and what they follow from: sentences
   * without a full stop.
   */
  public List<String> chosen() {
    return chosen;
  }

  /** Returns provenance to which that is added, if anything was chosen. */
  public SortedMap<String, String> withChosen(SortedMap<String, String> provenance) {
    SortedMap<String, String> all = new TreeMap<>(provenance);
    if (!chosen.isEmpty()) {
      all.put(TrainingEvaluator.CHOSEN, String.join("; ", chosen));
    }
    return all;
  }

  /** Returns the metrics that the experiment may name. */
  public MetricNames metrics() {
    return metrics;
  }

  /**
   * Returns the index of the strategy that the others are compared with.
   *
   * @throws ExperimentException if none has the name that is given
   */
  public int baseline() {
    List<String> names = experiment.strategies().stream().map(StrategyEntry::label).toList();
    Optional<String> baseline = experiment.report().speedup().baseline();
    int index = baseline.map(names::indexOf).orElse(0);
    if (index < 0) {
      String path = "report.speedup.baseline";
      String name = baseline.orElseThrow();
      throw new ExperimentException(
          List.of(
              new Problem(
                  "baseline (" + ErrorText.quote(name) + ") must be the name of a strategy",
                  Places.find(tree, root, path),
                  path,
                  ErrorText.nearest(name, names)
                      .map(nearest -> "you mean '" + nearest + "'")
                      .orElse("use one of " + String.join(", ", names)))));
    }
    return index;
  }

  /**
   * Reads the published results that the report shows beside those of the run.
   *
   * @throws ExperimentException if a YAML file is not as it should be
   * @throws nas.core.UserException if a CSV file is not, or cannot be read
   */
  public List<Published> published() {
    List<Published> published = new ArrayList<>();
    List<Path> files = experiment.report().published();
    for (int i = 0; i < files.size(); i++) {
      if (!Files.isRegularFile(files.get(i))) {
        throw explain(
            "report",
            new InvalidSettingException(
                "published[" + i + "]",
                "There is no file " + files.get(i) + " with published results",
                "check the path"));
      }
      published.addAll(PublishedFile.read(files.get(i)));
    }
    return List.copyOf(published);
  }

  /**
   * Creates the search space.
   *
   * @throws ExperimentException if it refuses a setting
   */
  public Space<?> createSearchSpace() {
    var choice = experiment.searchSpace();
    return explained(
        "search-space." + choice.name(), () -> space(choice.plugin(), choice.settings()));
  }

  /**
   * Reads the data.
   *
   * @throws ExperimentException if the reader refuses a setting
   * @throws nas.core.UserException if files are missing or damaged
   */
  public Dataset readData() {
    var choice = experiment.data();
    return explained("data." + choice.name(), () -> data(choice.plugin(), choice.settings()));
  }

  /**
   * Refuses data for which some architecture of the search space describes no network, as far as
   * can be told of all of them at once.
   *
   * @throws ExperimentException naming the setting that is at fault
   */
  public void requireFit(Space<?> space, Dataset data) {
    if (experiment.evaluator().settings() instanceof TrainsByRecipe trains) {
      requireEach(space, trains, training -> training.requireFor(data));
    }
    explained(
        "search-space." + experiment.searchSpace().name(),
        () -> {
          Blueprint.of(space).ifPresent(blueprint -> blueprint.check(data.task()));
          return space;
        });
  }

  /**
   * Refuses a search space that chooses how networks are trained, where they are not trained or the
   * experiment says itself how, and choices that no training can have together.
   *
   * @throws ExperimentException naming the setting that is at fault
   */
  public void requireTrainable(Space<?> space) {
    ChosenRecipes.of(space).ifPresent(chosen -> requireTrainable(space, chosen));
  }

  private void requireTrainable(Space<?> space, ChosenRecipes chosen) {
    var choice = experiment.evaluator();
    if (!(choice.settings() instanceof TrainsByRecipe trains)) {
      throw explain(
          new InvalidSettingException(
              "evaluator",
              "The search space %s chooses how networks are trained, and the evaluator %s trains none"
                  .formatted(space.name(), choice.name()),
              "search its architecture alone, or use the evaluator training"));
    }
    explained("evaluator." + choice.name(), () -> open(chosen, trains));
    requireEach(space, trains, training -> {});
    experiment
        .finalTraining()
        .ifPresent(
            last -> {
              explained("final-training", () -> open(chosen, last));
              requireEach(space, last, training -> {});
            });
  }

  private static TrainsByRecipe open(ChosenRecipes chosen, TrainsByRecipe settings) {
    chosen.requireOpen(settings);
    return settings;
  }

  private void requireEach(
      Space<?> space, TrainsByRecipe settings, Consumer<TrainingSettings> check) {
    ChosenRecipes.of(space)
        .ifPresent(
            chosen ->
                explained(
                    experiment.recipePath(),
                    () -> {
                      chosen.requireEach(settings.training(), check);
                      return space;
                    }));
  }

  /** Says whether the evaluator needs the images. */
  public boolean evaluatorNeedsImages() {
    return experiment.evaluator().plugin().needsImages();
  }

  /** Says whether the evaluator knows nothing of an architecture without evaluating it. */
  public boolean evaluatorOnlyEvaluates() {
    return experiment.evaluator().plugin().onlyEvaluates();
  }

  /**
   * Returns the fidelities at which the evaluator evaluates; see {@link
   * EvaluatorPlugin#fidelities}.
   *
   * @throws ExperimentException if it refuses a setting
   * @throws nas.core.UserException if data cannot be read
   */
  public List<Fidelity> fidelities() {
    var choice = experiment.evaluator();
    return explained(
        "evaluator." + choice.name(), () -> fidelities(choice.plugin(), choice.settings()));
  }

  /** Returns by which values the evaluator lets networks be searched and reported. */
  public Protocol protocol() {
    var choice = experiment.evaluator();
    return explained(
        "evaluator." + choice.name(),
        () -> protocol(choice.plugin(), choice.settings(), experiment.data().plugin().objective()));
  }

  private static <S extends Record> Protocol protocol(
      EvaluatorPlugin<S> plugin, Record settings, Objective trained) {
    return plugin.protocol(plugin.settings().cast(settings), trained);
  }

  /**
   * Refuses values that cannot be values of what the search compares.
   *
   * @throws ExperimentException if there are some
   */
  public void requireReachable() {
    Protocol protocol = protocol();
    Budget budget = experiment.budget();
    if (!protocol.metric().equals(Objective.ACCURACY.key())
        && budget.targetAccuracy().isPresent()) {
      throw explain(
          "budget",
          new InvalidSettingException(
              "target-accuracy",
              "target-accuracy is given, but the search compares " + protocol.metric(),
              "say target-value, in its unit"));
    }
    if (budget.targetAccuracy().isPresent() && budget.targetValue().isPresent()) {
      throw explain(
          "budget",
          new InvalidSettingException(
              "target-value",
              "target-value (%s) and target-accuracy (%s) are both given"
                  .formatted(budget.targetValue().get(), budget.targetAccuracy().get()),
              "leave one of them out"));
    }
    if (protocol.isPercent()) {
      budget.targetValue().ifPresent(value -> requirePercent("budget", "target-value", value));
      ReportSettings report = experiment.report();
      report.accuracyFrom().ifPresent(value -> requirePercent("report", "accuracy-from", value));
      List<WordOrNumber<SpeedupSettings.Word>> targets = report.speedup().targets();
      for (int i = 0; i < targets.size(); i++) {
        if (targets.get(i).number().isPresent()) {
          double value = targets.get(i).number().getAsDouble();
          requirePercent("report.speedup", "targets[" + i + "]", value);
        }
      }
    }
  }

  private void requirePercent(String path, String key, double value) {
    if (!(value >= 0 && value <= 100)) {
      String text = "%s (%s) must be 0 to 100".formatted(key, Numbers.format(value));
      throw explain(path, new InvalidSettingException(key, text, ""));
    }
  }

  /** Returns when trainings end that lag behind, if any do. */
  public Optional<MedianStopping> medianStopping() {
    var choice = experiment.evaluator();
    return medianStopping(choice.plugin(), choice.settings());
  }

  private static <S extends Record> Optional<MedianStopping> medianStopping(
      EvaluatorPlugin<S> plugin, Record settings) {
    return plugin.medianStopping(plugin.settings().cast(settings));
  }

  /**
   * Creates the evaluator.
   *
   * @throws ExperimentException if it refuses a setting
   * @throws nas.core.UserException if data cannot be read
   */
  public <A> Evaluator<A> createEvaluator(Space<A> space, EvaluatorContext context) {
    var choice = experiment.evaluator();
    return explained(
        "evaluator." + choice.name(),
        () -> evaluator(choice.plugin(), choice.settings(), space, context));
  }

  /**
   * Creates a strategy for one repetition.
   *
   * @param index its index in {@link Experiment#strategies()}
   * @param guidance what zero-cost metrics can do for it
   * @throws ExperimentException if it refuses a setting
   */
  public <A> Strategy<A> createStrategy(
      int index, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    var choice = experiment.strategies().get(index).strategy();
    return explained(
        "strategies[" + index + "]." + choice.name(),
        () -> strategy(choice.plugin(), choice.settings(), space, context, guidance));
  }

  /** Returns the refusal of a key of the experiment itself with the place where it stands. */
  public ExperimentException explain(InvalidSettingException refused) {
    Place place = Places.find(tree, root, refused.key());
    return new ExperimentException(
        List.of(Problem.of(refused, place, refused.key(), refused.advice())));
  }

  /**
   * Returns the refusal of a setting with the place where it stands.
   *
   * @param path key path of the refused record, such as {@code evaluator.training}
   */
  public ExperimentException explain(String path, InvalidSettingException refused) {
    String key = path + "." + refused.key();
    Place place = Places.find(tree, root, key);
    return new ExperimentException(List.of(Problem.of(refused, place, key, refused.advice())));
  }

  private <T> T explained(String path, Supplier<T> creation) {
    try {
      return creation.get();
    } catch (InvalidSettingException refused) {
      throw explain(path, refused);
    }
  }

  private static <S extends Record> Space<?> space(SearchSpacePlugin<S> plugin, Record settings) {
    return plugin.create(plugin.settings().cast(settings));
  }

  private static <S extends Record> Dataset data(DataPlugin<S> plugin, Record settings) {
    return SoundExamples.of(plugin.read(plugin.settings().cast(settings)));
  }

  private static <S extends Record> List<Fidelity> fidelities(
      EvaluatorPlugin<S> plugin, Record settings) {
    return plugin.fidelities(plugin.settings().cast(settings));
  }

  private static <A, S extends Record> Evaluator<A> evaluator(
      EvaluatorPlugin<S> plugin, Record settings, Space<A> space, EvaluatorContext context) {
    return plugin.create(plugin.settings().cast(settings), space, context);
  }

  private static <A, S extends Record> Strategy<A> strategy(
      StrategyPlugin<S> plugin,
      Record settings,
      Space<A> space,
      StrategyContext context,
      Guidance<A> guidance) {
    return plugin.create(plugin.settings().cast(settings), space, context, guidance);
  }
}
