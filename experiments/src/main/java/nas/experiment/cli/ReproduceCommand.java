package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import nas.core.UserException;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.RecordedJars;
import nas.experiment.run.Reproduction;
import nas.experiment.run.RunSession;
import nas.result.PluginJar;
import nas.result.journal.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the experiment of a run folder again and says what differs; the folder stays as it is. */
@Command(
    name = "reproduce",
    sortOptions = false,
    description = {
      "Run the experiment of a run folder again, into another folder, and say what differs.",
      "",
      "The experiment is the resolved one of the folder, with its seed and the plug-ins it was given.",
      "Scores of metrics are measured again, too. Shown is in what program, machine and data differ",
      "from then, and of each search the first trial that is not the same bytes. Exits with 0 if all",
      "trials are the same, with 1 if some are not. It can be stopped and goes on like any run.",
      "",
      "    java -jar nas.jar reproduce runs/quickstart"
    })
final class ReproduceCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
  private Path path = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where it is run again; by default RUN-again.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Networks to evaluate at the same time; by default as many as the run had. Changes nothing"
              + " but the time taken.")
  private Optional<String> workers = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    OpenedRun before = plugins.open(path);
    Reproduction.requireReproducible(before);
    Path again = out.orElseGet(() -> sibling(path));
    if (again.toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize())) {
      throw new UserException(
          "--out (" + again + ") is the run itself", "choose another folder, or leave --out out");
    }
    RecordedJars recorded = RecordedJars.of(before.folder());
    List<PluginJar> jars = ConsoleRun.jars(plugins, recorded);
    Reproduction.requireJars(recorded, jars);
    ExperimentReader reader = plugins.load(recorded).reader();
    LoadedExperiment loaded =
        reader.read(before.folder().experimentFile(), overrides(again), recorded.advice());
    Reproduction.requireFree(again, loaded.experiment(), reader);
    if (!runAgain(loaded, again, reader, jars)) {
      return Main.INTERRUPTED;
    }
    Reproduction reproduction = Reproduction.of(plugins.open(path), OpenedRun.open(again, reader));
    PrintWriter console = spec.commandLine().getOut();
    console.print(reproduction.text());
    console.flush();
    return reproduction.equal() ? 0 : Main.WRONG_NUMBERS;
  }

  private static Path sibling(Path run) {
    Path normal = run.toAbsolutePath().normalize();
    Path again = normal.resolveSibling(normal.getFileName() + "-again");
    return run.isAbsolute() ? again : Path.of("").toAbsolutePath().relativize(again);
  }

  private List<Assignment> overrides(Path again) {
    List<Assignment> all = new ArrayList<>();
    // Scores that are kept would be looked up, and not be measured again.
    all.add(
        Assignment.ofOption(
            "--out", "execution.score-store", again.toAbsolutePath().normalize() + "-scores"));
    workers.ifPresent(n -> all.add(Assignment.ofOption("--workers", "execution.workers", n)));
    return List.copyOf(all);
  }

  /** Runs it; false if it was interrupted, which it then has said. */
  private boolean runAgain(
      LoadedExperiment loaded, Path again, ExperimentReader reader, List<PluginJar> jars) {
    PrintWriter console = spec.commandLine().getOut();
    ConsoleRun run = new ConsoleRun(console);
    try (RunSession session = run.prepare(loaded, again, reader, jars)) {
      session.begin();
      console.printf(Locale.ROOT, "%s: again into %s%n", path, again);
      console.flush();
      boolean done = run.execute(session, () -> sayStopped(again, console));
      if (done) {
        session.report();
        console.println();
      }
      return done;
    }
  }

  private void sayStopped(Path again, PrintWriter console) {
    console.printf(
        "Stopped. %s keeps what is done; to go on:%n%n    %s --out %s%s%n%n",
        new RunFolder(again).path(),
        Main.command("reproduce", path),
        Main.shellQuoted(again.toString()),
        plugins.arguments());
    console.flush();
  }
}
