package nas.experiment.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.UserException;
import nas.experiment.config.Assignment;
import nas.experiment.config.Difference;
import nas.experiment.config.ExperimentReader;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.PluginJar;
import nas.result.Provenance;
import nas.result.journal.TrialRecord;
import nas.result.report.Caption;
import nas.result.report.ReportInput;
import nas.result.report.StrategyRuns;
import nas.space.Space;

/**
 * Runs of one experiment that differ in the root seed alone, whose repetitions are reported
 * together; most often a single one.
 *
 * @param runs at least one
 */
public record PooledRuns(List<Pooled> runs) {

  /** Keys that may differ, as they decide nothing in a search. */
  private static final Set<String> MAY_DIFFER = Set.of("seed", "name", "repetitions");

  /**
   * The seed of the scores, which is the root seed where it is not set; where it is, it is above.
   */
  private static final String SEED_OF_SCORES = "evaluator.proxies.seed";

  /**
   * One of the runs.
   *
   * @param path its folder, as the user named it
   */
  public record Pooled(Path path, OpenedRun run, List<SearchJournal> journals) {

    List<StrategyRuns> strategies() {
      return RunReports.all(run.experiment(), journals);
    }

    private int begun() {
      return strategies().stream()
          .mapToInt(
              runs -> (int) runs.repetitions().stream().filter(trials -> !trials.isEmpty()).count())
          .max()
          .orElse(0);
    }

    Caption.RootSeed rootSeed() {
      return new Caption.RootSeed(run.experiment().seed(), run.experiment().repetitions(), begun());
    }

    ReportInput.Source source() {
      return new ReportInput.Source(
          path.toString(),
          ReportInput.journalSha256(strategies()),
          run.provenance(),
          run.experiment().toYaml());
    }
  }

  /** Copies the list. */
  public PooledRuns {
    runs = List.copyOf(runs);
  }

  /**
   * Opens the folders and reads their journals, once.
   *
   * @param paths at least one
   * @param changes of keys below {@code report}; those of the first run are used
   * @throws UserException if a folder is no run or is damaged, or if two runs differ in more than
   *     the root seed or not even in that
   * @throws nas.experiment.config.ExperimentException if an experiment cannot be read
   */
  public static PooledRuns open(
      List<Path> paths, ExperimentReader reader, List<Assignment> changes) {
    List<Pooled> runs = new ArrayList<>();
    for (Path path : paths) {
      OpenedRun run = OpenedRun.open(path, reader, changes);
      for (Pooled earlier : runs) {
        requireSameSearches(earlier, path, run);
        requireOtherSeed(earlier, path, run);
      }
      runs.add(new Pooled(path, run, run.journals()));
    }
    return new PooledRuns(runs);
  }

  private static void requireOtherSeed(Pooled earlier, Path path, OpenedRun run) {
    if (earlier.run().experiment().seed() == run.experiment().seed()) {
      throw new UserException(
          earlier.path()
              + " and "
              + path
              + " both have the root seed "
              + run.experiment().seed()
              + ", so the same searches would be counted twice",
          "give runs with different seeds (run ... --set seed=7)");
    }
  }

  private static void requireSameSearches(Pooled earlier, Path path, OpenedRun run) {
    List<String> differences = new ArrayList<>();
    for (Difference difference : earlier.run().experiment().differences(run.experiment())) {
      if (!MAY_DIFFER.contains(difference.path())) {
        differences.add(difference.toString());
      }
    }
    Provenance before = Provenance.read(earlier.run().folder().provenanceFile());
    Provenance after = Provenance.read(run.folder().provenanceFile());
    for (Provenance.Difference difference : Provenance.diff(before, after)) {
      if (difference.aspect() == Provenance.Aspect.EVALUATOR
          && !difference.key().equals(SEED_OF_SCORES)) {
        differences.add(
            new Difference(difference.key(), difference.before(), difference.after()).toString());
      }
    }
    if (!differences.isEmpty()) {
      throw new UserException(
          earlier.path()
              + " and "
              + path
              + " differ in more than the root seed (first / second):\n  "
              + String.join("\n  ", differences),
          "report each of them alone, or compare them with 'compare'");
    }
  }

  /** Returns the run whose settings of the report are used. */
  public OpenedRun first() {
    return runs.get(0).run();
  }

  /** Returns the run that a repetition belongs to. */
  OpenedRun of(Caption.Repetition repetition) {
    return runs.stream()
        .map(Pooled::run)
        .filter(run -> run.experiment().seed() == repetition.rootSeed())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the searches of all runs by strategy, in the order of the experiment, and behind them
   * the networks beside the searches.
   */
  public List<StrategyRuns> strategies() {
    List<StrategyRuns> strategies = new ArrayList<>();
    List<String> labels = first().experiment().labels();
    List<List<StrategyRuns>> each = runs.stream().map(Pooled::strategies).toList();
    for (int index = 0; index < labels.size(); index++) {
      List<List<TrialRecord>> repetitions = new ArrayList<>();
      for (List<StrategyRuns> one : each) {
        repetitions.addAll(one.get(index).repetitions());
      }
      strategies.add(
          new StrategyRuns(
              labels.get(index), RunReports.kind(first().experiment(), index), repetitions));
    }
    return List.copyOf(strategies);
  }

  /** Says whether all searches of all runs have ended. */
  boolean finished(Optional<Space<?>> space) {
    return runs.stream().allMatch(one -> one.run().finished(one.journals(), space));
  }

  /** Returns in sentences which searches ended otherwise than by spending their budget, and why. */
  List<String> endings() {
    List<String> endings = new ArrayList<>();
    for (Pooled one : runs) {
      for (String ending : RunReports.endings(one.run().experiment(), one.journals())) {
        endings.add(runs.size() == 1 ? ending : one.path() + ": " + ending);
      }
    }
    return List.copyOf(endings);
  }

  /** Returns the jars of plug-ins that the runs were given, each once. */
  List<String> jars() {
    return runs.stream()
        .flatMap(one -> one.run().provenance().stream())
        .flatMap(provenance -> provenance.plugins().stream())
        .map(PluginJar::path)
        .distinct()
        .toList();
  }

  void requireArchitectures(Space<?> space) {
    runs.forEach(one -> one.run().requireArchitectures(one.journals(), space));
  }
}
