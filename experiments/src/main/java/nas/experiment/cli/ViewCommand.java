package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import nas.core.UserException;
import nas.experiment.view.ViewServer;
import nas.experiment.view.ViewedRuns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows runs in a browser while they go on; changes nothing. */
@Command(
    name = "view",
    sortOptions = false,
    description = {
      "Show runs in a browser of this machine, also while they go on, until Ctrl-C.",
      "",
      "    java -jar nas.jar view runs",
      "",
      "The page reads the journals and nothing else, and no other machine can reach it. To look at"
          + " the",
      "runs of another machine, start it there and tunnel: ssh -L 7420:127.0.0.1:7420 MACHINE."
    })
final class ViewCommand implements Callable<Integer> {

  private static final int MOST_PORTS = 65535;

  @Parameters(
      paramLabel = "FOLDER",
      arity = "1..*",
      description = "The folder of a run, or one that holds such folders.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to serve the page, 0 for any port that is free; by default 7420.")
  private int port = ViewServer.USUAL_PORT;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (port < 0 || port > MOST_PORTS) {
      throw new UserException(
          "--port (" + port + ") must be 0 to " + MOST_PORTS,
          "leave it out: " + ViewServer.USUAL_PORT + " is used then");
    }
    ViewedRuns runs = new ViewedRuns(folders, plugins.reader());
    PrintWriter out = spec.commandLine().getOut();
    try (ViewServer server = ViewServer.start(runs, port, Duration.ofSeconds(1))) {
      out.println("Open " + server.address() + " in a browser. Ctrl-C ends the view.");
      out.flush();
      return Interruption.completes(server::awaitEnd, () -> {}, () -> {}) ? 0 : Main.INTERRUPTED;
    }
  }
}
