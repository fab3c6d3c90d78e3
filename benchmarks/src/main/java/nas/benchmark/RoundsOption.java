package nas.benchmark;

import java.io.PrintWriter;
import nas.experiment.cli.Ranges;
import picocli.CommandLine.Option;

/** How often everything is measured. */
final class RoundsOption {

  private static final int MOST = 10_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds, in each of which all take a turn; by default 5.")
  private int rounds = 5;

  /**
   * Returns the number of rounds.
   *
   * @throws nas.core.UserException if it is out of range
   */
  int rounds() {
    Ranges.requireBetween("--rounds", rounds, 1, MOST);
    return rounds;
  }

  /** Says what the figures are. */
  void explain(PrintWriter out) {
    out.println(
        rounds == 1
            ? "  a single round, which says nothing of how far another would differ"
            : "  means of " + rounds + " rounds (with their 95 % intervals)");
  }
}
