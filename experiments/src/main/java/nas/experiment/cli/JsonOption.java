package nas.experiment.cli;

import picocli.CommandLine.Option;

/** The option of commands that print tables, to print them for programs. */
final class JsonOption {

  @Option(
      names = "--json",
      description =
          "Print JSON instead of text: an object for each row, numbers in full precision, null"
              + " where nothing is known (docs/output.md).")
  private boolean json;

  boolean isGiven() {
    return json;
  }
}
