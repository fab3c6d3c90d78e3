package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import nas.evaluator.AccuracyBasis;
import nas.experiment.config.Assignment;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.ConsoleProgress;
import nas.experiment.run.ExperimentRun;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.RunFolders;
import nas.experiment.run.RunPlan;
import nas.experiment.run.RunPlans;
import nas.experiment.run.RunReports;
import nas.result.Provenance;
import nas.result.ResultException;
import nas.result.journal.RunFolder;
import nas.result.journal.RunLock;
import nas.result.report.Report;
import nas.result.report.ReportInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs experiments one after the other, or goes on with them. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Run an experiment file, or go on with a run folder; several are run one after the other.",
      "",
      "A run that was interrupted, even killed, goes on where it stopped when it is run again: its",
      "result is the same as if it had never been interrupted."
    })
final class RunCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "1..*",
      description = "The experiment file (YAML), or the folder of a run to go on with.")
  private List<Path> experimentPaths = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a value of the file, such as budget.trained-models=50; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The run folder; by default runs/NAME, where NAME stands in the file.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Networks to evaluate at the same time; by default one for each processor core. Changes"
              + " nothing but the time taken.")
  private Optional<String> workers = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Takes what evaluators notice: once the run is underway, its progress. */
  private volatile Consumer<String> notices = this::print;

  /** An experiment with its parts made, and where it will leave its results. */
  private record Prepared(Experiment experiment, RunPlan<?> plan, Path path) {}

  @Override
  public Integer call() {
    if (out.isPresent() && experimentPaths.size() > 1) {
      throw new ResultException(
          "--out names one folder, but there are " + experimentPaths.size() + " experiments",
          "leave it out: each run goes into runs/NAME, where NAME stands in its file");
    }
    ExperimentReader reader = plugins.reader();
    Deque<Prepared> waiting = new ArrayDeque<>();
    try {
      Map<Path, Path> filesByFolder = new HashMap<>();
      for (Path given : experimentPaths) {
        // All before the first is run, so that what is wrong with the last is said now.
        Prepared prepared = prepare(given, reader);
        waiting.add(prepared);
        Path other = filesByFolder.put(prepared.path().toAbsolutePath().normalize(), given);
        if (other != null) {
          throw new ResultException(
              other + " and " + given + " would both run in " + prepared.path(),
              "give them different names, or leave one out");
        }
      }
      PrintWriter console = spec.commandLine().getOut();
      int result = 0;
      while (result == 0 && !waiting.isEmpty()) {
        // Let go of, as what strategies and evaluators hold can be large.
        Prepared next = waiting.remove();
        notices = this::print;
        result = run(next.plan(), next.experiment(), next.path(), reader, console);
        if (!waiting.isEmpty()) {
          console.println();
        }
      }
      return result;
    } finally {
      waiting.forEach(left -> left.plan().evaluator().close());
    }
  }

  private void print(String notice) {
    spec.commandLine().getOut().println(notice);
  }

  private Prepared prepare(Path given, ExperimentReader reader) {
    boolean goOn = Files.isDirectory(given);
    if (goOn && out.isPresent()) {
      throw new ResultException(
          given + " is a run folder already, so --out cannot name another one",
          "give the experiment file instead");
    }
    Path file = goOn ? RunFolder.open(given).experimentFile() : given;
    LoadedExperiment loaded = reader.read(file, overrides());
    Experiment experiment = loaded.experiment();
    Path path = goOn ? given : out.orElse(Path.of("runs", experiment.name()));
    RunFolders.requireUsable(path);
    if (new RunFolder(path).hasRun()) {
      OpenedRun.open(path, reader).requireSame(experiment);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    int evaluations = experiment.execution().workers().orElse(cores);
    RunPlan<?> plan =
        RunPlans.make(loaded, evaluations, new RunFolder(path), notice -> notices.accept(notice));
    return new Prepared(experiment, plan, path);
  }

  private List<Assignment> overrides() {
    List<Assignment> all = new ArrayList<>(assignments.stream().map(Assignment::parse).toList());
    workers.ifPresent(n -> all.add(Assignment.ofOption("--workers", "execution.workers", n)));
    return List.copyOf(all);
  }

  // The lock is held, not used.
  @SuppressWarnings("try")
  private <A> int run(
      RunPlan<A> plan,
      Experiment experiment,
      Path path,
      ExperimentReader reader,
      PrintWriter console) {
    RunFolder folder = RunFolder.create(path);
    try (RunLock lock = folder.lock();
        var evaluator = plan.evaluator()) {
      if (folder.hasRun()) {
        OpenedRun.open(path, reader).requireSame(experiment);
      }
      plan.check().run();
      Provenance provenance =
          RunFolders.prepare(
              folder,
              experiment,
              plan.provenance(),
              Version.text(),
              Version.gitCommit(),
              Instant.now());
      console.printf(
          Locale.ROOT,
          "%s: %d %s x %d %s x %d %s on %d %s, into %s%n",
          experiment.name(),
          plan.strategies().size(),
          plan.strategies().size() == 1 ? "strategy" : "strategies",
          plan.repetitions(),
          plan.repetitions() == 1 ? "repetition" : "repetitions",
          plan.trainedModels(),
          plan.trainedModels() == 1 ? "network" : "networks",
          plan.workers(),
          plan.workers() == 1 ? "worker" : "workers",
          path);
      Optional<AccuracyBasis> basis = plan.evaluator().basis();
      console.flush();
      if (!execute(plan, folder, experiment, provenance, console)) {
        return Main.INTERRUPTED;
      }
      OpenedRun run = OpenedRun.open(path, reader);
      ReportInput input = RunReports.input(run, plan.space());
      summarise(input, basis, Report.write(folder, input), console);
      return 0;
    }
  }

  /** Runs the plan; false if it was interrupted, which it then has said. */
  private <A> boolean execute(
      RunPlan<A> plan,
      RunFolder folder,
      Experiment experiment,
      Provenance provenance,
      PrintWriter console) {
    ConsoleProgress progress =
        new ConsoleProgress(
            console, Terminal.isInteractive(), plan.totalModels(), System::nanoTime);
    notices = progress::notice;
    ExperimentRun<A> run =
        new ExperimentRun<>(plan, folder, experiment, provenance, progress, progress::notice);
    return Interruption.completes(
        () -> {
          run.run();
          progress.finish();
        },
        () -> {
          progress.finish();
          sayStopped(folder, console);
        },
        progress::finish);
  }

  private void sayStopped(RunFolder folder, PrintWriter console) {
    console.printf(
        "Stopped. %s keeps what is done; to go on:%n%n    %s%s%n%n",
        folder.path(),
        experimentPaths.size() == 1
            ? Main.command("run", folder.path())
            : Main.command("run", experimentPaths.toArray(Path[]::new)) + repeatedOptions(),
        plugins.arguments());
    console.flush();
  }

  /** Returns the options that a run folder would know, as they have to be given again. */
  private String repeatedOptions() {
    StringBuilder text = new StringBuilder();
    assignments.forEach(assignment -> text.append(" --set ").append(Main.shellQuoted(assignment)));
    workers.ifPresent(n -> text.append(" --workers ").append(Main.shellQuoted(n)));
    return text.toString();
  }

  private static void summarise(
      ReportInput input,
      Optional<AccuracyBasis> basis,
      Report.Written written,
      PrintWriter console) {
    console.println();
    console.print(ResultTables.summary(input));
    basis.ifPresent(of -> console.print(BasisText.beside(of, input)));
    written.missing().ifPresent(missing -> console.println(Main.advised(missing)));
    console.println("Report: " + written.report());
    console.flush();
  }
}
