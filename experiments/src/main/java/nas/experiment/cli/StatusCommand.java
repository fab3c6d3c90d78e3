package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import nas.core.trial.Result;
import nas.experiment.config.Budget;
import nas.experiment.config.Experiment;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.RunReports;
import nas.result.journal.SearchEnd;
import nas.result.statistics.StepCurve;
import nas.result.text.TextTable;
import nas.strategy.Search;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how far a run is; changes nothing. */
@Command(name = "status", description = "Show how far a run is, also while it runs.")
final class StatusCommand implements Runnable {

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path path = Path.of("");

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    OpenedRun run = OpenedRun.open(path, plugins.reader());
    Experiment experiment = run.experiment();
    OptionalLong process = run.folder().runningProcess();
    List<SearchJournal> journals = run.journals();
    boolean skips = journals.stream().anyMatch(journal -> journal.skipped() > 0);
    int budget = experiment.budget().models();
    double spent = 0;
    List<List<String>> rows = new ArrayList<>();
    for (SearchJournal journal : journals) {
      spent += journal.spentModels();
      Optional<Result.Trained> incumbent =
          StepCurve.incumbent(journal.trials()).map(trial -> (Result.Trained) trial.result());
      List<String> row = new ArrayList<>();
      Collections.addAll(
          row,
          journal.key().strategy(),
          Integer.toString(journal.key().repetition()),
          models(journal.spentModels()) + (budget == Budget.UNLIMITED ? "" : "/" + budget),
          Long.toString(journal.duplicates()),
          incumbent.map(best -> percent(best.validationAccuracyPercent())).orElse("-"),
          incumbent.map(best -> percent(best.testAccuracyPercent())).orElse("-"),
          ended(journal, budget));
      if (skips) {
        row.add(4, Long.toString(journal.skipped()));
      }
      rows.add(row);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: %s networks, %s%n%n",
        experiment.name(),
        models(spent)
            + (budget == Budget.UNLIMITED ? "" : " of " + (long) budget * journals.size()),
        process.isPresent()
            ? "running" + (process.getAsLong() > 0 ? " as process " + process.getAsLong() : "")
            : "not running");
    out.print(new TextTable(columns(skips), rows).format());
    out.print(ResultTables.sentences(RunReports.caption(run, journals).warnings()));
    out.printf("%nDigest of the journals without wall-clock fields: %s%n", run.folder().digest());
    out.flush();
  }

  private static List<TextTable.Column> columns(boolean skips) {
    List<TextTable.Column> columns =
        new ArrayList<>(
            List.of(
                TextTable.left("Strategy"),
                TextTable.right("Repetition"),
                TextTable.right("Networks"),
                TextTable.right("Duplicates"),
                TextTable.right("Validation, %"),
                TextTable.right("Test, %"),
                TextTable.left("Ended")));
    if (skips) {
      columns.add(4, TextTable.right("Skipped"));
    }
    return columns;
  }

  /** Returns what trainings cost, in full ones: without decimals unless some were not full. */
  private static String models(double cost) {
    double rounded = Math.rint(cost * 100) / 100;
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.2f", rounded);
  }

  /** Returns why a search has ended; journals of earlier versions do not say it. */
  private static String ended(SearchJournal journal, int budget) {
    boolean spent = journal.spentModels() > budget - Search.ROUNDING;
    return journal
        .journal()
        .end()
        .map(SearchEnd::inWords)
        .orElse(spent ? SearchEnd.Reason.BUDGET_SPENT.words() : "-");
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
