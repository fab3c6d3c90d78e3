package nas.experiment.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what shells complete commands and options by. */
@Command(
    name = "completion",
    sortOptions = false,
    description = {
      "Print a script by which bash and zsh complete commands and options of 'nas'.",
      "",
      "    alias nas='java -jar /path/to/nas.jar'",
      "    source <(nas completion)"
    })
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("nas", Main.commandLine()));
    out.flush();
  }
}
