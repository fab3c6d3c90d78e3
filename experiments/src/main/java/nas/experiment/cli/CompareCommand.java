package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.experiment.run.RunComparison;
import nas.experiment.run.StrategyComparison;
import nas.result.journal.RunFolder;
import nas.result.report.ComparisonReport;
import nas.result.table.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the strategies of runs; changes none of them. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Compare the strategies of two or more runs.",
      "",
      "Those of one name are compared with those of the first run, or a strategy with any other.",
      "Shows what differs between the experiments, the test accuracies of the incumbents, whether",
      "their difference may be chance, and how much faster a strategy reaches what it had in the",
      "first run. Within one run, the report compares the strategies with each other.",
      "",
      "    java -jar nas.jar compare runs/before runs/after --out comparison",
      "    java -jar nas.jar compare runs/a runs/b --strategy 'AE=AE + warmup'"
    })
final class CompareCommand implements Runnable {

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Two or more run folders; the others are compared with the first.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--strategy",
      paramLabel = "NAME[=OTHER]",
      description =
          "Compare this strategy only, with OTHER if that is not its name in the other runs; may be"
              + " repeated. By default all in common.")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "N",
      description = "Compare accuracies after N trained models; by default at the end.")
  private Optional<Integer> at = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "T",
      split = ",",
      description =
          "Test value to reach, such as an accuracy in percent, or baseline-final, the default: what"
              + " the strategy has at the end of the first run. Several are joined by commas.")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--anyway",
      description = "Compare even if the accuracies come from different evaluators.")
  private boolean anyway;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write the text, tables as CSV and the anytime curves into this folder.")
  private Optional<Path> out = Optional.empty();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (paths.size() < 2) {
      throw new UserException(
          "There is nothing to compare " + paths.get(0) + " with",
          "give a second run; the report of a run compares the strategies in it");
    }
    if (out.isPresent() && new RunFolder(out.get()).hasRun()) {
      throw new UserException(
          "--out (" + out.get() + ") is the folder of a run", "choose another folder");
    }
    StrategyComparison compared =
        StrategyComparison.of(
            RunComparison.open(paths, plugins.reader()),
            new StrategyComparison.Request(strategies, at, targets, anyway));
    PrintWriter console = spec.commandLine().getOut();
    // Written first, as nobody should read a result that ends in a refusal.
    Optional<ComparisonReport.Written> written = out.map(compared::write);
    if (json.isGiven()) {
      console.print(JsonText.of(compared.tables()));
      console.flush();
      return;
    }
    console.print(compared.text());
    written.ifPresent(
        files -> {
          console.printf("%nWrote %d files into %s%n", files.files().size(), out.orElseThrow());
          files.missing().ifPresent(missing -> console.println(missing.error().text()));
        });
    console.flush();
  }
}
