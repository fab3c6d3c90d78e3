package nas.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.text.ErrorText;
import nas.experiment.config.Difference;
import nas.experiment.config.ExperimentReader;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.Provenance;
import nas.result.report.Caption;
import nas.result.report.Comparison;
import nas.result.report.StrategyRuns;
import nas.result.statistics.Cost;

/**
 * Runs to be compared: strategies of the first one, the baseline, with those of the same name, or
 * with other ones, in the others.
 *
 * @param runs at least two, of different folders
 */
public record RunComparison(List<Compared> runs) {

  /**
   * One of the runs.
   *
   * @param path its folder, as the user named it
   * @param strategies its searches, in the order of its experiment
   * @param caption what must be known to read its figures
   */
  public record Compared(Path path, OpenedRun run, List<StrategyRuns> strategies, Caption caption) {

    Optional<StrategyRuns> find(String strategy) {
      return strategies.stream().filter(runs -> runs.name().equals(strategy)).findFirst();
    }

    StrategyRuns require(String strategy) {
      return find(strategy)
          .orElseThrow(
              () ->
                  new UserException(
                      "There is no strategy " + ErrorText.quote(strategy) + " in " + path,
                      ErrorText.nearest(strategy, names())
                          .map(nearest -> "you mean '" + nearest + "'")
                          .orElse("use one of " + String.join(", ", names()))));
    }

    List<String> names() {
      return strategies.stream().map(StrategyRuns::name).toList();
    }

    /** Returns the networks that all its searches have trained or failed to train. */
    public long evaluated() {
      return strategies.stream()
          .flatMap(runs -> runs.repetitions().stream())
          .mapToLong(trials -> (long) Cost.TRAINED_MODELS.of(trials))
          .sum();
    }

    /** Returns the networks that they may train. */
    public long budget() {
      return run.experiment()
          .budget()
          .models((long) run.experiment().repetitions() * strategies.size());
    }

    /** Returns the most networks that one of its searches has trained or failed to train. */
    public long longestSearch() {
      return strategies.stream()
          .flatMap(runs -> runs.repetitions().stream())
          .mapToLong(trials -> (long) Cost.TRAINED_MODELS.of(trials))
          .max()
          .orElse(0);
    }
  }

  /**
   * Two strategies to compare.
   *
   * @param first the name of one in the baseline
   * @param second the name of one in the other runs
   */
  public record Names(String first, String second) {

    /**
     * Reads {@code NAME}, for the strategies of one name, or {@code FIRST=SECOND}; what is the name
     * of a strategy in the baseline is that name.
     */
    static Names parse(String text, Compared baseline) {
      int sign = text.indexOf('=');
      return sign < 0 || baseline.find(text).isPresent()
          ? new Names(text, text)
          : new Names(text.substring(0, sign).strip(), text.substring(sign + 1).strip());
    }
  }

  /**
   * A strategy of the baseline and one of another run.
   *
   * @param names their names
   * @param other the run beside the baseline
   * @param pair their searches; their display names hold the folders
   */
  public record Row(Names names, Compared other, Comparison.Pair pair) {}

  /** Copies the list. */
  public RunComparison {
    runs = List.copyOf(runs);
  }

  /**
   * Opens the folders.
   *
   * @throws UserException if a folder is no run, is given twice, is damaged or has no trained
   *     network
   * @throws nas.experiment.config.ExperimentException if an experiment cannot be read
   */
  public static RunComparison open(List<Path> paths, ExperimentReader reader) {
    List<Compared> runs = new ArrayList<>();
    List<Path> real = new ArrayList<>();
    for (Path path : paths) {
      OpenedRun run = OpenedRun.open(path, reader);
      Path place = realPath(path);
      if (real.contains(place)) {
        throw new UserException(
            runs.get(real.indexOf(place)).path() + " and " + path + " are the same folder",
            "give the folders of two runs");
      }
      real.add(place);
      List<SearchJournal> journals = run.journals();
      boolean trained =
          journals.stream()
              .flatMap(journal -> journal.trials().stream())
              .anyMatch(trial -> trial.result() instanceof nas.core.trial.Result.Trained);
      if (!trained) {
        throw new UserException(
            "The run in " + path + " has no trained network, so there is nothing to compare",
            "run it first, or give another folder");
      }
      runs.add(
          new Compared(
              path,
              run,
              RunReports.byStrategy(run.experiment(), journals),
              RunReports.caption(run, journals)));
    }
    return new RunComparison(runs);
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw FileProblem.explain("read the folder", path, e);
    }
  }

  /** Returns the run that the others are compared with. */
  public Compared baseline() {
    return runs.get(0);
  }

  /** Returns the other runs. */
  public List<Compared> others() {
    return runs.subList(1, runs.size());
  }

  /**
   * Refuses runs whose accuracies do not mean the same.
   *
   * @throws UserException if their evaluators differ; names in what
   */
  public void requireSameAccuracies() {
    for (Compared other : others()) {
      List<Difference> differences =
          settings(other).stream().filter(one -> decidesAccuracies(one, other)).toList();
      if (!differences.isEmpty()) {
        StringBuilder text = new StringBuilder();
        text.append(scores(other) ? "The scores of " : "The accuracies of ")
            .append(baseline().path())
            .append(" and ");
        text.append(other.path()).append(" do not mean the same:");
        differences.forEach(one -> text.append("\n  ").append(one));
        throw new UserException(text.toString(), "compare them nevertheless with --anyway");
      }
    }
  }

  private boolean decidesAccuracies(Difference difference, Compared other) {
    boolean images =
        baseline().run().loaded().evaluatorNeedsImages()
            || other.run().loaded().evaluatorNeedsImages();
    return difference.path().startsWith("evaluator.")
        || (scores(other) && difference.path().startsWith("proxies."))
        || (images && difference.path().startsWith("data."));
  }

  /** Says whether the values of both runs are scores of untrained networks. */
  private boolean scores(Compared other) {
    return baseline().run().loaded().protocol().scores()
        && other.run().loaded().protocol().scores();
  }

  private List<Difference> settings(Compared other) {
    return baseline().run().experiment().differences(other.run().experiment());
  }

  /** Returns in what a run differs from the baseline: settings, data, engines and program. */
  public List<String> differences(Compared other) {
    List<String> differences = new ArrayList<>();
    settings(other).forEach(difference -> differences.add(difference.toString()));
    Path before = baseline().run().folder().provenanceFile();
    Path after = other.run().folder().provenanceFile();
    if (Files.exists(before) && Files.exists(after)) {
      for (Provenance.Difference difference :
          Provenance.diff(Provenance.read(before), Provenance.read(after))) {
        if (difference.aspect() == Provenance.Aspect.EVALUATOR
            || difference.aspect() == Provenance.Aspect.PROGRAM) {
          differences.add(
              new Difference(difference.key(), difference.before(), difference.after()).toString());
        }
      }
    }
    return List.copyOf(differences);
  }

  /** Says whether two runs hold the same trials, but for wall-clock times. */
  public boolean sameTrials(Compared other) {
    return baseline().run().folder().digest().equals(other.run().folder().digest());
  }

  /**
   * Returns the strategies to compare.
   *
   * @param only the names of those wanted, as {@link Names#parse} reads them; empty: all that are
   *     in the baseline and another run, in the order of the baseline
   * @throws UserException if a run lacks one that is wanted, or has none in common
   */
  public List<Row> rows(List<String> only) {
    List<Names> wanted = only.stream().map(text -> Names.parse(text, baseline())).toList();
    for (Names names : wanted) {
      baseline().require(names.first());
      others().forEach(other -> other.require(names.second()));
    }
    if (wanted.isEmpty()) {
      others().forEach(this::requireCommon);
      wanted = baseline().names().stream().map(name -> new Names(name, name)).toList();
    }
    List<Row> rows = new ArrayList<>();
    for (Names names : wanted.stream().distinct().toList()) {
      for (Compared other : others()) {
        other
            .find(names.second())
            .ifPresent(
                second -> rows.add(row(names, baseline().require(names.first()), other, second)));
      }
    }
    return List.copyOf(rows);
  }

  private void requireCommon(Compared other) {
    if (other.names().stream().noneMatch(name -> baseline().find(name).isPresent())) {
      throw new UserException(
          baseline().path()
              + " and "
              + other.path()
              + " have no strategy in common: the first has "
              + String.join(", ", baseline().names())
              + ", the second "
              + String.join(", ", other.names()),
          "name one of each: --strategy '"
              + baseline().names().get(0)
              + "="
              + other.names().get(0)
              + "'");
    }
  }

  private Row row(Names names, StrategyRuns first, Compared other, StrategyRuns second) {
    boolean paired = baseline().run().experiment().seed() == other.run().experiment().seed();
    return new Row(
        names, other, new Comparison.Pair(named(first, baseline()), named(second, other), paired));
  }

  private static StrategyRuns named(StrategyRuns runs, Compared run) {
    return new StrategyRuns(runs.name() + " (" + run.path() + ")", runs.repetitions());
  }

  /**
   * Returns what must be known to read the figures of the runs, in sentences; those that hold for
   * all of them once, the others behind the folder.
   */
  public List<String> captions() {
    List<List<String>> each = runs.stream().map(run -> run.caption().sentences()).toList();
    List<String> captions =
        new ArrayList<>(
            each.get(0).stream()
                .filter(sentence -> each.stream().allMatch(one -> one.contains(sentence)))
                .toList());
    for (Compared run : runs) {
      List<String> own =
          run.caption().sentences().stream()
              .filter(sentence -> !each.stream().allMatch(one -> one.contains(sentence)))
              .toList();
      if (!own.isEmpty()) {
        captions.add(run.path() + ": " + String.join(" ", own));
      }
    }
    return List.copyOf(captions);
  }

  /** Returns the strategies that one run has and the baseline or that run lacks, in words. */
  public List<String> onlyInOne() {
    List<String> notes = new ArrayList<>();
    for (Compared other : others()) {
      missing(notes, baseline(), other);
      missing(notes, other, baseline());
    }
    return List.copyOf(notes);
  }

  private static void missing(List<String> notes, Compared from, Compared in) {
    List<String> names = from.names().stream().filter(name -> in.find(name).isEmpty()).toList();
    if (!names.isEmpty()) {
      notes.add("Only in " + from.path() + ": " + String.join(", ", names));
    }
  }
}
