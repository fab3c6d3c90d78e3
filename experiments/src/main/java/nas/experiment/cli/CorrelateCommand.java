package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.experiment.correlate.CorrelationStudy;
import nas.experiment.plugin.Plugins;
import nas.proxy.metric.Terms;
import nas.result.correlation.CorrelationReport;
import nas.result.correlation.UndefinedScores;
import nas.result.statistics.Picking;
import nas.result.table.JsonText;
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

  private static final int MOST_RESAMPLES = 100_000;
  private static final int MOST_POOLS = 100_000;

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
      description = "Decides the resamples and the pools; by default 42.")
  private long seed = 42;

  @Option(
      names = "--pool-size",
      paramLabel = "N",
      description =
          "Architectures in each of the random pools in which the best scores are looked for. By"
              + " default half of all, but not more than 400; where there are fewer, all.")
  private Optional<Integer> poolSize = Optional.empty();

  @Option(
      names = "--pools",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many such pools are drawn, 1 to 100000; by default 200.")
  private int pools = 200;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Write all figures with intervals as CSV, the table and plots into this folder.")
  private Optional<Path> out = Optional.empty();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    resamples.ifPresent(count -> Ranges.requireBetween("--resamples", count, 0, MOST_RESAMPLES));
    poolSize.ifPresent(size -> Ranges.requireAtLeast("--pool-size", size, 1));
    Ranges.requireBetween("--pools", pools, 1, MOST_POOLS);
    if (scoresFile.isEmpty() && trained.isEmpty()) {
      throw new UserException(
          "There is nothing to correlate: neither SCORES nor --trained is given",
          "give the CSV file that 'score' wrote");
    }
    Plugins known = plugins.load();
    CorrelationStudy study =
        CorrelationStudy.of(
            new CorrelationStudy.Request(
                scoresFile,
                trained,
                benchmarkFile,
                accuracyNames,
                key,
                new CorrelationStudy.Columns(
                    Terms.joined(metrics), joins, Terms.joined(higher), Terms.joined(lower)),
                new CorrelationStudy.Statistics(
                    undefined, resamples, seed, new Picking.Pools(poolSize, pools))),
            known.reader(),
            known.metrics());
    PrintWriter console = spec.commandLine().getOut();
    console.print(json.isGiven() ? JsonText.of(study.table()) : study.text());
    console.flush();
    out.ifPresent(
        folder -> write(study, folder, json.isGiven() ? spec.commandLine().getErr() : console));
  }

  private static void write(CorrelationStudy study, Path folder, PrintWriter console) {
    CorrelationReport.Written written = study.write(folder);
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
  }
}
