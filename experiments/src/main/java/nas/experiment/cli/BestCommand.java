package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.trial.Result;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.RunReports;
import nas.result.journal.TrialRecord;
import nas.result.report.BestNetwork;
import nas.result.report.Caption;
import nas.result.report.RunTables;
import nas.result.report.RunText;
import nas.result.table.JsonText;
import nas.space.Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the best networks of a run. */
@Command(name = "best", description = "Show the best networks of a run, by validation accuracy.")
final class BestCommand implements Runnable {

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path path = Path.of("");

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "How many networks; by default 1.")
  private int count = 1;

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Ranges.requireAtLeast("--count", count, 1);
    OpenedRun run = plugins.open(path);
    List<BestNetwork> best = best(run, run.space(), count);
    Caption caption = RunReports.caption(run, List.of());
    PrintWriter out = spec.commandLine().getOut();
    if (json.isGiven()) {
      out.print(JsonText.of(RunTables.best(best, caption)));
    }
    for (int i = 0; i < best.size() && !json.isGiven(); i++) {
      out.print(RunText.describe(i + 1, best.get(i), caption));
    }
    if (!json.isGiven()) {
      boolean trains = run.experiment().trainingOfTheFound().isPresent();
      NextCommand.say(
          out, 6, Main.command(trains ? "train" : "report", path) + plugins.arguments());
    }
    out.flush();
  }

  /**
   * Returns the best networks of a run, by validation accuracy.
   *
   * @param space draws them, if it is at hand
   * @return at least one
   * @throws UserException if no network has been trained in full; says why
   */
  static List<BestNetwork> best(OpenedRun run, Optional<Space<?>> space, int count) {
    List<SearchJournal> journals = run.journals();
    space.ifPresent(known -> run.requireArchitectures(journals, known));
    List<BestNetwork> best =
        RunReports.best(run, space, RunReports.byStrategy(run.experiment(), journals), count);
    if (best.isEmpty()) {
      long evaluated = journals.stream().mapToLong(SearchJournal::evaluated).sum();
      long skipped = journals.stream().mapToLong(SearchJournal::skipped).sum();
      if (evaluated == 0 && skipped > 0) {
        throw new UserException(
            "The run in "
                + run.folder().path()
                + " has no trained network: all "
                + skipped
                + " architectures proposed so far were skipped",
            "see why: " + Main.command("report", run.folder().path()));
      }
      boolean allFailed =
          journals.stream()
              .flatMap(journal -> journal.trials().stream())
              .filter(TrialRecord::evaluated)
              .allMatch(trial -> trial.result() instanceof Result.Failed);
      throw evaluated > 0 && allFailed
          ? new UserException(
              "The run in "
                  + run.folder().path()
                  + " has no trained network: all "
                  + evaluated
                  + " failed so far",
              "see why: " + Main.command("report", run.folder().path()))
          : new UserException(
              "The run in "
                  + run.folder().path()
                  + " has no "
                  + (evaluated > 0 ? "fully " : "")
                  + "trained network yet",
              "go on with it: " + Main.command("run", run.folder().path()));
    }
    return best;
  }
}
