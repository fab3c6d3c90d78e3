package nas.experiment.correlate;

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
import nas.experiment.config.MetricNames;
import nas.experiment.run.OpenedRun;
import nas.result.correlation.AccuracyColumn;
import nas.result.correlation.ColumnCost;
import nas.result.correlation.CorrelationMatrix;
import nas.result.correlation.CorrelationReport;
import nas.result.correlation.CorrelationTables;
import nas.result.correlation.Correlations;
import nas.result.correlation.Draws;
import nas.result.correlation.ScoreColumn;
import nas.result.correlation.UndefinedScores;
import nas.result.statistics.Picking;
import nas.result.table.Table;

/**
 * How well scores predict accuracies.
 *
 * @param found one for each kind of accuracy, at least one
 * @param costs what scores cost; empty unless trainings were correlated
 * @param text all there is to say, for a console
 */
public record CorrelationStudy(List<Correlations> found, List<ColumnCost> costs, String text) {

  private static final int LOOKED_AT = 1000;
  private static final int USUAL_RESAMPLES = 1000;
  private static final int FEWEST_USUAL_RESAMPLES = 100;

  /** So many draws of an architecture take seconds for each metric. */
  private static final int USUAL_DRAWS = 20_000_000;

  /**
   * The columns of scores to evaluate.
   *
   * @param metrics by names of metrics; all if nothing is given
   * @param joins several as one
   * @param higher those whose higher scores promise higher accuracies
   * @param lower those whose lower scores do
   */
  public record Columns(
      List<String> metrics, List<String> joins, List<String> higher, List<String> lower) {

    boolean any() {
      return Stream.of(metrics, joins, higher, lower).anyMatch(names -> !names.isEmpty());
    }
  }

  /**
   * How to evaluate.
   *
   * @param undefined what becomes of architectures without a score
   * @param resamples for the intervals; empty: as many as take seconds
   * @param seed decides all draws
   * @param pools in which the best scores are looked for
   */
  public record Statistics(
      UndefinedScores undefined, Optional<Integer> resamples, long seed, Picking.Pools pools) {}

  /**
   * What to correlate.
   *
   * @param scoresFile the scores, if there are any beside trainings
   * @param trained folders of runs of reduced training
   * @param benchmark the accuracies
   * @param accuracies their columns
   * @param key the columns that tell architectures apart; empty: recognised
   */
  public record Request(
      Optional<Path> scoresFile,
      List<Path> trained,
      Path benchmark,
      List<String> accuracies,
      Optional<String> key,
      Columns columns,
      Statistics statistics) {

    CorrelationStudy study(ExperimentReader reader, MetricNames known) {
      AccuracyTable table = AccuracyTable.open(benchmark);
      List<TrainedRun> runs = runs(reader);
      Path scoresPath = scoresFile.orElseGet(() -> trained.get(0));
      Optional<BenchmarkTable> scoreTable =
          scoresFile.filter(Benchmark::isOne).map(BenchmarkTable::open);
      List<String> header =
          scoreTable
              .map(BenchmarkTable::scoreColumns)
              .or(() -> scoresFile.map(Request::header))
              .orElse(TrainedRun.KEYS);
      MetricColumns.Request request =
          new MetricColumns.Request(
              columns.metrics(), columns.joins(), columns.higher(), columns.lower(), known);
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
      List<String> wanted = accuracies(table, keys);
      List<ScoredArchitectures> sources = new ArrayList<>();
      scoresFile.ifPresent(
          file ->
              sources.add(
                  scoreTable
                      .map(scores -> scores.scores(chosen.heads()))
                      .orElseGet(
                          () -> ScoredArchitectures.read(file, keys.scores(), chosen.heads()))));
      runs.forEach(run -> sources.add(run.scores(keys.scores())));
      ScoredArchitectures scored = ScoredArchitectures.common(sources);
      List<String> notes = leftOut(sources, scored);
      runs.stream()
          .filter(run -> run.failed() > 0)
          .map(run -> "Failed trainings of " + run.folder() + " were left out: " + run.failed())
          .forEach(notes::add);
      return evaluate(
          new Joined(sources, scored, notes),
          ScoredBenchmark.join(scored, table, wanted, keys),
          chosen,
          runs,
          keys);
    }

    private List<TrainedRun> runs(ExperimentReader reader) {
      if (trained.isEmpty()) {
        return List.of();
      }
      if (scoresFile.isEmpty() && columns.any()) {
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
        KeyColumns keys = KeyColumns.choose(key, scoresPath, header, benchmark, table.columns());
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
      return KeyColumns.choose(key, scoresPath, possible, benchmark, table.columns());
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
      if (accuracies.isEmpty()) {
        List<String> others =
            table.columns().stream().filter(name -> !name.equals(keys.accuracies())).toList();
        throw new UserException(
            "Nothing says which column of " + table.file() + " is the accuracy to predict",
            "name it with --accuracy: one of " + String.join(", ", others));
      }
      List<String> names = List.copyOf(new LinkedHashSet<>(accuracies));
      names.forEach(name -> KeyColumns.requireColumn(table.file(), table.columns(), name));
      return names;
    }

    private CorrelationStudy evaluate(
        Joined joined,
        ScoredBenchmark scored,
        MetricColumns chosen,
        List<TrainedRun> runs,
        KeyColumns keys) {
      int draws = statistics.resamples().orElse(usualResamples(scored.size()));
      List<Correlations> found = correlations(scored, chosen, runs, draws);
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              Locale.ROOT,
              "%s and %s, joined by %s: %,d architectures\n",
              joined.names(),
              benchmark,
              keys,
              scored.size()));
      notes(joined, scored, chosen, draws).forEach(note -> text.append(note).append('\n'));
      for (Correlations correlations : found) {
        text.append('\n')
            .append("How well scores predict ")
            .append(correlations.accuracy().name())
            .append("\n\n")
            .append(CorrelationTables.text(correlations));
      }
      text.append('\n')
          .append(
              CorrelationTables.legend(new Draws(draws, statistics.seed(), statistics.pools())));
      List<ColumnCost> costs = new ArrayList<>();
      if (!runs.isEmpty()) {
        runs.forEach(run -> costs.addAll(run.columns()));
        costs.addAll(chosen.costs());
      }
      return new CorrelationStudy(found, costs, text.toString());
    }

    private List<Correlations> correlations(
        ScoredBenchmark scored, MetricColumns chosen, List<TrainedRun> runs, int draws) {
      UndefinedScores undefined = statistics.undefined();
      long seed = Seeds.derive(statistics.seed(), 0, -1, Seeds.Purpose.STATISTICS);
      List<MetricColumns.Column> all = new ArrayList<>(chosen.columns());
      for (TrainedRun run : runs) {
        run.columns().forEach(cost -> all.add(new MetricColumns.Column(cost.column(), true)));
      }
      List<Correlations> found = new ArrayList<>();
      for (AccuracyColumn accuracy : scored.accuracies()) {
        List<ScoreColumn> columns = new ArrayList<>(scored.metrics(all));
        chosen.joins().forEach(join -> columns.add(scored.joined(join, accuracy, undefined)));
        if (chosen.vote() && scored.canVote()) {
          columns.add(scored.vote(accuracy, undefined));
        }
        found.add(
            Correlations.of(
                columns, accuracy, undefined, new Draws(draws, seed, statistics.pools())));
      }
      return found;
    }

    private static int usualResamples(int architectures) {
      return Math.max(
          FEWEST_USUAL_RESAMPLES, Math.min(USUAL_RESAMPLES, USUAL_DRAWS / architectures));
    }

    private List<String> notes(
        Joined joined, ScoredBenchmark benchmark, MetricColumns chosen, int draws) {
      ScoredArchitectures scored = joined.scored();
      List<String> notes = new ArrayList<>(joined.notes());
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
      if (statistics.resamples().isEmpty() && draws < USUAL_RESAMPLES) {
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

  /** What is correlated, and what has to be said of it. */
  private record Joined(
      List<ScoredArchitectures> sources, ScoredArchitectures scored, List<String> notes) {

    String names() {
      return String.join(", ", sources.stream().map(s -> s.file().toString()).toList());
    }
  }

  /**
   * Correlates.
   *
   * @param reader reads the experiments of trainings
   * @param known the metrics whose directions are known
   * @throws UserException if a file cannot be read or has not what is wanted
   */
  public static CorrelationStudy of(Request request, ExperimentReader reader, MetricNames known) {
    return request.study(reader, known);
  }

  /** Returns all figures for programs. */
  public Table table() {
    return CorrelationTables.table(found);
  }

  /** Writes tables, plots and the text into a folder. */
  public CorrelationReport.Written write(Path folder) {
    Correlations first = found.get(0);
    CorrelationMatrix matrix =
        CorrelationMatrix.of(
            found.stream().map(Correlations::accuracy).toList(),
            first.rows().stream().map(Correlations.Row::column).toList(),
            first.undefined());
    return CorrelationReport.write(folder, found, matrix, costs, text);
  }
}
