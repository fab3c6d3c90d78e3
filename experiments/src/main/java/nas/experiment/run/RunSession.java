package nas.experiment.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import nas.core.UserException;
import nas.evaluator.AccuracyBasis;
import nas.experiment.Version;
import nas.experiment.config.Difference;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.place.Workplace;
import nas.result.PluginJar;
import nas.result.journal.RunFolder;
import nas.result.journal.RunLock;
import nas.result.report.Report;
import nas.result.report.ReportInput;

/**
 * An experiment whose parts are made, and the folder in which it runs: what the command line and
 * Java programs do alike.
 *
 * <p>Made with {@link #prepare}, {@linkplain #begin begun} under the lock of its folder, executed,
 * and reported. Until it is begun nothing is written.
 */
public final class RunSession implements AutoCloseable {

  private final LoadedExperiment loaded;
  private final Experiment experiment;
  private final RunPlan<?> plan;
  private final Path path;
  private final ExperimentReader reader;
  private final List<PluginJar> jars;

  private Optional<RunLock> lock = Optional.empty();
  private List<Difference> grown = List.of();

  /** What is left of a run: its report, as data and as files. */
  public record Finished(ReportInput report, Report.Written written) {}

  private RunSession(
      LoadedExperiment loaded,
      RunPlan<?> plan,
      Path path,
      ExperimentReader reader,
      List<PluginJar> jars) {
    this.loaded = loaded;
    this.experiment = loaded.experiment();
    this.plan = plan;
    this.path = path;
    this.reader = reader;
    this.jars = List.copyOf(jars);
  }

  /**
   * Makes all parts of an experiment.
   *
   * @param path the run folder; a run that is there already goes on if it is of this experiment
   * @param reader knows the plug-ins
   * @param jars what plug-ins come from
   * @param workplaces makes what the experiment's execution asks for; empty: evaluations take place
   *     on threads of this process
   * @param notices takes sentences about what went wrong without a consequence for the results
   * @throws UserException if a part refuses a setting, data are missing, or the folder is of
   *     another run
   */
  public static RunSession prepare(
      LoadedExperiment loaded,
      Path path,
      ExperimentReader reader,
      List<PluginJar> jars,
      Function<Experiment, Optional<Workplace>> workplaces,
      Consumer<String> notices) {
    Experiment experiment = loaded.experiment();
    RunFolders.requireUsable(path);
    if (new RunFolder(path).hasRun()) {
      OpenedRun.open(path, reader).requireGrowth(experiment);
      RecordedJars.of(new RunFolder(path)).requireSame(jars);
    }
    Optional<Workplace> workplace = workplaces.apply(experiment);
    boolean prepared = false;
    try {
      int slots = workplace.map(Workplace::slots).orElseGet(experiment.execution()::slots);
      RunPlan<?> plan = RunPlans.make(loaded, slots, new RunFolder(path), workplace, notices);
      prepared = true;
      return new RunSession(loaded, plan, path, reader, jars);
    } finally {
      if (!prepared) {
        workplace.ifPresent(Workplace::close);
      }
    }
  }

  /** Returns the experiment. */
  public Experiment experiment() {
    return experiment;
  }

  /** Says which numbers were chosen where the experiment has {@code auto}, and why. */
  public List<String> chosen() {
    return loaded.chosen();
  }

  /** Returns the parts. */
  public RunPlan<?> plan() {
    return plan;
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  /** Returns what test accuracies are to be compared with, if the test images are known. */
  public Optional<AccuracyBasis> basis() {
    return plan.evaluator().basis();
  }

  /**
   * Takes the folder, and checks what only measurements tell.
   *
   * @return in what the experiment asks for more than the run that is there
   * @throws UserException if another process runs there, or the run cannot go on
   */
  public List<Difference> begin() {
    RunFolder folder = RunFolder.create(path);
    lock = Optional.of(folder.lock());
    grown = folder.hasRun() ? OpenedRun.open(path, reader).requireGrowth(experiment) : List.of();
    RunFolders.begunBefore(folder, experiment, plan.provenance());
    plan.check().run();
    return grown;
  }

  /**
   * Searches, from wherever the journals end.
   *
   * @param notices takes sentences about repairs
   * @throws InterruptedException if the thread was interrupted; all that settled is journaled
   * @throws UserException if a journal is damaged, of another search, or cannot be written
   */
  public void execute(RunListener listener, Consumer<String> notices) throws InterruptedException {
    execute(plan, listener, notices);
  }

  private <A> void execute(RunPlan<A> parts, RunListener listener, Consumer<String> notices)
      throws InterruptedException {
    RunFolder folder = new RunFolder(path);
    ExperimentRun<A> run = new ExperimentRun<>(parts, folder, experiment, listener, notices);
    try {
      run.run(
          () ->
              RunFolders.prepare(
                  folder,
                  experiment,
                  loaded.withChosen(parts.provenance()),
                  jars,
                  Version.text(),
                  Version.gitCommit(),
                  Instant.now()));
    } catch (ForeignJournalException e) {
      if (grown.isEmpty()) {
        throw e;
      }
      throw new UserException(
          "The run in "
              + folder.path()
              + " cannot go on with "
              + Growth.inWords(grown)
              + ": with that from the beginning it would have gone otherwise, as what a strategy"
              + " proposes depends on it. "
              + e.getMessage(),
          "begin anew, in another folder with --out");
    }
  }

  /** Writes tables, plots and report of what was searched. */
  public Finished report() {
    OpenedRun run = OpenedRun.open(path, reader);
    ReportInput input = RunReports.input(run, Optional.of(plan.space()));
    return new Finished(input, Report.write(new RunFolder(path), input));
  }

  /** Lets go of the folder and of what the parts hold. */
  @Override
  public void close() {
    plan.close();
    lock.ifPresent(RunLock::close);
    lock = Optional.empty();
  }
}
