package nas.experiment.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** x. */
@Command(name = "nas", mixinStandardHelpOptions = true)
public final class Main {
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
