package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.log.SyncPolicy;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.JournalWriter;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches by something else than accuracy: of a table of perplexities and error rates, which are
 * the better the lower they are, and of accuracies that order its networks alike.
 */
final class ObjectivesTest {

  private static final String MAPPING =
      """
      name: letters
      space: choices
      choices: {positions: 3, options: [a, b, c, d], separator: '-'}
      architecture: cell
      columns:
        - {column: accuracy, holds: d accuracy-percent validation@5 mean}
        - {column: accuracy, holds: d accuracy-percent test@5 mean}
        - {column: error, holds: d error-percent validation@5 mean, better: lower}
        - {column: error, holds: d error-percent test@5 mean, better: lower}
        - {column: perplexity, holds: d perplexity validation@5 mean, better: lower}
        - {column: perplexity, holds: d perplexity test@5 mean, better: lower}
        - {column: perplexity, holds: d bits test@5 mean}
        - {column: perplexity, holds: d bits validation@5 mean}
        - {column: latency, holds: latency-ms.phone}
      """;

  private static final String EXPERIMENT =
      """
      name: letters
      search-space: {choices: {positions: 3, options: [a, b, c, d], separator: '-'}}
      evaluator:
        tabular:
          benchmark: letters.bench
          dataset: d
          metric: METRIC
          search-on: validation@5 mean
          report: test@5 mean
      budget: {trained-models: 30}
      repetitions: 2
      seed: 5
      strategies:
        - random
        - STRATEGY
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** The latency of this row is missing. */
  private static final int UNMEASURED = 21;

  private record Row(String cell, int error) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Errors are whole percentages, so that what is 100 less them is exact, and the higher the later
   * the letters are.
   */
  @BeforeEach
  void table() {
    RandomGenerator random = Seeds.generator(11);
    StringBuilder csv = new StringBuilder("cell,accuracy,error,perplexity,latency\n");
    for (int index = 0; index < 64; index++) {
      String cell =
          "%c-%c-%c"
              .formatted(
                  "abcd".charAt(index / 16),
                  "abcd".charAt(index / 4 % 4),
                  "abcd".charAt(index % 4));
      int letters = index / 16 + index / 4 % 4 + index % 4;
      Row row = new Row(cell, 10 + 8 * letters + random.nextInt(8));
      rows.add(row);
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%d,%s%n",
              cell,
              100 - row.error(),
              row.error(),
              3 * row.error() + 70,
              index == UNMEASURED ? "" : 1 + 37 * (63 - index) % 64));
    }
    rows.sort(Comparator.comparingInt(Row::error));
    Path file = Nas.write(folder.resolve("letters.csv"), csv.toString());
    Path yaml = Nas.write(folder.resolve("letters.yaml"), MAPPING);
    Nas.say("import", "csv", file, "--mapping", yaml, "--out", folder.resolve("letters.bench"))
        .done();
  }

  private Path experiment(String metric, String strategy) {
    return Nas.write(
        folder.resolve("experiment.yaml"),
        EXPERIMENT.replace("METRIC", metric).replace("STRATEGY", strategy));
  }

  private Path run(String name, String metric, String strategy, String... more) {
    Path run = folder.resolve(name);
    List<Object> words =
        new ArrayList<>(List.of("run", experiment(metric, strategy), "--out", run));
    words.addAll(List.of(more));
    Nas.say(words.toArray()).done();
    return run;
  }

  private static List<List<TrialRecord>> trials(Path run) {
    try (Stream<Path> files = Files.walk(run.resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .map(file -> JournalReader.read(file).trials())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> architectures(Path run) {
    return trials(run).stream()
        .map(search -> search.stream().map(TrialRecord::architecture).toList())
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What only compares results goes the same way, whatever they are called and counted in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aging-evolution: {population: 6, tournament: 3}",
        "local-search: {}",
        "regression-predictor: {training-points: 6}",
        "reinforce: {}",
        "gcn-predictor: {}"
      })
  @Tag("slow")
  void anErrorRateIsSearchedAsItsAccuracy(String strategy) {
    Path byAccuracy = run("accuracy", "accuracy-percent", strategy);
    Path byError = run("error", "error-percent", strategy);
    assertEquals(architectures(byAccuracy), architectures(byError));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aging-evolution: {population: 6, tournament: 3}",
        "local-search: {}",
        "regression-predictor: {training-points: 6}"
      })
  @Tag("slow")
  void aPerplexityIsSearchedAsAnAccuracyOfTheSameOrder(String strategy) {
    Path byAccuracy = run("accuracy", "accuracy-percent", strategy);
    Path byPerplexity = run("perplexity", "perplexity", strategy);
    assertEquals(architectures(byAccuracy), architectures(byPerplexity));
    Objective perplexity = Objective.ofMetric("perplexity", Better.LOWER);
    for (List<TrialRecord> search : trials(byPerplexity)) {
      for (TrialRecord trial : search) {
        Result.Trained trained = (Result.Trained) trial.result();
        assertEquals(perplexity, trained.objective());
        int error =
            rows.stream()
                .filter(row -> row.cell().equals(trial.architecture()))
                .findFirst()
                .orElseThrow()
                .error();
        assertEquals(3 * error + 70, trained.validation());
      }
    }
  }

  /** A network that learns from results needs a scale for what has none: it learns nevertheless. */
  @Test
  @Tag("slow")
  void aGraphNetworkLearnsFromPerplexities() {
    Path run = run("learnt", "perplexity", "gcn-predictor: {}");
    List<TrialRecord> search = trials(run).get(2);
    double whole = rows.stream().mapToDouble(row -> 3 * row.error() + 70).average().orElseThrow();
    double learnt = mean(search.subList(search.size() - 15, search.size()));
    assertTrue(learnt < whole - 20, learnt + " of " + whole + ": " + search);
  }

  private static double mean(List<TrialRecord> trials) {
    return trials.stream()
        .mapToDouble(trial -> ((Result.Trained) trial.result()).validation())
        .average()
        .orElseThrow();
  }

  @Test
  @Tag("slow")
  void reportsNameWhatIsCompared() {
    Path run = run("run", "perplexity", "aging-evolution: {population: 6, tournament: 3}");
    String best = String.format(Locale.ROOT, "%.2f", bestPerplexity(run));
    String said = Nas.say("report", run).done();
    assertTrue(said.contains("Test perplexity"), said);
    assertTrue(said.contains("Best network: " + best + " test perplexity"), said);
    assertTrue(Nas.say("best", run).done().contains(best + " test perplexity"));
    String status = Nas.say("status", run, "--json").done();
    assertTrue(status.contains("\"test_perplexity\""), status);
    String finals = text(run.resolve("tables/final.csv"));
    assertTrue(finals.contains("test_perplexity_mean,test_perplexity_sd"), finals);
    assertFalse(finals.contains("accuracy"), finals);
    String html = text(run.resolve("report.html"));
    assertTrue(html.contains("Perplexity over the search"));
    assertFalse(html.toLowerCase(Locale.ROOT).contains("accurac"), html);
    String plot = text(run.resolve("plots/curve-models.svg"));
    assertTrue(plot.contains("Test perplexity of the incumbent"), plot);
    Path second = run("second", "perplexity", "local-search: {}", "--set", "seed=6");
    String compared = Nas.say("compare", run, second, "--strategy", "random").done();
    assertTrue(compared.contains("Test perplexity of the incumbent at the end:"), compared);
  }

  private static double bestPerplexity(Path run) {
    return trials(run).stream()
        .flatMap(List::stream)
        .mapToDouble(trial -> ((Result.Trained) trial.result()).validation())
        .min()
        .orElseThrow();
  }

  /** The incumbent of a search by perplexity has the lowest, and the anytime curve falls. */
  @Test
  @Tag("slow")
  void incumbentsHaveTheLowestPerplexity() {
    Path run = run("run", "perplexity", "local-search: {}");
    String[] curve = text(run.resolve("tables/curve-models.csv")).split("\r\n");
    double before = Double.POSITIVE_INFINITY;
    for (String line : curve) {
      if (line.startsWith("random,")) {
        double mean = Double.parseDouble(line.split(",", -1)[3]);
        assertTrue(mean <= before, line);
        before = mean;
      }
    }
    assertTrue(Double.isFinite(before), String.join("\n", curve));
  }

  @Test
  @Tag("slow")
  void aSearchEndsWithAPerplexityThatIsLowEnough() {
    int enough = 3 * rows.get(12).error() + 70;
    Path run =
        run("run", "perplexity", "local-search: {}", "--set", "budget.target-value=" + enough);
    for (List<TrialRecord> search : trials(run)) {
      for (int trial = 0; trial < search.size() - 1; trial++) {
        assertTrue(((Result.Trained) search.get(trial).result()).validation() > enough);
      }
    }
    assertTrue(trials(run).stream().anyMatch(search -> search.size() < 30));
    String journal = text(run.resolve("report.html"));
    assertTrue(journal.contains("validation perplexity"), journal);
  }

  private static final String[] LATENCY = {"--set", "objectives={latency-ms.phone: lower}"};

  /** The front is the one that comparing all pairs gives; a value nobody knows is a failure. */
  @Test
  @Tag("slow")
  void aRunHasAFrontOfSeveralObjectives() {
    Path run = run("run", "error-percent", "local-search: {}", LATENCY);
    List<TrialRecord> all = trials(run).stream().flatMap(List::stream).toList();
    List<TrialRecord> trained =
        all.stream().filter(trial -> trial.result() instanceof Result.Trained).toList();
    List<String> front =
        trained.stream()
            .filter(one -> trained.stream().noneMatch(other -> dominates(other, one)))
            .sorted(Comparator.comparingDouble(ObjectivesTest::error))
            .map(trial -> error(trial) + "," + error(trial) + "," + latency(trial))
            .distinct()
            .toList();
    List<String> lines = List.of(text(run.resolve("tables/front.csv")).split("\r\n"));
    assertTrue(
        lines.get(0).contains(",validation_error_percent,test_error_percent,"), lines::toString);
    assertTrue(lines.get(0).contains(",measured_latency-ms.phone,"), lines::toString);
    assertTrue(front.size() > 2 && front.size() < trained.size() / 2, front::toString);
    assertEquals(
        front,
        lines.stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .map(
                cells ->
                    Double.parseDouble(cells[5])
                        + ","
                        + Double.parseDouble(cells[6])
                        + ","
                        + Double.parseDouble(cells[7]))
            .toList());
    assertTrue(text(run.resolve("report.html")).contains("latency ms.phone (lower is better)"));
    for (TrialRecord trial : all) {
      assertEquals(
          trial.architecture().equals("b-b-b"),
          trial.result() instanceof Result.Failed,
          trial::toString);
    }
  }

  private static final String[] FRONTS = {
    "--set",
    "objectives={latency-ms.phone: lower}",
    "--set",
    "report.hypervolume={reference: {error-percent: 90, latency-ms.phone: 64}, logarithmic:"
        + " [latency-ms.phone]}"
  };

  /**
   * Who trains all architectures has the true front; the volume is that of a sum over all pairs.
   */
  @Test
  @Tag("slow")
  void frontsAreMeasuredByWhatATableKnows() {
    Path run =
        run(
            "run",
            "error-percent",
            "nsga2: {population: 6}",
            Stream.concat(
                    Stream.of(FRONTS),
                    Stream.of(
                        "--set",
                        "strategies[0]={exhaustive: {}}",
                        "--set",
                        "budget.trained-models=64"))
                .toArray(String[]::new));
    List<TrialRecord> all =
        trials(run).get(0).stream()
            .filter(trial -> trial.result() instanceof Result.Trained)
            .toList();
    List<TrialRecord> front =
        all.stream().filter(one -> all.stream().noneMatch(other -> dominates(other, one))).toList();
    assertEquals(63, all.size());
    assertEquals(1 + front.size(), lines(run, "true-front").size());
    double volume = 0;
    for (int error = 0; error < 90; error++) {
      int at = error;
      double fastest =
          front.stream()
              .filter(one -> error(one) <= at)
              .mapToDouble(ObjectivesTest::latency)
              .min()
              .orElse(64);
      volume += Math.log10(64) - Math.log10(fastest);
    }
    List<String> rows = lines(run, "hypervolume");
    List<String> header = List.of(rows.get(0).split(",", -1));
    String[] last =
        rows.stream()
            .filter(line -> line.startsWith("exhaustive,"))
            .reduce((before, next) -> next)
            .orElseThrow()
            .split(",", -1);
    assertEquals(volume, number(header, last, "hypervolume_mean"), 1e-9);
    assertEquals(volume, number(header, last, "hypervolume_of_true_front"), 1e-9);
    assertEquals(0, number(header, last, "igd_plus_mean"));
    assertEquals(1, number(header, last, "true_front_share_mean"));
    assertTrue(rows.stream().anyMatch(line -> line.startsWith("nsga2,")), rows::toString);
    assertTrue(lines(run, "attainment").size() > 2);
    String html = text(run.resolve("report.html"));
    assertTrue(html.contains("Hypervolume of the front by trained models"));
    assertTrue(html.contains("The true front has " + front.size() + " points"), "report");
  }

  private static List<String> lines(Path run, String table) {
    return List.of(text(run.resolve("tables/" + table + ".csv")).split("\r\n"));
  }

  private static double number(List<String> header, String[] row, String column) {
    return Double.parseDouble(row[header.indexOf(column)]);
  }

  /** A sum of the error alone is searched as the error; with the latency, other networks are. */
  @Test
  @Tag("slow")
  void anyStrategyCanBeToldAWeightedSum() {
    String evolution = "aging-evolution: {population: 6, tournament: 3}";
    Path plain = run("plain", "error-percent", evolution, LATENCY);
    Path error =
        run(
            "error",
            "error-percent",
            "{" + evolution + ", scalarise: {error-percent: -3}}",
            LATENCY);
    assertEquals(architectures(plain), architectures(error));
    Path sum =
        run(
            "sum",
            "error-percent",
            "{" + evolution + ", scalarise: {error-percent: -1, log10(latency-ms.phone): -50}}",
            LATENCY);
    assertNotEquals(architectures(plain), architectures(sum));
    assertEquals(architectures(plain).subList(0, 2), architectures(sum).subList(0, 2));
  }

  @Test
  @Tag("slow")
  void whatCannotBeMeasuredIsRefused() {
    refused(
        "error-percent",
        "latency-ms.phone (2) lies inside the true front, which reaches ",
        "raise it, to the worst value that counts",
        "--set",
        "objectives={latency-ms.phone: lower}",
        "--set",
        "report.hypervolume={reference: {error-percent: 90, latency-ms.phone: 2}}");
    refused(
        "error-percent",
        "None of the 64 architectures of choices has latency-ms.phone < 0 (the nearest has 1)",
        "loosen the constraints",
        "--set",
        "constraints={latency-ms.phone: '< 0'}");
    refused(
        "error-percent",
        "The evaluator's table has no value of latency-ms.phone for any architecture of the search"
            + " space",
        "leave it out",
        "--set",
        "objectives={latency-ms.phone: lower}",
        "--set",
        "search-space={listed: {space: {choices: {positions: 3, options: [a, b, c, d], separator:"
            + " '-'}}, architectures: [b-b-b]}}");
  }

  private static double error(TrialRecord trial) {
    return ((Result.Trained) trial.result()).validation();
  }

  private static double latency(TrialRecord trial) {
    return Objects.requireNonNull(
        ((Result.Trained) trial.result()).measurements().get("latency-ms.phone"));
  }

  private static boolean dominates(TrialRecord better, TrialRecord worse) {
    return error(better) <= error(worse)
        && latency(better) <= latency(worse)
        && (error(better) < error(worse) || latency(better) < latency(worse));
  }

  /** Strategies for one objective search as if there were no others. */
  @Test
  @Tag("slow")
  void furtherObjectivesChangeNothingForStrategiesOfOne() {
    Path plain = run("plain", "error-percent", "aging-evolution: {population: 6, tournament: 3}");
    Path further =
        run(
            "further",
            "error-percent",
            "aging-evolution: {population: 6, tournament: 3}",
            "--set",
            "objectives={latency-ms.phone: higher}");
    assertEquals(architectures(plain).get(0), architectures(further).get(0));
    assertFalse(Files.exists(plain.resolve("tables/front.csv")));
  }

  @Test
  @Tag("slow")
  void aJournalWithoutAnObjectiveIsNotGoneOnWith() throws IOException {
    Path run = run("run", "error-percent", "local-search: {}", LATENCY);
    Path journal = run.resolve("journal/01-random/000.jsonl");
    TrialRecord first = JournalReader.read(journal).trials().get(0);
    Nas.keepTrials(journal, 0);
    try (JournalWriter writer = JournalWriter.open(journal, SyncPolicy.EVERY_LINE)) {
      writer.append(
          new TrialRecord(
              0,
              first.architecture(),
              first.canonicalId(),
              first.duplicateOf(),
              ((Result.Trained) first.result()).withMeasurements(new TreeMap<>()),
              first.wall()));
    }
    Nas.Said said = Nas.say("run", run);
    assertEquals(2, said.exitCode(), said.err());
    assertTrue(said.err().contains("has no latency-ms.phone of trial 0"), said.err());
  }

  @Test
  @Tag("slow")
  void whatCannotBeComparedIsRefused() {
    refused(
        "bits",
        "The benchmark "
            + folder.resolve("letters.bench")
            + " does not say whether higher or lower values of bits are better",
        "better: lower");
    refused("nothing", "has no 'd nothing validation@5 mean'", "'metric: ");
    refused(
        "perplexity",
        "report (\"d accuracy-percent test@5 mean\") asks for accuracy-percent, but the search"
            + " compares perplexity",
        "metric: perplexity",
        "--set",
        "evaluator.tabular.report=d accuracy-percent test@5 mean");
    refused(
        "perplexity",
        "target-accuracy is given, but the search compares perplexity",
        "target-value",
        "--set",
        "budget.target-accuracy=90");
    refused(
        "accuracy-percent",
        "target-value (90.0) and target-accuracy (91.0) are both given",
        "leave one of them out",
        "--set",
        "budget={target-value: 90, target-accuracy: 91}");
    refused(
        "accuracy-percent",
        "targets[1] (101) must be 0 to 100",
        "",
        "--set",
        "report.speedup.targets=[baseline-final, 101]");
    refused(
        "error-percent",
        "target-value (101) must be 0 to 100",
        "",
        "--set",
        "budget.target-value=101");
    refused(
        "error-percent",
        "Nothing is known of the quantity \"latency-ms.fone\" in --set objectives=",
        "you mean latency-ms.phone",
        "--set",
        "objectives={latency-ms.fone: lower}");
    refused(
        "error-percent",
        "latency-ms.phone (smaller) must be one of higher, lower",
        "",
        "--set",
        "objectives={latency-ms.phone: smaller}");
  }

  private void refused(String metric, String problem, String advice, String... more) {
    Path run = folder.resolve("refused");
    List<Object> words =
        new ArrayList<>(List.of("run", experiment(metric, "local-search: {}"), "--out", run));
    words.addAll(List.of(more));
    Nas.Said said = Nas.say(words.toArray());
    assertEquals(2, said.exitCode(), said.out());
    assertTrue(said.err().contains(problem), said.err());
    assertTrue(said.err().contains(advice), said.err());
    assertFalse(Files.exists(run));
  }

  /** A journal of accuracies is not gone on with by perplexity. */
  @Test
  @Tag("slow")
  void journalsOfAnotherObjectiveAreRefused() throws IOException {
    Path run = run("run", "perplexity", "local-search: {}");
    Path other = run("other", "accuracy-percent", "local-search: {}");
    try (Stream<Path> files = Files.walk(other.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            run.resolve("journal").resolve(other.resolve("journal").relativize(file)),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Nas.Said said = Nas.say("run", run);
    assertEquals(2, said.exitCode(), said.out());
    assertTrue(said.err().contains("another"), said.err());
  }

  @Test
  @Tag("slow")
  void runsOfUnlikeObjectivesAreNotCompared() {
    Path first = run("first", "perplexity", "local-search: {}");
    Path second = run("second", "accuracy-percent", "local-search: {}");
    Nas.Said said = Nas.say("compare", first, second, "--anyway");
    assertEquals(2, said.exitCode(), said.out());
    assertTrue(
        said.err().contains("by different things: accuracy-percent and perplexity"), said.err());
    Nas.Said target = Nas.say("compare", first, first, "--target", "nan");
    assertEquals(2, target.exitCode(), target.out());
  }

  @Test
  void mappingsThatContradictThemselvesAreRefused() {
    for (String line :
        List.of(
            "  - {column: accuracy, holds: e accuracy-percent test@5 mean, better: lower}\n",
            "  - {column: error, holds: e error-percent test@5 mean, better: higher}\n")) {
      Path yaml = Nas.write(folder.resolve("odd.yaml"), MAPPING + line);
      Path bench = folder.resolve("odd.bench");
      Nas.Said said =
          Nas.say(
              "import", "csv", folder.resolve("letters.csv"), "--mapping", yaml, "--out", bench);
      assertEquals(2, said.exitCode(), said.out());
      assertTrue(said.err().contains("better is "), said.err());
      assertFalse(Files.exists(bench));
    }
  }
}
