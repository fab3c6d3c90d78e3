package nas.experiment.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.core.trial.Objective;
import nas.experiment.config.Budget;
import nas.experiment.config.Numbers;
import nas.experiment.run.RunComparison.Compared;
import nas.experiment.run.RunComparison.Row;
import nas.result.report.Comparison;
import nas.result.report.ComparisonReport;
import nas.result.report.ComparisonTables;
import nas.result.report.RunText;
import nas.result.report.StrategyRuns;
import nas.result.report.Words;
import nas.result.statistics.Cost;
import nas.result.statistics.Incumbent;
import nas.result.statistics.Sample;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.statistics.StepCurve;
import nas.result.statistics.Target;
import nas.result.table.Cell;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;

/**
 * The strategies of runs compared, and what is said of it.
 *
 * @param runs the runs
 * @param request what was to be compared
 * @param rows the strategies compared
 * @param comparison by test accuracies and speedups
 * @param seed decides the bootstraps
 */
public record StrategyComparison(
    RunComparison runs, Request request, List<Row> rows, Comparison comparison, long seed) {

  private static final int SHOWN_DIFFERENCES = 12;

  /**
   * What to compare.
   *
   * @param strategies names as {@code NAME} or {@code FIRST=SECOND}; all in common if empty
   * @param at trained models after which accuracies are compared; empty: at the end
   * @param targets test values to reach, or {@code baseline-final}, which it is if there is none
   * @param anyway whether accuracies of different evaluators are compared, too
   */
  public record Request(
      List<String> strategies, Optional<Integer> at, List<String> targets, boolean anyway) {
    /** Copies the lists. */
    public Request {
      strategies = List.copyOf(strategies);
      targets = List.copyOf(targets);
    }
  }

  /**
   * Compares.
   *
   * @throws UserException if a strategy is missing, accuracies do not mean the same, or no search
   *     has trained as many models
   */
  public static StrategyComparison of(RunComparison runs, Request request) {
    List<Row> rows = runs.rows(request.strategies());
    Objective objective = objective(rows);
    List<Target> targets =
        request.targets().isEmpty()
            ? List.of(new Target.BaselineFinal())
            : request.targets().stream().map(text -> target(text, objective)).distinct().toList();
    if (!request.anyway()) {
      runs.requireSameAccuracies();
    }
    request.at().ifPresent(models -> requireReached(models, runs));
    long seed = RunReports.statisticsSeed(runs.baseline().run().experiment());
    Comparison comparison =
        Comparison.of(
            rows.stream().map(Row::pair).toList(),
            targets,
            request.at().stream().toList(),
            Incumbent.VALIDATION,
            seed);
    return new StrategyComparison(runs, request, rows, comparison, seed);
  }

  private static Target target(String text, Objective objective) {
    Target named = new Target.BaselineFinal();
    if (text.equals(named.key())) {
      return named;
    }
    OptionalDouble value = number(text);
    if (value.isPresent() && objective.allows(value.getAsDouble())) {
      return new Target.Value(value.getAsDouble());
    }
    String range =
        objective.bounded()
            ? ", %s to %s"
                .formatted(Numbers.format(objective.minimum()), Numbers.format(objective.maximum()))
            : "";
    throw new UserException(
        "--target (%s) must be %s or a %s%s%s"
            .formatted(
                ErrorText.quote(text),
                named.key(),
                objective.reported(),
                objective.unit().isEmpty() ? "" : " in " + objective.unit(),
                range),
        ErrorText.nearest(text, List.of(named.key()))
            .map(nearest -> "you mean " + nearest)
            .orElse(""));
  }

  private static OptionalDouble number(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Returns what all of them are compared by. */
  private static Objective objective(List<Row> rows) {
    SortedMap<String, Objective> byKey = new TreeMap<>();
    for (Row row : rows) {
      for (StrategyRuns side : List.of(row.pair().baseline(), row.pair().strategy())) {
        StepCurve.objective(side.repetitions()).ifPresent(one -> byKey.put(one.key(), one));
      }
    }
    if (byKey.size() > 1) {
      throw new UserException(
          "The runs compare networks by different things: " + String.join(" and ", byKey.keySet()),
          "compare runs of one metric");
    }
    return byKey.values().stream().findFirst().orElse(Objective.ACCURACY);
  }

  private static void requireReached(int models, RunComparison runs) {
    if (models < 1) {
      throw new UserException("--at (" + models + ") must be at least 1", "");
    }
    for (Compared run : runs.runs()) {
      if (models > run.longestSearch()) {
        throw new UserException(
            "--at ("
                + models
                + ") must be at most "
                + run.longestSearch()
                + ", the models that a search in "
                + run.path()
                + " has trained",
            "");
      }
    }
  }

  /** Returns the tables for programs, by name. */
  public Map<String, Table> tables() {
    return ComparisonReport.tables(comparison);
  }

  /** Writes text, tables and curves into a folder. */
  public ComparisonReport.Written write(Path folder) {
    Map<String, StrategyRuns> curves = new LinkedHashMap<>();
    for (Row row : rows) {
      curves.put(row.pair().baseline().name(), row.pair().baseline());
      curves.put(row.pair().strategy().name(), row.pair().strategy());
    }
    return ComparisonReport.write(
        folder, comparison, List.copyOf(curves.values()), runs.captions(), text(), seed);
  }

  /** Returns all there is to say, for a console. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Compared other : runs.others()) {
      differences(other, text);
    }
    notes().forEach(note -> text.append(note).append('\n'));
    Objective objective = comparison.objective();
    text.append("\n" + Words.capitalised(objective.reported()) + " of the incumbent ")
        .append(
            request
                .at()
                .map(
                    models ->
                        String.format(Locale.ROOT, "after %,d %s models", models, objective.done()))
                .orElse("at the end"))
        .append(inUnit(objective) + ":\n\n")
        .append(ConsoleText.of(accuracies()));
    for (Target target :
        comparison.speedups().stream().map(r -> r.speedup().target()).distinct().toList()) {
      text.append("\nSpeedup to ")
          .append(
              target instanceof Target.Value stated
                  ? comparison.objective().text(stated.value())
                  : "what the strategy has at the end of " + runs.baseline().path())
          .append(", by mean curves and by medians:\n\n")
          .append(ConsoleText.of(speedups(target)));
    }
    text.append('\n').append(RunText.sentences(runs.captions()));
    return text.toString();
  }

  private static String inUnit(Objective objective) {
    return objective.unit().isEmpty() ? "" : ", in " + objective.unit();
  }

  private void differences(Compared other, StringBuilder text) {
    List<String> differences = runs.differences(other);
    text.append(other.path());
    if (differences.isEmpty()) {
      text.append(" is the same experiment as ").append(runs.baseline().path());
    } else {
      text.append(" compared with ").append(runs.baseline().path());
    }
    text.append(runs.sameTrials(other) ? ", and holds the same trials" : "");
    text.append(differences.isEmpty() ? ".\n" : ". They differ in (first / second):\n");
    differences.stream()
        .limit(SHOWN_DIFFERENCES)
        .forEach(difference -> text.append("  ").append(difference).append('\n'));
    if (differences.size() > SHOWN_DIFFERENCES) {
      text.append("  and ").append(differences.size() - SHOWN_DIFFERENCES).append(" more\n");
    }
  }

  private List<String> notes() {
    List<String> notes =
        new ArrayList<>(request.strategies().isEmpty() ? runs.onlyInOne() : List.of());
    for (Compared run : runs.runs()) {
      if (run.evaluated() < run.budget() && run.budget() < Budget.UNLIMITED) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Warning: %s holds %,d of at most %,d networks: it is not finished, or searches ran"
                    + " out of proposals.",
                run.path(),
                run.evaluated(),
                run.budget()));
      }
    }
    for (Compared other : runs.others()) {
      int first = runs.baseline().run().experiment().budget().models();
      int second = other.run().experiment().budget().models();
      if (first != second && Math.max(first, second) < Budget.UNLIMITED && request.at().isEmpty()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Warning: the ends are at different costs, %,d and %,d trained models; --at %d"
                    + " compares at the same.",
                first,
                second,
                Math.min(first, second)));
      }
      if (request.anyway()) {
        try {
          runs.requireSameAccuracies();
        } catch (UserException different) {
          notes.add("Warning: " + different.getMessage());
          break;
        }
      }
    }
    notes.add(pairing());
    return notes;
  }

  private String pairing() {
    if (rows.stream().allMatch(row -> row.pair().paired())) {
      return "Repetitions with the same number have the same seed and are compared in pairs.";
    }
    return rows.stream().noneMatch(row -> row.pair().paired())
        ? "The seeds differ, so repetitions are not compared in pairs."
        : "Repetitions are compared in pairs where the seed is that of "
            + runs.baseline().path()
            + ".";
  }

  /** A strategy in a run, and how it differs from that of the baseline, unless it is that one. */
  private record Accuracy(
      String strategy,
      Path run,
      Optional<Sample> sample,
      boolean baseline,
      Optional<Significance> test) {}

  private Table accuracies() {
    List<Field<Accuracy>> fields = new ArrayList<>();
    fields.add(Field.text("strategy", Accuracy::strategy).headed("Strategy"));
    fields.add(Field.<Accuracy>text("run", row -> row.run().toString()).headed("Run"));
    fields.add(
        Field.<Accuracy>count("repetitions", row -> row.sample().map(Sample::count).orElse(0))
            .headed("Repetitions"));
    fields.add(
        Field.<Accuracy>number(
                "mean_percent", row -> row.sample().map(Sample::mean).orElse(Double.NaN))
            .headed("Mean"));
    fields.add(Field.figure("95 %", row -> row.sample().map(this::meanInterval).orElse("-")));
    for (Field<Significance> field :
        List.of(
            ComparisonTables.difference(comparison.objective()),
            ComparisonTables.DIFFERENCE_INTERVAL,
            ComparisonTables.P_VALUE,
            ComparisonTables.P_VALUE_HOLM,
            ComparisonTables.A12,
            ComparisonTables.TEST)) {
      fields.add(field.ofOptional(Accuracy::test).blankWhere(Accuracy::baseline));
    }
    List<Accuracy> lines = new ArrayList<>();
    String before = "";
    for (Row row : rows) {
      Optional<Significance> test = test(row);
      String baseline = row.pair().baseline().name();
      if (!baseline.equals(before)) {
        before = baseline;
        lines.add(
            new Accuracy(
                row.names().first(),
                runs.baseline().path(),
                test.map(Significance::baseline),
                true,
                test));
      }
      lines.add(
          new Accuracy(
              secondName(row), row.other().path(), test.map(Significance::strategy), false, test));
    }
    return Table.of(fields, lines);
  }

  private Optional<Significance> test(Row row) {
    boolean early =
        comparison.tests().stream()
            .anyMatch(test -> test.significance().trainedModels().isPresent());
    OptionalInt cost = early ? OptionalInt.of(request.at().orElseThrow()) : OptionalInt.empty();
    return comparison.tests().stream()
        .filter(one -> is(row, one.baseline(), one.strategy()))
        .map(Comparison.Tested::significance)
        .filter(one -> one.trainedModels().equals(cost))
        .findFirst();
  }

  private static boolean is(Row row, String baseline, String strategy) {
    return baseline.equals(row.pair().baseline().name())
        && strategy.equals(row.pair().strategy().name());
  }

  /** Returns the name of the second strategy, unless all are compared with those of their name. */
  private String secondName(Row row) {
    boolean sameNames =
        rows.stream().allMatch(one -> one.names().first().equals(one.names().second()));
    return sameNames ? "" : row.names().second();
  }

  private String meanInterval(Sample sample) {
    return sample
        .meanInterval(Significance.RESAMPLES, seed)
        .map(ends -> String.format(Locale.ROOT, "%.2f to %.2f", ends.lower(), ends.upper()))
        .orElse(Cell.NOTHING);
  }

  private Table speedups(Target target) {
    record Raced(Row row, Speedup speedup) {}
    List<Field<Raced>> fields = new ArrayList<>();
    fields.add(Field.<Raced>text("strategy", one -> one.row().names().second()).headed("Strategy"));
    fields.add(Field.<Raced>text("run", one -> one.row().other().path().toString()).headed("Run"));
    fields.add(
        Field.<Raced>number("target_percent", one -> one.speedup().targetValue())
            .headed("Target", comparison.objective().symbol()));
    fields.add(
        Field.<Raced>text(
                "cost",
                one -> one.speedup().cost() == Cost.TRAINED_MODELS ? "models" : "simulated time")
            .headed("Counted"));
    for (Field<Speedup> field :
        List.of(
            ComparisonTables.SPEEDUP,
            ComparisonTables.SPEEDUP_INTERVAL,
            ComparisonTables.MEDIANS,
            ComparisonTables.MEDIANS_INTERVAL,
            ComparisonTables.NEVER,
            ComparisonTables.BASELINE_NEVER.headed("First run never"))) {
      fields.add(field.of(Raced::speedup));
    }
    List<Raced> raced = new ArrayList<>();
    for (Row row : rows) {
      comparison.speedups().stream()
          .filter(one -> is(row, one.baseline(), one.strategy()))
          .filter(one -> one.speedup().target().equals(target))
          .forEach(one -> raced.add(new Raced(row, one.speedup())));
    }
    return Table.of(fields, raced);
  }
}
