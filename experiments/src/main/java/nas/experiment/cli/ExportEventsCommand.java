package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import nas.core.UserException;
import nas.experiment.run.OpenedRun;
import nas.experiment.track.EventFiles;
import nas.experiment.track.MlflowExport;
import nas.experiment.track.TrackedSearch;
import nas.result.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a run to an experiment tracker. */
@Command(
    name = "export-events",
    sortOptions = false,
    description = {
      "Give the searches of a run to an experiment tracker: TensorBoard or MLflow.",
      "",
      "  tensorboard  TARGET is a folder, in which each search has one with an event file",
      "  mlflow       TARGET is the address of a server, which gets one run for the whole and one"
          + " below",
      "               it for each search",
      "",
      "    java -jar nas.jar export-events runs/quickstart --to tensorboard logs/quickstart",
      "    java -jar nas.jar export-events runs/quickstart --to mlflow http://127.0.0.1:5000"
    })
final class ExportEventsCommand implements Callable<Integer> {

  /** Who takes a run. */
  enum Tracker {
    /** Files in a folder. */
    TENSORBOARD,
    /** A server. */
    MLFLOW
  }

  @Parameters(index = "0", paramLabel = "RUN", description = "The run folder.")
  private Path path = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "TRACKER",
      required = true,
      description = "tensorboard or mlflow.")
  private Tracker tracker = Tracker.TENSORBOARD;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "The folder to write, or the address of the server.")
  private String target = "";

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    OpenedRun run = OpenedRun.open(path, plugins.reader());
    List<TrackedSearch> searches = TrackedSearch.of(run);
    if (searches.isEmpty()) {
      throw new UserException(
          "No search of the run in " + path + " has a trial yet", "wait until there is one");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      switch (tracker) {
        case TENSORBOARD -> say(EventFiles.write(Path.of(target), searches), out);
        case MLFLOW -> say(MlflowExport.write(target, source(run, searches)), out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Main.INTERRUPTED;
    }
    out.flush();
    return 0;
  }

  private void say(EventFiles.Written written, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Wrote %,d values of %,d searches below %s%n",
        written.values(),
        written.files(),
        target);
    if (written.tooLarge() > 0) {
      out.printf(
          Locale.ROOT,
          "%,d values are left out: they are too large for single precision, which event files"
              + " have.%n",
          written.tooLarge());
    }
  }

  private MlflowExport.Source source(OpenedRun run, List<TrackedSearch> searches) {
    return new MlflowExport.Source(
        run.experiment().name(),
        path.toString(),
        run.folder().digest(),
        run.provenance().map(Provenance::settings).orElseGet(TreeMap::new),
        searches);
  }

  private void say(MlflowExport.Written written, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Sent %,d values of %,d searches to %s, below run %s%n",
        written.values(),
        written.runs(),
        target,
        written.parent());
    if (!written.cut().isEmpty()) {
      out.println("Cut, as they are longer than MLflow takes: " + String.join(", ", written.cut()));
    }
  }
}
