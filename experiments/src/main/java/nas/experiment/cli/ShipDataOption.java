package nas.experiment.cli;

import java.util.Optional;
import nas.experiment.config.Assignment;
import picocli.CommandLine.Option;

/** Whether a cluster is given the data. */
final class ShipDataOption {

  private static final String NAME = "--ship-data";

  @Option(
      names = NAME,
      description =
          "Copy the files and folders that data names to the machines of a cluster, which then need"
              + " not have them.")
  private boolean shipped;

  /** Returns the change that it makes to an experiment. */
  Optional<Assignment> change() {
    return shipped
        ? Optional.of(Assignment.ofOption(NAME, "execution.ship-data", "true"))
        : Optional.empty();
  }

  /** Returns the option as it has to be given again; begins with a space unless empty. */
  String arguments() {
    return shipped ? " " + NAME : "";
  }
}
