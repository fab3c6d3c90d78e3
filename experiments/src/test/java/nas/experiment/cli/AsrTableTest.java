package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import nas.space.Enumeration;
import nas.space.nasbenchasr.NasBenchAsrCell;
import nas.space.nasbenchasr.NasBenchAsrSettings;
import nas.space.nasbenchasr.NasBenchAsrSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official files of NAS-Bench-ASR, imported and searched. The rates are a formula's: the true
 * ones cannot be had here.
 */
final class AsrTableTest {

  private static final NasBenchAsrSpace SPACE =
      new NasBenchAsrSpace(NasBenchAsrSettings.published());
  private static final int EPOCHS = 3;

  private static final String EXPERIMENT =
      """
      name: asr
      search-space: {nasbench-asr: {}}
      data: tones
      evaluator:
        tabular:
          benchmark: asr.bench
          dataset: timit-e3-best
          metric: phoneme-error-rate-percent
          search-on: validation@3 mean
          report: test@3 mean
      budget: {trained-models: 60}
      repetitions: 2
      strategies:
        - {name: Random search, random: {}}
        - {name: Evolution, aging-evolution: {population: 10, tournament: 3}}
        - {name: Evolution + latency, aging-evolution: {population: 10, tournament: 3},
           move-proposal: {proxy: {column: latency-ms.phone, better: lower}}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Returns the rate behind an epoch: fewer skips and smaller operations are better. */
  private static double rate(NasBenchAsrCell cell, int epoch, int seed) {
    int worse =
        4 * (int) cell.skips().stream().filter(skip -> skip).count()
            + cell.operations().stream().mapToInt(Enum::ordinal).sum();
    // The second epoch is the best one.
    return (200 + 2 * worse + 3 * Math.abs(epoch - 2) + (seed - 1234)) / 1000.0;
  }

  private static double test(NasBenchAsrCell cell, int seed) {
    return rate(cell, 2, seed) + 0.03;
  }

  private static Map<String, Object> header(String type, List<String> columns) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("dataset_type", type);
    header.put("version", 1);
    header.put("search_space", Map.of("nodes", 3));
    header.put("columns", columns);
    return header;
  }

  private static Map<String, NasBenchAsrCell> cells() {
    Map<String, NasBenchAsrCell> cells = new TreeMap<>();
    Enumeration.of(SPACE)
        .orElseThrow()
        .enumerate()
        .forEach(cell -> cells.putIfAbsent(SPACE.canonicalId(cell), cell));
    return cells;
  }

  /** Writes all hashes as the official files have them, and imports them. */
  private void importAll() throws IOException {
    Map<String, NasBenchAsrCell> cells = cells();
    assertEquals(8242, cells.size());
    List<Object> arguments = new ArrayList<>(List.of("import", "nasbench-asr"));
    for (int seed = 1234; seed < 1237; seed++) {
      Map<String, Object> header = header("training", List.of("model_hash", "val_per", "test_per"));
      header.put("epochs", EPOCHS);
      header.put("seed", seed);
      List<Object> rows = new ArrayList<>();
      for (Map.Entry<String, NasBenchAsrCell> cell : cells.entrySet()) {
        List<Object> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
          curve.add(rate(cell.getValue(), epoch, seed));
        }
        rows.add(List.of(cell.getKey(), curve, test(cell.getValue(), seed)));
      }
      arguments.add(
          Files.write(folder.resolve("e3-" + seed + ".pickle"), Pickled.inARow(header, rows)));
    }
    Map<String, Object> header = header("benchmarking", List.of("model_hash", "latency"));
    header.put("device", "phone");
    List<Object> rows = new ArrayList<>();
    cells.forEach((hash, cell) -> rows.add(List.of(hash, rate(cell, 2, 1234) / 2)));
    arguments.add(Files.write(folder.resolve("phone.pickle"), Pickled.inARow(header, rows)));
    arguments.addAll(List.of("--out", folder.resolve("asr.bench")));
    String said = Nas.say(arguments.toArray()).done();
    assertTrue(said.contains("nasbench-asr: 8,242 architectures"), said);
  }

  private List<TrialRecord> trials(Path run, String search) throws IOException {
    List<TrialRecord> trials = new ArrayList<>();
    try (Stream<Path> files = Files.list(run.resolve("journal").resolve(search))) {
      for (Path file : files.sorted().toList()) {
        trials.addAll(JournalReader.read(file).trials());
      }
    }
    return trials;
  }

  /** Returns the mean rate of the trainings behind the first 30 of a search. */
  private static double late(List<TrialRecord> trials) {
    return trials.stream()
        .filter(trial -> trial.evaluated() && trial.trial() >= 30)
        .mapToDouble(trial -> ((Result.Trained) trial.result()).validation())
        .average()
        .orElseThrow();
  }

  @Test
  @Tag("slow")
  void officialFilesAreSearchedForTheLowestRate() throws IOException {
    importAll();
    Path run = folder.resolve("run");
    String said =
        Nas.say("run", Nas.write(folder.resolve("asr.yaml"), EXPERIMENT), "--out", run).done();
    assertTrue(said.contains("phoneme error rate"), said);
    List<TrialRecord> random = trials(run, "01-random-search");
    List<TrialRecord> evolution = trials(run, "02-evolution");
    for (List<TrialRecord> search : List.of(random, evolution)) {
      for (TrialRecord trial : search) {
        NasBenchAsrCell cell =
            NasBenchAsrSpace.ofHash(SPACE.canonicalId(SPACE.parse(trial.architecture())))
                .orElseThrow();
        Result.Trained trained = (Result.Trained) trial.result();
        assertEquals(100 * rate(cell, 2, 1235), trained.validation(), 1e-9);
        assertEquals(100 * test(cell, 1235), trained.reported(), 1e-9);
      }
    }
    // An operation two or three places smaller.
    assertTrue(late(evolution) < late(random) - 0.5, late(evolution) + " and " + late(random));
    assertTrue(late(trials(run, "03-evolution-latency")) < late(random) - 0.5);
    String best = Nas.say("best", run).done();
    assertTrue(best.contains("phoneme error rate"), best);
  }

  /** What {@code results/asr/score.sh} does with the official files. */
  @Test
  @Tag("slow")
  void scoresAreCorrelatedWithTheRates() throws IOException {
    importAll();
    StringBuilder scores = new StringBuilder("architecture,canonical-id,params,worse,worst\n");
    for (Map.Entry<String, NasBenchAsrCell> cell : cells().entrySet()) {
      double rate = test(cell.getValue(), 1235);
      scores.append(
          "\"%s\",%s,%s,%s,%s\n"
              .formatted(cell.getValue(), cell.getKey(), -rate, rate, rate > 0.27 ? "" : rate));
    }
    Path file = Nas.write(folder.resolve("scores.csv"), scores.toString());
    Path out = folder.resolve("out");
    Nas.say(
            "correlate",
            file,
            "--benchmark",
            folder.resolve("asr.bench"),
            "--accuracy",
            "timit-e3-best phoneme-error-rate-percent test@3 mean",
            "--metrics",
            "params",
            "--lower",
            "worse",
            "--higher",
            "worst",
            "--out",
            out)
        .done();
    List<String> lines = Files.readAllLines(out.resolve("correlations.csv"));
    assertEquals(4, lines.size());
    for (String line : lines.subList(1, 4)) {
      assertTrue(
          line.startsWith("minus timit-e3-best phoneme-error-rate-percent test@3 mean,"), line);
      boolean misleads = line.contains(",worst,");
      String wanted =
          misleads
              ? ",higher-is-better,"
              : line.contains(",worse,") ? ",lower-is-better,8242,0," : ",higher-is-better,8242,0,";
      assertTrue(line.contains(wanted), line);
      double spearman = Double.parseDouble(line.split(",", -1)[8]);
      assertEquals(misleads ? -1 : 1, spearman, 1e-12, line);
    }
  }

  @Test
  @Tag("slow")
  void tableIsShownAndAskedByCellAndHash() throws IOException {
    importAll();
    Path bench = folder.resolve("asr.bench");
    String column = "timit-e3 phoneme-error-rate-percent validation@1 seed 1236";
    String cell = "[[0,0],[0,0,0],[0,0,0,0]]";
    double expected = 100 * rate(SPACE.parse(cell), 1, 1236);
    for (String asked : List.of(cell, "7b23d5980c2d91151af3dfcd98fce513")) {
      String said = Nas.say("benchmarks", "query", bench, asked, "--column", column).done();
      assertEquals(expected, Double.parseDouble(said.strip()), 1e-9);
    }
    String info = Nas.say("benchmarks", "info", bench).done();
    assertTrue(info.contains("all cells that have it share its"), info);
    assertEquals(
        13_824,
        Nas.say("benchmarks", "list", bench, "--having", column).done().lines().count(),
        "all cells of the hashes");
  }

  /** A training that diverged has no rate; one that says too much has more than 100 %. */
  @Test
  @Tag("slow")
  void ratesThatAreNoPercentagesAreCountedAndNamed() throws IOException {
    Map<String, Object> header = header("training", List.of("model_hash", "val_per", "test_per"));
    header.put("epochs", EPOCHS);
    header.put("seed", 1234);
    String diverged = "7b23d5980c2d91151af3dfcd98fce513";
    String talkative = "36855332a5778e0df5114305bc3ce238";
    List<Object> rows =
        List.of(
            List.of(diverged, List.of(.5, Double.NaN, Double.NaN), Double.NaN),
            List.of(talkative, List.of(1.5, .4), .25));
    Path file = Files.write(folder.resolve("e3.pickle"), Pickled.inARow(header, rows));
    Path bench = folder.resolve("asr.bench");
    Nas.say("import", "nasbench-asr", file, "--partial", "--out", bench).done();
    String info = Nas.say("benchmarks", "info", bench).done();
    assertTrue(info.contains("3 rates are no numbers in the files, and left out."), info);
    assertTrue(info.contains("1 rates are above 100 % and count as 100."), info);
    Nas.Said said = Nas.say("benchmarks", "query", bench, diverged);
    assertTrue(said.done().contains("timit-e3-best phoneme-error-rate-percent validation@3"));
    assertTrue(!said.out().contains("test@3"), said.out());
    String curve = Nas.say("benchmarks", "query", bench, talkative).done();
    assertTrue(curve.matches("(?s).*timit-e3 \\S+ validation@1 mean +100\\b.*"), curve);
    assertTrue(!curve.contains("timit-e3 phoneme-error-rate-percent validation@3"), curve);
    assertTrue(curve.matches("(?s).*timit-e3-best \\S+ validation@3 mean +40\\b.*"), curve);
  }
}
