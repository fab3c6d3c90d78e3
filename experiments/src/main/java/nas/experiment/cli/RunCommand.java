package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import nas.core.UserException;
import nas.evaluator.AccuracyBasis;
import nas.experiment.config.Assignment;
import nas.experiment.config.Difference;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.Growth;
import nas.experiment.run.RecordedJars;
import nas.experiment.run.RunListener;
import nas.experiment.run.RunPlan;
import nas.experiment.run.RunSession;
import nas.result.PluginJar;
import nas.result.journal.RunFolder;
import nas.result.report.Report;
import nas.result.report.ReportInput;
import nas.result.report.RunText;
import picocli.CommandLine;
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
      "result is the same as if it had never been interrupted. It can be given more, finished or not:",
      "raise limits of the budget, or repetitions, as in --set budget.trained-models=200."
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
          "Networks to evaluate at the same time, by default one for each processor core; or a"
              + " cluster of Apache Spark. Changes nothing but the time taken.")
  private Optional<String> workers = Optional.empty();

  @Option(
      names = "--json",
      description =
          "Print an event a line as JSON, for programs: the begin, each trial, the end; progress and"
              + " results for people go to standard error (docs/output.md).")
  private boolean json;

  @Mixin private ShipDataOption shipping = new ShipDataOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (out.isPresent() && experimentPaths.size() > 1) {
      throw new UserException(
          "--out names one folder, but there are " + experimentPaths.size() + " experiments",
          "leave it out: each run goes into runs/NAME, where NAME stands in its file");
    }
    PrintWriter console = console();
    ConsoleRun runs = new ConsoleRun(console);
    Deque<RunSession> waiting = new ArrayDeque<>();
    try {
      Map<Path, Path> filesByFolder = new HashMap<>();
      for (Path given : experimentPaths) {
        // All before the first is run, so that what is wrong with the last is said now.
        RunSession prepared = prepare(given, runs);
        waiting.add(prepared);
        Path other = filesByFolder.put(prepared.path().toAbsolutePath().normalize(), given);
        if (other != null) {
          throw new UserException(
              other + " and " + given + " would both run in " + prepared.path(),
              "give them different names, or leave one out");
        }
      }
      int result = 0;
      while (result == 0 && !waiting.isEmpty()) {
        // Let go of, as what strategies and evaluators hold can be large.
        RunSession next = waiting.remove();
        result = run(next, runs, console);
        if (!waiting.isEmpty()) {
          console.println();
        }
      }
      return result;
    } finally {
      waiting.forEach(RunSession::close);
    }
  }

  /** Returns where people read. */
  private PrintWriter console() {
    CommandLine line = spec.commandLine();
    return json ? line.getErr() : line.getOut();
  }

  private RunSession prepare(Path given, ConsoleRun runs) {
    boolean goOn = Files.isDirectory(given);
    if (goOn && out.isPresent()) {
      throw new UserException(
          given + " is a run folder already, so --out cannot name another one",
          "give the experiment file instead");
    }
    Path file = goOn ? RunFolder.open(given).experimentFile() : given;
    RecordedJars recorded = RecordedJars.of(new RunFolder(given));
    List<PluginJar> jars = ConsoleRun.jars(plugins, recorded);
    recorded.requireSame(jars);
    PrintWriter console = console();
    plugins.recalled(recorded).forEach(jar -> console.println("Plug-ins as before: " + jar));
    ExperimentReader reader = plugins.load(recorded).reader();
    LoadedExperiment loaded =
        device.read(
            first -> reader.read(file, overrides(first), recorded.advice()), everywhere -> true);
    Path path = goOn ? given : out.orElse(Path.of("runs", loaded.experiment().name()));
    return runs.prepare(loaded, path, reader, jars);
  }

  private List<Assignment> overrides(List<Assignment> first) {
    List<Assignment> all = new ArrayList<>(first);
    assignments.forEach(assignment -> all.add(Assignment.parse(assignment)));
    workers.ifPresent(n -> all.add(Assignment.ofOption("--workers", "execution.workers", n)));
    shipping.change().ifPresent(all::add);
    return List.copyOf(all);
  }

  private int run(RunSession session, ConsoleRun runs, PrintWriter console) {
    RunPlan<?> plan = session.plan();
    try (session) {
      List<Difference> grown = session.begin();
      console.printf(
          Locale.ROOT,
          "%s: %d %s x %d %s x %s%s on %d %s, into %s%n",
          session.experiment().name(),
          plan.strategies().size(),
          plan.strategies().size() == 1 ? "strategy" : "strategies",
          plan.repetitions(),
          plan.repetitions() == 1 ? "repetition" : "repetitions",
          plan.rules().budget().inWords(),
          beside(plan.baselines().size()),
          plan.workers(),
          plan.workers() == 1 ? "worker" : "workers",
          session.path());
      session.chosen().forEach(chosen -> console.println(chosen + "."));
      plan.whyBudgetIsBeyondSpace().ifPresent(console::println);
      if (!grown.isEmpty()) {
        console.println("Going on with more: " + Growth.inWords(grown) + ".");
      }
      Optional<AccuracyBasis> basis = session.basis();
      console.flush();
      Optional<RunLines> lines =
          json
              ? Optional.of(new RunLines(spec.commandLine().getOut(), session.path()))
              : Optional.empty();
      lines.ifPresent(told -> told.begin(session));
      Runnable stopped = () -> sayStopped(new RunFolder(session.path()), console);
      if (!runs.execute(session, lines.<RunListener>map(told -> told).stream().toList(), stopped)) {
        lines.ifPresent(told -> told.end(Optional.empty()));
        return Main.INTERRUPTED;
      }
      RunSession.Finished finished = session.report();
      lines.ifPresent(told -> told.end(Optional.of(finished.written().report())));
      summarise(finished.report(), basis, finished.written(), console);
      Path folder = session.path();
      NextCommand.say(
          console,
          8,
          Main.command(finished.report().best().isEmpty() ? "report" : "best", folder)
              + plugins.arguments());
      console.flush();
      return 0;
    }
  }

  private static String beside(int networks) {
    return networks == 0
        ? ""
        : " beside " + networks + (networks == 1 ? " given network" : " given networks");
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
    StringBuilder text = new StringBuilder(json ? " --json" : "");
    assignments.forEach(assignment -> text.append(" --set ").append(Main.shellQuoted(assignment)));
    workers.ifPresent(n -> text.append(" --workers ").append(Main.shellQuoted(n)));
    return text + shipping.arguments() + device.arguments();
  }

  private static void summarise(
      ReportInput input,
      Optional<AccuracyBasis> basis,
      Report.Written written,
      PrintWriter console) {
    console.println();
    console.print(RunText.summary(input));
    basis.ifPresent(of -> console.print(BasisText.beside(of, input)));
    written.missing().ifPresent(missing -> console.println(missing.error().text()));
    console.println("Report: " + written.report());
    console.flush();
  }
}
