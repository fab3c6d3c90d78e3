package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches of tables that lack architectures of their space. */
final class MissingArchitecturesTest {

  private static final String EXPERIMENT =
      """
      name: gaps
      search-space: {choices: {positions: 4, options: [a, b, c, d], separator: ''}}
      evaluator:
        tabular:
          benchmark: gaps.bench
          dataset: d
          search-on: validation@5 mean
          report: test@5 mean
          missing: skip
          fidelities: [validation@1 mean]
      budget: {trained-models: 30}
      strategies:
        - random
        - aging-evolution: {population: 8, tournament: 3}
        - local-search
        - {reinforce: {policy: independent, batch: 4}}
        - {regression-predictor: {training-points: 10, pool: 50}}
        - successive-halving: {eta: 2}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Writes a table of about two in five of the 256 architectures, some without a full training. */
  @BeforeEach
  void table() {
    StringBuilder csv = new StringBuilder("cell,short,validation,test\n");
    RandomGenerator random = Seeds.generator(7);
    for (int index = 0; index < 256; index++) {
      if (random.nextInt(5) < 2) {
        for (int position = 0, rest = index; position < 4; position++, rest /= 4) {
          csv.append("abcd".charAt(rest % 4));
        }
        csv.append(',').append(random.nextInt(100));
        csv.append(',').append(random.nextInt(10) == 0 ? "" : random.nextInt(100));
        csv.append(',').append(random.nextInt(100)).append('\n');
      }
    }
    Path mapping =
        Nas.write(
            folder.resolve("mapping.yaml"),
            """
            name: gaps
            space: choices
            choices: {positions: 4, options: [a, b, c, d], separator: ''}
            architecture: cell
            columns:
              - {column: short, holds: d accuracy-percent validation@1 mean}
              - {column: validation, holds: d accuracy-percent validation@5 mean}
              - {column: test, holds: d accuracy-percent test@5 mean}
            """);
    Path table = Nas.write(folder.resolve("gaps.csv"), csv.toString());
    Path bench = folder.resolve("gaps.bench");
    Nas.say("import", "csv", table, "--mapping", mapping, "--out", bench).done();
  }

  private Path experiment(String text) {
    return Nas.write(folder.resolve("gaps.yaml"), text);
  }

  private static List<TrialRecord> journal(Path run, String strategy) {
    return JournalReader.read(run.resolve("journal/" + strategy + "/000.jsonl")).trials();
  }

  @Test
  @Tag("slow")
  void networksBesideTheSearchesMustBeInTheTable() throws IOException {
    List<String> cells =
        Files.readAllLines(folder.resolve("gaps.csv")).stream()
            .filter(line -> line.matches("[a-d]{4},\\d+,\\d+,\\d+"))
            .toList();
    String[] known = cells.get(0).split(",", -1);
    Path run = folder.resolve("beside");
    Path file =
        experiment(
            EXPERIMENT.replace(
                "strategies:", "repetitions: 2\nnetworks: [%s]\nstrategies:".formatted(known[0])));
    Nas.say("run", file, "--out", run).done();
    Result.Trained found = (Result.Trained) journal(run, "07-" + known[0]).get(0).result();
    assertEquals(Double.parseDouble(known[2]), found.validation());
    assertEquals(Double.parseDouble(known[3]), found.reported());
    String unknown =
        Stream.of("aaaa", "aaab", "aaac", "aaad", "aaba", "aabb", "aabc", "aabd")
            .filter(cell -> cells.stream().noneMatch(line -> line.startsWith(cell)))
            .findFirst()
            .orElseThrow();
    for (String network : List.of(unknown, "resnet20")) {
      Refusal.refused(
          folder,
          network.equals(unknown) ? "networks-not-in-table" : "networks-of-table",
          "run",
          experiment(EXPERIMENT.replace("strategies:", "networks: [" + network + "]\nstrategies:")),
          "--out",
          folder.resolve("refused"));
      assertTrue(Files.notExists(folder.resolve("refused")), "refused before the first file");
    }
  }

  @Test
  @Tag("slow")
  void whatTheTableLacksCostsNothingAndIsCounted() throws IOException {
    Path run = folder.resolve("run");
    String out = Nas.say("run", experiment(EXPERIMENT), "--out", run, "--workers", "2").done();
    assertTrue(
        out.matches(
            "(?s)The benchmark .*gaps.bench has these accuracies for \\d+ of the 256 architectures"
                + " of the search space; the others are skipped where they are proposed, and cost"
                + " nothing\\.\n.*"),
        out);
    assertTrue(out.contains("  Skipped\n"), out);
    for (String strategy :
        List.of("01-random", "02-aging-evolution", "03-local-search", "04-reinforce")) {
      List<TrialRecord> trials = journal(run, strategy);
      assertEquals(30, trials.stream().filter(TrialRecord::evaluated).count(), strategy);
      assertTrue(trials.stream().anyMatch(TrialRecord::skipped), strategy);
      assertTrue(
          trials.stream().noneMatch(trial -> trial.result() instanceof Result.Failed), strategy);
    }
    List<TrialRecord> random = journal(run, "01-random");
    String status = Nas.say("status", run).done();
    assertTrue(
        status.matches(
            "(?s).*\nrandom +0 +30/30 +\\d+ +"
                + random.stream().filter(TrialRecord::skipped).count()
                + " [^\n]*\n.*"),
        status);
    String trials = Files.readString(run.resolve("tables/trials.csv"));
    assertTrue(trials.lines().findFirst().orElseThrow().endsWith(",skip_reason"), trials);
    assertTrue(trials.contains(",skipped,"), trials);
    assertTrue(trials.contains("the benchmark gaps has no accuracy of this architecture"), trials);
    assertTrue(Files.readString(run.resolve("tables/final.csv")).contains("skipped_total"));
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("<h2>Skipped proposals</h2>"), report);
  }

  @Test
  @Tag("slow")
  void theJournalIsTheSameForAnyNumberOfWorkersAndWhereverTheRunStopped() throws IOException {
    Path experiment = experiment(EXPERIMENT);
    Path one = folder.resolve("one");
    Path four = folder.resolve("four");
    Nas.say("run", experiment, "--out", one, "--workers", "1").done();
    Nas.say("run", experiment, "--out", four, "--workers", "4").done();
    String digest = new RunFolder(one).digest();
    assertEquals(digest, new RunFolder(four).digest());
    List<Path> journals;
    try (var files = Files.walk(one.resolve("journal"))) {
      journals = files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    RandomGenerator random = Seeds.generator(11);
    for (int stop = 0; stop < 5; stop++) {
      for (Path journal : journals) {
        List<String> lines = Files.readAllLines(journal);
        List<String> kept = lines.subList(0, random.nextInt(lines.size() + 1));
        Files.writeString(journal, String.join("\n", kept) + (kept.isEmpty() ? "" : "\n"));
      }
      Nas.say("status", one).done();
      Nas.say("report", one).done();
      Nas.say("run", one).done();
      assertEquals(digest, new RunFolder(one).digest(), "stop " + stop);
    }
  }

  @Test
  @Tag("slow")
  void aSearchThatMeetsOnlyWhatTheTableLacksEnds() throws IOException {
    Path run = folder.resolve("run");
    String text =
        EXPERIMENT
            .replaceAll("(?s)strategies:.*", "strategies: [aging-evolution]\n")
            .replace(
                "{trained-models: 30}", "{trained-models: 300, max-consecutive-duplicates: 50}");
    Nas.say("run", experiment(text), "--out", run).done();
    List<TrialRecord> trials = journal(run, "01-aging-evolution");
    assertTrue(trials.stream().filter(TrialRecord::evaluated).count() < 256);
    // The search has ended: to run it again changes nothing.
    byte[] before = Files.readAllBytes(run.resolve("journal/01-aging-evolution/000.jsonl"));
    String again = Nas.say("run", run).done();
    assertTrue(again.contains("Nothing is left to train"), again);
    assertEquals(
        -1,
        java.util.Arrays.mismatch(
            before, Files.readAllBytes(run.resolve("journal/01-aging-evolution/000.jsonl"))));
  }

  @Test
  @Tag("slow")
  void failuresCountAsTrainedWhereTheExperimentSaysSo() {
    Path run = folder.resolve("run");
    String text =
        EXPERIMENT
            .replace("missing: skip", "missing: fail")
            .replaceAll("(?s)strategies:.*", "strategies: [random]\n");
    String out = Nas.say("run", experiment(text), "--out", run).done();
    assertTrue(!out.contains("Skipped"), out);
    List<TrialRecord> trials = journal(run, "01-random");
    assertEquals(30, trials.stream().filter(TrialRecord::evaluated).count());
    assertTrue(trials.stream().anyMatch(trial -> trial.result() instanceof Result.Failed));
  }
}
