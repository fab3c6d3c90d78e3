package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.experiment.config.Budget;
import nas.experiment.run.RunComparison;
import nas.experiment.run.RunComparison.Compared;
import nas.experiment.run.RunReports;
import nas.result.journal.RunFolder;
import nas.result.report.Comparison;
import nas.result.report.ComparisonReport;
import nas.result.report.ComparisonText;
import nas.result.report.StrategyRuns;
import nas.result.statistics.Cost;
import nas.result.statistics.Incumbent;
import nas.result.statistics.RankTest;
import nas.result.statistics.Sample;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.statistics.Target;
import nas.result.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the strategies of runs; changes none of them. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Compare the strategies of two or more runs.",
      "",
      "Those of one name are compared with those of the first run, or a strategy with any other.",
      "Shows what differs between the experiments, the test accuracies of the incumbents, whether",
      "their difference may be chance, and how much faster a strategy reaches what it had in the",
      "first run. Within one run, the report compares the strategies with each other.",
      "",
      "    java -jar nas.jar compare runs/before runs/after --out comparison",
      "    java -jar nas.jar compare runs/a runs/b --strategy 'AE=AE + warmup'"
    })
final class CompareCommand implements Runnable {

  private static final int SHOWN_DIFFERENCES = 12;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Two or more run folders; the others are compared with the first.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--strategy",
      paramLabel = "NAME[=OTHER]",
      description =
          "Compare this strategy only, with OTHER if that is not its name in the other runs; may be"
              + " repeated. By default all in common.")
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "N",
      description = "Compare accuracies after N trained models; by default at the end.")
  private Optional<Integer> at = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "T",
      split = ",",
      description =
          "Test accuracy to reach, in percent, or baseline-final, the default: what the strategy"
              + " has at the end of the first run. Several are joined by commas.")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--anyway",
      description = "Compare even if the accuracies come from different evaluators.")
  private boolean anyway;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write the text, tables as CSV and the anytime curves into this folder.")
  private Optional<Path> out = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (paths.size() < 2) {
      throw new UserException(
          "There is nothing to compare " + paths.get(0) + " with",
          "give a second run; the report of a run compares the strategies in it");
    }
    List<Target> reached =
        targets.isEmpty()
            ? List.of(new Target.BaselineFinal())
            : targets.stream().map(CompareCommand::target).distinct().toList();
    if (out.isPresent() && new RunFolder(out.get()).hasRun()) {
      throw new UserException(
          "--out (" + out.get() + ") is the folder of a run", "choose another folder");
    }
    RunComparison runs = RunComparison.open(paths, plugins.reader());
    List<RunComparison.Row> rows = runs.rows(strategies);
    if (!anyway) {
      runs.requireSameAccuracies();
    }
    at.ifPresent(models -> requireReached(models, runs));
    long seed = RunReports.statisticsSeed(runs.baseline().run().experiment());
    Comparison comparison =
        Comparison.of(
            rows.stream().map(RunComparison.Row::pair).toList(),
            reached,
            at.stream().toList(),
            Incumbent.VALIDATION,
            seed);
    String text = text(runs, rows, comparison, seed);
    PrintWriter console = spec.commandLine().getOut();
    // Written first, as nobody should read a result that ends in a refusal.
    Optional<ComparisonReport.Written> written =
        out.map(folder -> write(folder, rows, comparison, runs.captions(), text, seed));
    console.print(text);
    written.ifPresent(
        files -> {
          console.printf("%nWrote %d files into %s%n", files.files().size(), out.orElseThrow());
          files.missing().ifPresent(missing -> console.println(missing.error().text()));
        });
    console.flush();
  }

  private static ComparisonReport.Written write(
      Path folder,
      List<RunComparison.Row> rows,
      Comparison comparison,
      List<String> captions,
      String text,
      long seed) {
    Map<String, StrategyRuns> curves = new LinkedHashMap<>();
    for (RunComparison.Row row : rows) {
      curves.put(row.pair().baseline().name(), row.pair().baseline());
      curves.put(row.pair().strategy().name(), row.pair().strategy());
    }
    return ComparisonReport.write(
        folder, comparison, List.copyOf(curves.values()), captions, text, seed);
  }

  private static Target target(String text) {
    Target named = new Target.BaselineFinal();
    if (text.equals(named.key())) {
      return named;
    }
    try {
      return new Target.Accuracy(Double.parseDouble(text));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "--target ("
              + ErrorText.quote(text)
              + ") must be "
              + named.key()
              + " or a test accuracy in percent, 0 to 100",
          ErrorText.nearest(text, List.of(named.key()))
              .map(nearest -> "you mean " + nearest)
              .orElse(""));
    }
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

  private String text(
      RunComparison runs, List<RunComparison.Row> rows, Comparison comparison, long seed) {
    StringBuilder text = new StringBuilder();
    for (Compared other : runs.others()) {
      differences(runs, other, text);
    }
    notes(runs, rows).forEach(note -> text.append(note).append('\n'));
    text.append("\nTest accuracy of the incumbent ")
        .append(
            at.map(models -> String.format(Locale.ROOT, "after %,d trained models", models))
                .orElse("at the end"))
        .append(", in percent:\n\n")
        .append(accuracies(runs, rows, comparison, seed));
    for (Target target :
        comparison.speedups().stream().map(r -> r.speedup().target()).distinct().toList()) {
      text.append("\nSpeedup to ")
          .append(
              target instanceof Target.Accuracy accuracy
                  ? String.format(Locale.ROOT, "%.2f %%", accuracy.percent())
                  : "what the strategy has at the end of " + runs.baseline().path())
          .append(", by mean curves and by medians:\n\n")
          .append(speedups(rows, comparison, target));
    }
    text.append('\n').append(ResultTables.sentences(runs.captions()));
    return text.toString();
  }

  private static void differences(RunComparison runs, Compared other, StringBuilder text) {
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

  private List<String> notes(RunComparison runs, List<RunComparison.Row> rows) {
    List<String> notes = new ArrayList<>(strategies.isEmpty() ? runs.onlyInOne() : List.of());
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
      if (first != second && Math.max(first, second) < Budget.UNLIMITED && at.isEmpty()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Warning: the ends are at different costs, %,d and %,d trained models; --at %d"
                    + " compares at the same.",
                first,
                second,
                Math.min(first, second)));
      }
      if (anyway) {
        try {
          runs.requireSameAccuracies();
        } catch (UserException different) {
          notes.add("Warning: " + different.getMessage());
          break;
        }
      }
    }
    boolean paired = rows.stream().allMatch(row -> row.pair().paired());
    boolean unpaired = rows.stream().noneMatch(row -> row.pair().paired());
    notes.add(
        paired
            ? "Repetitions with the same number have the same seed and are compared in pairs."
            : unpaired
                ? "The seeds differ, so repetitions are not compared in pairs."
                : "Repetitions are compared in pairs where the seed is that of "
                    + runs.baseline().path()
                    + ".");
    return notes;
  }

  private String accuracies(
      RunComparison runs, List<RunComparison.Row> rows, Comparison comparison, long seed) {
    boolean early =
        comparison.tests().stream()
            .anyMatch(test -> test.significance().trainedModels().isPresent());
    OptionalInt cost = early ? OptionalInt.of(at.orElseThrow()) : OptionalInt.empty();
    List<List<String>> cells = new ArrayList<>();
    String before = "";
    for (RunComparison.Row row : rows) {
      Optional<Significance> test =
          comparison.tests().stream()
              .filter(one -> one.baseline().equals(row.pair().baseline().name()))
              .filter(one -> one.strategy().equals(row.pair().strategy().name()))
              .map(Comparison.Tested::significance)
              .filter(one -> one.trainedModels().equals(cost))
              .findFirst();
      if (!row.pair().baseline().name().equals(before)) {
        before = row.pair().baseline().name();
        List<String> line =
            new ArrayList<>(List.of(row.names().first(), runs.baseline().path().toString()));
        line.addAll(accuracy(test.map(Significance::baseline), seed));
        line.addAll(List.of("", "", "", "", "", ""));
        cells.add(line);
      }
      List<String> line = new ArrayList<>(List.of(other(row, rows), row.other().path().toString()));
      line.addAll(accuracy(test.map(Significance::strategy), seed));
      line.add(test.map(t -> ComparisonText.signed(t.differencePercent())).orElse("-"));
      line.add(test.map(t -> ComparisonText.difference(t.interval())).orElse("-"));
      Optional<RankTest> rank = test.flatMap(Significance::test);
      line.add(rank.map(t -> ComparisonText.pValue(t.pValue())).orElse("-"));
      line.add(test.map(t -> ComparisonText.pValue(t.pValueHolm())).orElse("-"));
      line.add(
          test.filter(t -> t.test().isPresent())
              .map(t -> String.format(Locale.ROOT, "%.2f", t.probabilityOfGreater()))
              .orElse("-"));
      line.add(rank.map(CompareCommand::name).orElse("-"));
      cells.add(line);
    }
    return new TextTable(
            List.of(
                TextTable.left("Strategy"),
                TextTable.left("Run"),
                TextTable.right("Repetitions"),
                TextTable.right("Mean"),
                TextTable.right("95 %"),
                TextTable.right("Difference"),
                TextTable.right("95 %"),
                TextTable.right("p"),
                TextTable.right("p (Holm)"),
                TextTable.right("A12"),
                TextTable.left("Test")),
            cells)
        .format();
  }

  /** Returns the name of the second strategy, unless all are compared with those of their name. */
  private static String other(RunComparison.Row row, List<RunComparison.Row> rows) {
    boolean sameNames =
        rows.stream().allMatch(one -> one.names().first().equals(one.names().second()));
    return sameNames ? "" : row.names().second();
  }

  private static String name(RankTest test) {
    return test.method().title() + (test.exact() ? ", exact" : ", approximate");
  }

  private static List<String> accuracy(Optional<Sample> sample, long seed) {
    return List.of(
        sample.map(s -> Integer.toString(s.count())).orElse("0"),
        sample.map(s -> String.format(Locale.ROOT, "%.2f", s.mean())).orElse("-"),
        sample
            .flatMap(s -> s.meanInterval(Significance.RESAMPLES, seed))
            .map(ends -> String.format(Locale.ROOT, "%.2f to %.2f", ends.lower(), ends.upper()))
            .orElse("-"));
  }

  private static String speedups(
      List<RunComparison.Row> rows, Comparison comparison, Target target) {
    List<List<String>> cells = new ArrayList<>();
    for (RunComparison.Row row : rows) {
      for (Comparison.Raced raced : comparison.speedups()) {
        Speedup speedup = raced.speedup();
        if (raced.baseline().equals(row.pair().baseline().name())
            && raced.strategy().equals(row.pair().strategy().name())
            && speedup.target().equals(target)) {
          cells.add(
              List.of(
                  row.names().second(),
                  row.other().path().toString(),
                  String.format(Locale.ROOT, "%.2f", speedup.targetAccuracyPercent()),
                  speedup.cost() == Cost.TRAINED_MODELS ? "models" : "simulated time",
                  ComparisonText.bounds(speedup.ofMeans()),
                  ComparisonText.interval(speedup.ofMeansInterval()),
                  ComparisonText.bounds(speedup.ofMedians()),
                  ComparisonText.interval(speedup.ofMediansInterval()),
                  ComparisonText.share(speedup.strategy().neverShare()),
                  ComparisonText.share(speedup.baseline().neverShare())));
        }
      }
    }
    return new TextTable(
            List.of(
                TextTable.left("Strategy"),
                TextTable.left("Run"),
                TextTable.right("Target, %"),
                TextTable.left("Counted"),
                TextTable.right("Speedup"),
                TextTable.right("95 %"),
                TextTable.right("Medians"),
                TextTable.right("95 %"),
                TextTable.right("Never"),
                TextTable.right("First run never")),
            cells)
        .format();
  }
}
