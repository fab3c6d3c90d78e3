package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.evaluator.tabular.Benchmark;
import nas.experiment.config.ExperimentReader;
import nas.experiment.correlate.AccuracyTable;
import nas.experiment.correlate.BenchmarkTable;
import nas.experiment.correlate.KeyColumns;
import nas.experiment.correlate.MetricColumns;
import nas.experiment.correlate.ScoredArchitectures;
import nas.experiment.correlate.ScoredBenchmark;
import nas.experiment.correlate.TrainedRun;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.OpenedRun;
import nas.result.correlation.AccuracyColumn;
import nas.result.correlation.ColumnCost;
import nas.result.correlation.CorrelationMatrix;
import nas.result.correlation.CorrelationReport;
import nas.result.correlation.CorrelationTables;
import nas.result.correlation.Correlations;
import nas.result.correlation.ScoreColumn;
import nas.result.correlation.UndefinedScores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how well scores predict accuracies. */
@Command(
    name = "correlate",
    sortOptions = false,
    description = {
      "Measure how well the scores of metrics predict the accuracies in a benchmark.",
      "",
      "Both are CSV files with a header, plain or compressed by gzip, or benchmark files as 'import'",
      "writes them: the scores as 'score' writes them, or from elsewhere; the accuracies as anybody",
      "publishes them. Rows about the same architecture are found by a column with the same content.",
      "",
      "    java -jar nas.jar correlate scores.csv --benchmark accuracies.csv.gz \\",
      "        --accuracy c10_test_200_mean --out correlations",
      "",
      "With --trained the validation accuracies of a run of reduced training are scores too, one",
      "column for each epoch, and the correlation is shown against the cost in minibatches.",
      "Compared are the architectures that all runs and SCORES know."
    })
final class CorrelateCommand implements Runnable {

  private static final int LOOKED_AT = 1000;
  private static final int USUAL_RESAMPLES = 1000;
  private static final int FEWEST_USUAL_RESAMPLES = 100;
  private static final int MOST_RESAMPLES = 100_000;

  /** So many draws of an architecture take seconds for each metric. */
  private static final int USUAL_DRAWS = 20_000_000;

  @Parameters(
      paramLabel = "SCORES",
      arity = "0..1",
      description =
          "The scores: a CSV or benchmark file with a row for each architecture. May be left out where --trained"
              + " is given.")
  private Optional<Path> scoresFile = Optional.empty();

  @Option(
      names = "--trained",
      paramLabel = "RUN",
      description = "The folder of a run of reduced training; may be repeated.")
  private List<Path> trained = new ArrayList<>();

  @Option(
      names = "--benchmark",
      paramLabel = "FILE",
      required = true,
      description = "The accuracies: a CSV file with a row for each architecture.")
  private Path benchmarkFile = Path.of("");

  @Option(
      names = "--accuracy",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "The column of the benchmark with the accuracy to predict, the higher the better; several"
              + " are joined by commas.")
  private List<String> accuracyNames = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      description =
          "The column that tells architectures apart, as COLUMN or"
              + " SCORES-COLUMN=BENCHMARK-COLUMN. By default it is recognised: architecture,"
              + " arch_str, canonical-id, hash or index.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "The columns with the scores to evaluate, joined by commas; by default all. The row vote"
              + " is added where synflow, jacob-cov and snip are there.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--join",
      paramLabel = "JOIN",
      description =
          "Evaluate several columns as one, by the sum of their ranks (synflow + nwot) or of the"
              + " logarithms of their ranks (log-ranks(layers, params)); may be repeated. By"
              + " default the latter is added where layers and params are there.")
  private List<String> joins = new ArrayList<>();

  @Option(
      names = "--higher",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Evaluate this column, whose higher scores promise higher accuracy; for columns that are"
              + " no metrics of the program or of a jar given with --plugins.")
  private List<String> higher = new ArrayList<>();

  @Option(
      names = "--lower",
      paramLabel = "COLUMN",
      split = ",",
      description = "Evaluate this column, whose lower scores promise higher accuracy.")
  private List<String> lower = new ArrayList<>();

  @Option(
      names = "--undefined",
      paramLabel = "omit|worst",
      description =
          "Architectures for which a metric has no score are left out for this metric (omit, the"
              + " default), or ranked last (worst).")
  private UndefinedScores undefined = UndefinedScores.OMIT;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      description =
          "Resamples for the intervals, 0 to 100000. By default 1000, and fewer for more than"
              + " 20,000 architectures.")
  private Optional<Integer> resamples = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Decides the resamples; by default 42.")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Write all figures with intervals as CSV, the table and plots into this folder.")
  private Optional<Path> out = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (resamples.isPresent() && (resamples.get() < 0 || resamples.get() > MOST_RESAMPLES)) {
      throw new UserException(
          "--resamples (" + resamples.get() + ") must be from 0 to " + MOST_RESAMPLES, "");
    }
    if (scoresFile.isEmpty() && trained.isEmpty()) {
      throw new UserException(
          "There is nothing to correlate: neither SCORES nor --trained is given",
          "give the CSV file that 'score' wrote");
    }
    Plugins known = plugins.load();
    AccuracyTable table = AccuracyTable.open(benchmarkFile);
    List<TrainedRun> runs = runs(known.reader());
    Path scoresPath = scoresFile.orElseGet(() -> trained.get(0));
    Optional<BenchmarkTable> scoreTable =
        scoresFile.filter(Benchmark::isOne).map(BenchmarkTable::open);
    List<String> header =
        scoreTable
            .map(BenchmarkTable::scoreColumns)
            .or(() -> scoresFile.map(CorrelateCommand::header))
            .orElse(TrainedRun.KEYS);
    MetricColumns.Request request =
        new MetricColumns.Request(metrics, joins, higher, lower, known.metrics());
    KeyColumns keys = keys(scoresPath, header, table);
    MetricColumns chosen =
        scoresFile.isPresent()
            ? MetricColumns.choose(
                scoreTable.map(scores -> scores.directed(request)).orElse(request),
                scoresPath,
                header,
                keys.scores(),
                scoreTable.isPresent() ? Set.of() : texts(scoresPath))
            : MetricColumns.NONE;
    List<String> accuracies = accuracies(table, keys);
    List<ScoredArchitectures> sources = new ArrayList<>();
    scoresFile.ifPresent(
        file ->
            sources.add(
                scoreTable
                    .map(scores -> scores.scores(chosen.heads()))
                    .orElseGet(() -> scores(file, chosen, keys))));
    runs.forEach(run -> sources.add(run.scores(keys.scores())));
    ScoredArchitectures scored = ScoredArchitectures.common(sources);
    List<String> notes = leftOut(sources, scored);
    runs.stream()
        .filter(run -> run.failed() > 0)
        .map(run -> "Failed trainings of " + run.folder() + " were left out: " + run.failed())
        .forEach(notes::add);
    evaluate(
        new Joined(sources, scored, notes),
        ScoredBenchmark.join(scored, table, accuracies, keys),
        chosen,
        runs,
        keys);
  }

  /** What is correlated, and what has to be said of it. */
  private record Joined(
      List<ScoredArchitectures> sources, ScoredArchitectures scored, List<String> notes) {

    String names() {
      return String.join(", ", sources.stream().map(s -> s.file().toString()).toList());
    }
  }

  private List<TrainedRun> runs(ExperimentReader reader) {
    if (trained.isEmpty()) {
      return List.of();
    }
    if (scoresFile.isEmpty()
        && Stream.of(metrics, joins, higher, lower).anyMatch(names -> !names.isEmpty())) {
      throw new UserException(
          "--metrics, --join, --higher and --lower choose columns of SCORES, which is not given",
          "leave them out, or give SCORES");
    }
    List<TrainedRun> runs =
        trained.stream().map(path -> TrainedRun.read(OpenedRun.open(path, reader))).toList();
    TrainedRun.requireNames(runs);
    return runs;
  }

  private KeyColumns keys(Path scoresPath, List<String> header, AccuracyTable table) {
    if (trained.isEmpty() || key.isPresent()) {
      KeyColumns keys = KeyColumns.choose(key, scoresPath, header, benchmarkFile, table.columns());
      if (!trained.isEmpty()) {
        TrainedRun.requireKey(scoresPath, keys.scores());
      }
      return keys;
    }
    List<String> possible = header.stream().filter(TrainedRun.KEYS::contains).toList();
    if (possible.isEmpty()) {
      throw new UserException(
          scoresPath
              + " has no column "
              + String.join(" or ", TrainedRun.KEYS)
              + ", by which networks of a run are found",
          "score their architectures with 'score'");
    }
    return KeyColumns.choose(key, scoresPath, possible, benchmarkFile, table.columns());
  }

  private static ScoredArchitectures scores(Path file, MetricColumns chosen, KeyColumns keys) {
    return ScoredArchitectures.read(file, keys.scores(), chosen.heads());
  }

  private static List<String> leftOut(
      List<ScoredArchitectures> sources, ScoredArchitectures common) {
    List<String> notes = new ArrayList<>();
    for (ScoredArchitectures source : sources) {
      int others = source.keys().size() - common.keys().size();
      if (others > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Of %,d architectures of %s %,d are not known to the others and were left out.",
                source.keys().size(),
                source.file(),
                others));
      }
    }
    return notes;
  }

  private static List<String> header(Path file) {
    try (CsvReader csv = CsvReader.open(file)) {
      return csv.header();
    }
  }

  /** Returns the columns that hold something else than numbers in one of the first rows. */
  private static Set<String> texts(Path file) {
    Set<String> texts = new LinkedHashSet<>();
    try (CsvReader csv = CsvReader.open(file)) {
      for (int row = 0; row < LOOKED_AT && csv.next(); row++) {
        for (int column = 0; column < csv.header().size(); column++) {
          if (!csv.isNumeric(column)) {
            texts.add(csv.header().get(column));
          }
        }
      }
    }
    return texts;
  }

  private List<String> accuracies(AccuracyTable table, KeyColumns keys) {
    if (accuracyNames.isEmpty()) {
      List<String> others =
          table.columns().stream().filter(name -> !name.equals(keys.accuracies())).toList();
      throw new UserException(
          "Nothing says which column of " + table.file() + " is the accuracy to predict",
          "name it with --accuracy: one of " + String.join(", ", others));
    }
    List<String> names = List.copyOf(new LinkedHashSet<>(accuracyNames));
    names.forEach(name -> KeyColumns.requireColumn(table.file(), table.columns(), name));
    return names;
  }

  private void evaluate(
      Joined joined,
      ScoredBenchmark benchmark,
      MetricColumns chosen,
      List<TrainedRun> runs,
      KeyColumns keys) {
    int draws = resamples.orElse(usualResamples(benchmark.size()));
    long statisticsSeed = Seeds.derive(seed, 0, -1, Seeds.Purpose.STATISTICS);
    boolean vote = chosen.vote() && benchmark.canVote();
    List<ColumnCost> costs = new ArrayList<>();
    if (!runs.isEmpty()) {
      runs.forEach(run -> costs.addAll(run.columns()));
      costs.addAll(chosen.costs());
    }
    List<MetricColumns.Column> all = new ArrayList<>(chosen.columns());
    for (TrainedRun run : runs) {
      run.columns().forEach(cost -> all.add(new MetricColumns.Column(cost.column(), true)));
    }
    List<Correlations> found = new ArrayList<>();
    List<ScoreColumn> ranked = new ArrayList<>();
    for (AccuracyColumn accuracy : benchmark.accuracies()) {
      List<ScoreColumn> columns = new ArrayList<>(benchmark.metrics(all));
      chosen.joins().forEach(join -> columns.add(benchmark.joined(join, accuracy, undefined)));
      if (vote) {
        columns.add(benchmark.vote(accuracy, undefined));
      }
      Correlations correlations =
          Correlations.of(columns, accuracy, undefined, draws, statisticsSeed);
      if (found.isEmpty()) {
        correlations.rows().forEach(row -> ranked.add(row.column()));
      }
      found.add(correlations);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s and %s, joined by %s: %,d architectures\n",
            joined.names(),
            benchmarkFile,
            keys,
            benchmark.size()));
    joined.notes().forEach(note -> text.append(note).append('\n'));
    notes(joined.scored(), benchmark, chosen, draws)
        .forEach(note -> text.append(note).append('\n'));
    for (Correlations correlations : found) {
      text.append('\n')
          .append("How well scores predict ")
          .append(correlations.accuracy().name())
          .append("\n\n")
          .append(CorrelationTables.text(correlations));
    }
    text.append('\n').append(CorrelationTables.legend(draws, seed));
    PrintWriter console = spec.commandLine().getOut();
    console.print(text);
    console.flush();
    out.ifPresent(
        folder -> {
          CorrelationMatrix matrix =
              CorrelationMatrix.of(benchmark.accuracies(), ranked, undefined);
          CorrelationReport.Written written =
              CorrelationReport.write(folder, found, matrix, costs, text.toString());
          written.missing().ifPresent(missing -> console.println(missing.error().text()));
          console.println();
          console.println(
              "Wrote "
                  + written.files().size()
                  + " files: tables into "
                  + folder
                  + ", plots into "
                  + folder.resolve("plots"));
          console.flush();
        });
  }

  private static int usualResamples(int architectures) {
    return Math.max(FEWEST_USUAL_RESAMPLES, Math.min(USUAL_RESAMPLES, USUAL_DRAWS / architectures));
  }

  private List<String> notes(
      ScoredArchitectures scored, ScoredBenchmark benchmark, MetricColumns chosen, int draws) {
    List<String> notes = new ArrayList<>();
    if (benchmark.withoutAccuracy() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Warning: %,d of %,d scored architectures have no accuracy and were left out.",
              benchmark.withoutAccuracy(),
              scored.keys().size()));
    }
    if (!chosen.leftOut().isEmpty()) {
      notes.add(
          "Left out, being no metrics of this program: "
              + String.join(", ", chosen.leftOut())
              + " (--higher or --lower names a column of scores).");
    }
    if (scored.withoutNumber() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d %s nan, inf or the like, which counts as no score (--undefined).",
              scored.withoutNumber(),
              scored.withoutNumber() == 1 ? "cell says" : "cells say"));
    }
    if (scored.repeated() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d %s an architecture with the same scores and %s left out.",
              scored.repeated(),
              scored.repeated() == 1 ? "row repeats" : "rows repeat",
              scored.repeated() == 1 ? "was" : "were"));
    }
    if (chosen.vote() && !benchmark.canVote()) {
      notes.add(benchmark.noVote());
    }
    if (resamples.isEmpty() && draws < USUAL_RESAMPLES) {
      notes.add(
          String.format(
              Locale.ROOT,
              "For so many architectures intervals come from %d resamples instead of %,d;"
                  + " --resamples sets them.",
              draws,
              USUAL_RESAMPLES));
    }
    return notes;
  }
}
