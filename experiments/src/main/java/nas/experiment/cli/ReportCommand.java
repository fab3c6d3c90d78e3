package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.experiment.config.Assignment;
import nas.experiment.run.PooledRuns;
import nas.experiment.run.RunReports;
import nas.result.journal.RunFolder;
import nas.result.report.Report;
import nas.result.report.ReportInput;
import nas.result.report.RunText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes report, tables and plots of runs from their journals. */
@Command(
    name = "report",
    sortOptions = false,
    description = {
      "Write report, tables and plots of a run again, finished or not.",
      "",
      "Several runs of one experiment that differ in the root seed alone are pooled: their",
      "repetitions are reported together.",
      "",
      "    java -jar nas.jar report runs/seed-42 runs/seed-7 --out pooled"
    })
final class ReportCommand implements Runnable {

  private static final String REPORT = "report";

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "The run folder, or several that differ in the root seed alone.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a setting of the report, such as report.models-axis=logarithmic, without"
              + " changing the run; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Write into this folder; by default into the run folder. Needed for several runs.")
  private Optional<Path> out = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Path folder = folder();
    PooledRuns runs = PooledRuns.open(paths, plugins.reader(paths), changes());
    ReportInput input = RunReports.input(runs, runs.first().space(), command(runs));
    Report.Written written = Report.write(new RunFolder(folder), input);
    PrintWriter console = spec.commandLine().getOut();
    console.print(RunText.summary(input));
    console.println();
    runs.first().undrawn().ifPresent(missing -> console.println(missing.error().text()));
    written.missing().ifPresent(missing -> console.println(missing.error().text()));
    console.println("Report: " + written.report());
    console.println("Tables: " + new RunFolder(folder).tablesFolder());
    console.println("Plots:  " + new RunFolder(folder).plotsFolder());
    if (paths.size() > 1) {
      for (ReportInput.Source source : input.origin().sources()) {
        console.println("Digest of " + source.folder() + ": " + source.journalSha256());
      }
    }
    console.flush();
  }

  private Path folder() {
    if (out.isEmpty()) {
      if (paths.size() > 1) {
        throw new UserException(
            "Several runs are pooled into a report of their own, but no folder is given for it",
            "add --out FOLDER");
      }
      return paths.get(0);
    }
    if (new RunFolder(out.get()).hasRun() && !paths.equals(List.of(out.get()))) {
      throw new UserException(
          "--out (" + out.get() + ") is the folder of a run", "choose another folder");
    }
    return out.get();
  }

  private List<Assignment> changes() {
    List<Assignment> changes = assignments.stream().map(Assignment::parse).toList();
    for (int i = 0; i < changes.size(); i++) {
      if (!changes.get(i).isBelow(REPORT)) {
        throw new UserException(
            "--set "
                + assignments.get(i)
                + " would change what was run; a report can change keys below 'report' only",
            "start a run of its own: run ... --set " + Main.shellQuoted(assignments.get(i)));
      }
    }
    return changes;
  }

  private String command(PooledRuns runs) {
    if (paths.size() == 1) {
      return RunReports.again(runs);
    }
    StringBuilder line = new StringBuilder(Main.command(REPORT, paths.toArray(Path[]::new)));
    assignments.forEach(one -> line.append(" --set ").append(Main.shellQuoted(one)));
    return line + " --out another-folder" + RunReports.plugins(runs);
  }
}
