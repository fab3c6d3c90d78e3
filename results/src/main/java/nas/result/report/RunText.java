package nas.result.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import nas.core.trial.Objective;
import nas.result.statistics.Counting;
import nas.result.table.ConsoleText;
import nas.result.table.Table;

/** Results of a run as the console shows them. */
public final class RunText {

  private RunText() {}

  private static String finalResults(ReportInput input) {
    Counting counting = input.counting();
    return ConsoleText.of(
            RunTables.finalResults(input)
                .without(
                    "repetitions",
                    counting.testColumn("median"),
                    counting.testColumn("min"),
                    counting.testColumn("max")))
        + "\n"
        + sentences(input.caption().sentences());
  }

  /** Returns sentences, each on a line of its own. */
  public static String sentences(List<String> sentences) {
    return sentences.stream().map(sentence -> sentence + "\n").collect(Collectors.joining());
  }

  /** Returns how the strategies of a run do beside their baseline at the end. */
  private static String comparison(Comparison comparison) {
    Objective objective = comparison.objective();
    Table table = ComparisonTables.atTheEnd(comparison, objective);
    if (table.rows().isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%nCompared with %s%s:%n%n%s",
        comparison.tests().get(0).baseline(),
        comparison.speedups().stream()
            .findFirst()
            .map(Comparison.Raced::speedup)
            .map(
                first ->
                    "; speedup to "
                        + ComparisonText.target(first.target(), first.targetValue(), objective))
            .orElse(""),
        ConsoleText.of(table));
  }

  /** Returns results, comparison and best network of a run. */
  public static String summary(ReportInput input) {
    return finalResults(input)
        + sentences(input.heading().endings())
        + input.comparison().map(RunText::comparison).orElse("")
        + FrontTable.text(input)
        + "\n"
        + input.best().stream()
            .findFirst()
            .map(best -> describe(1, best, input.caption()))
            .orElse(
                "No network could be %s; the report says why.\n"
                    .formatted(input.caption().objective().done()));
  }

  /**
   * Returns a few lines about a network.
   *
   * @param rank 1 for the best
   * @param caption what must be known to read its values
   */
  public static String describe(int rank, BestNetwork network, Caption caption) {
    Objective objective = network.result().objective();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s %s (%s), found by %s, %s, trial %d%n",
            rank == 1 ? "Best network" : "Network " + rank,
            objective.text(network.result().reported()),
            objective.reported(),
            caption.reportedIsSeen()
                ? "which the search saw"
                : objective.text(network.result().validation()) + " validation",
            network.strategy(),
            caption.repetition(network.repetition()),
            network.trial().trial()));
    text.append("  ").append(network.trial().architecture()).append(System.lineSeparator());
    Double parameters = network.result().measurements().get("parameters");
    Double macs = network.result().measurements().get("macs");
    if (parameters != null && macs != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %,.0f parameters, %,.0f multiply-accumulates an example%n",
              parameters,
              macs));
    }
    Double latency = network.result().measurements().get("latency-ms.measured");
    if (latency != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %.3f ms for one image, as measured where it was searched%n",
              latency));
    }
    return text.toString();
  }
}
