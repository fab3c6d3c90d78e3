package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.RunStatus;
import nas.result.table.JsonText;
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

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    RunStatus status = RunStatus.of(OpenedRun.open(path, plugins.reader()));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json.isGiven() ? JsonText.of(status.searches()) : status.text());
    out.flush();
  }
}
