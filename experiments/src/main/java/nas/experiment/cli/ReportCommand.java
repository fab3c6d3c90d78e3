package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.RunReports;
import nas.result.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes report, tables and plots of a run from its journal. */
@Command(
    name = "report",
    description = "Write report, tables and plots of a run again, finished or not.")
final class ReportCommand implements Runnable {

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path path = Path.of("");

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    OpenedRun run = OpenedRun.open(path, plugins.reader());
    Report.Written written =
        Report.write(run.folder(), RunReports.input(run, run.loaded().createSearchSpace()));
    PrintWriter out = spec.commandLine().getOut();
    written.missing().ifPresent(missing -> out.println(Main.advised(missing)));
    out.println("Report: " + written.report());
    out.println("Tables: " + run.folder().tablesFolder());
    out.println("Plots:  " + run.folder().plotsFolder());
    out.flush();
  }
}
