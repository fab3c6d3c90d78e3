package nas.experiment.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import nas.result.report.BestNetwork;
import nas.result.report.Caption;
import nas.result.report.Comparison;
import nas.result.report.Comparison.Raced;
import nas.result.report.ComparisonText;
import nas.result.report.ReportInput;
import nas.result.statistics.FinalResult;
import nas.result.statistics.Sample;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.text.TextTable;

/** Results as the console shows them. */
final class ResultTables {

  private ResultTables() {}

  /**
   * Returns a table with a row for each strategy, and below it what must be known to read it.
   * Training time, trainings at lower fidelities and skipped proposals have a column each where
   * there are any.
   */
  static String finalResults(ReportInput input) {
    List<FinalResult> results =
        input.strategies().stream()
            .map(runs -> FinalResult.of(runs.name(), runs.repetitions(), input.counting()))
            .toList();
    boolean fidelities = results.stream().anyMatch(result -> result.reduced() > 0);
    boolean timed = input.counting().time().isPresent();
    boolean skips = results.stream().anyMatch(result -> result.skipped() > 0);
    List<List<String>> rows = new ArrayList<>();
    for (FinalResult result : results) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  result.strategy(),
                  percent(result.testAccuracyPercent()),
                  percent(result.validationAccuracyPercent()),
                  Integer.toString(result.trainedModels()),
                  Integer.toString(result.failed()),
                  Integer.toString(result.duplicates())));
      if (timed) {
        row.add(String.format(Locale.ROOT, "%.1f", result.trainSeconds().orElse(0)));
      }
      if (fidelities) {
        row.add(Integer.toString(result.reduced()));
      }
      if (skips) {
        row.add(Integer.toString(result.skipped()));
      }
      rows.add(row);
    }
    List<TextTable.Column> columns =
        new ArrayList<>(
            List.of(
                TextTable.left("Strategy"),
                TextTable.right(
                    input.counting().incumbent().isOptimistic()
                        ? "Best test (optimistic), %"
                        : "Test accuracy, %"),
                TextTable.right(
                    input.caption().reportedIsSeen() ? "Seen by the search, %" : "Validation, %"),
                TextTable.right("Trained"),
                TextTable.right("Failed"),
                TextTable.right("Duplicates")));
    if (timed) {
      columns.add(TextTable.right("Training, s"));
    }
    if (fidelities) {
      columns.add(TextTable.right("Lower fidelity"));
    }
    if (skips) {
      columns.add(TextTable.right("Skipped"));
    }
    return new TextTable(columns, rows).format() + "\n" + sentences(input.caption().sentences());
  }

  /** Returns sentences, each on a line of its own. */
  static String sentences(List<String> sentences) {
    return sentences.stream().map(sentence -> sentence + "\n").collect(Collectors.joining());
  }

  /**
   * Returns how the strategies of a run do beside their baseline: by the first target, and at the
   * end; nothing if that cannot be said.
   */
  static String comparison(Comparison comparison) {
    List<Comparison.Tested> tests =
        comparison.tests().stream()
            .filter(one -> one.significance().trainedModels().isEmpty())
            .toList();
    if (tests.isEmpty()) {
      return "";
    }
    Optional<Speedup> first = comparison.speedups().stream().findFirst().map(Raced::speedup);
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Tested tested : tests) {
      Significance one = tested.significance();
      Optional<Speedup> speedup =
          comparison.speedups().stream()
              .filter(raced -> raced.strategy().equals(tested.strategy()))
              .findFirst()
              .map(Raced::speedup);
      rows.add(
          List.of(
              tested.strategy(),
              speedup.map(s -> ComparisonText.bounds(s.ofMeans())).orElse("-"),
              speedup.map(s -> ComparisonText.interval(s.ofMeansInterval())).orElse("-"),
              speedup.map(s -> ComparisonText.share(s.strategy().neverShare())).orElse("-"),
              ComparisonText.signed(one.differencePercent()),
              ComparisonText.difference(one.interval()),
              ComparisonText.pValue(one.pValueHolm())));
    }
    String head =
        String.format(
            Locale.ROOT,
            "%nCompared with %s%s:%n%n",
            tests.get(0).baseline(),
            first
                .map(
                    s ->
                        "; speedup to "
                            + ComparisonText.target(s.target(), s.targetAccuracyPercent()))
                .orElse(""));
    return head
        + new TextTable(
                List.of(
                    TextTable.left("Strategy"),
                    TextTable.right("Speedup"),
                    TextTable.right("95 % interval"),
                    TextTable.right("Never"),
                    TextTable.right("Difference, %"),
                    TextTable.right("95 % interval"),
                    TextTable.right("p (Holm)")),
                rows)
            .format();
  }

  /** Returns results, comparison and best network of a run. */
  static String summary(ReportInput input) {
    return finalResults(input)
        + sentences(input.heading().endings())
        + input.comparison().map(ResultTables::comparison).orElse("")
        + "\n"
        + input.best().stream()
            .findFirst()
            .map(best -> describe(1, best, input.caption()))
            .orElse("No network could be trained; the report says why.\n");
  }

  private static String percent(Optional<Sample> sample) {
    if (sample.isEmpty()) {
      return "-";
    }
    String mean = String.format(Locale.ROOT, "%.2f", sample.get().mean());
    OptionalDouble deviation = sample.get().standardDeviation();
    return deviation.isEmpty()
        ? mean
        : mean + String.format(Locale.ROOT, " +- %.2f", deviation.getAsDouble());
  }

  /**
   * Returns a few lines about a network.
   *
   * @param rank 1 for the best
   * @param caption what must be known to read its accuracies
   */
  static String describe(int rank, BestNetwork network, Caption caption) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %.2f %% test accuracy (%s), found by %s, %s, trial %d%n",
            rank == 1 ? "Best network" : "Network " + rank,
            network.result().testAccuracyPercent(),
            caption.reportedIsSeen()
                ? "which the search saw"
                : String.format(
                    Locale.ROOT,
                    "%.2f %% validation",
                    network.result().validationAccuracyPercent()),
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
              "  %,.0f parameters, %,.0f multiply-accumulates an image%n",
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
