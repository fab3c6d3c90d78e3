package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.log.SyncPolicy;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.JournalWriter;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import nas.result.statistics.StepCurve;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches over several fidelities, from the experiment file to the report. */
final class MultiFidelityTest {

  private static final long SEED = 20_261_123;

  private static final String EXPERIMENT =
      """
      name: fidelities
      search-space: {choices: {positions: 4, options: [a, b, c, d], separator: '-'}}
      evaluator:
        tabular:
          benchmark: made-up.bench
          dataset: d
          search-on: validation@16 mean
          report: test@16 mean
          fidelities: [validation@1 mean, validation@4 mean]
      budget: {trained-models: 12}
      repetitions: 2
      strategies:
        - {name: RAND, random: {}}
        - {name: SH, successive-halving: {}}
        - {name: HB, hyperband: {eta: 2}}
      """;

  private static final String MAPPING =
      """
      name: made-up
      space: choices
      choices: {positions: 4, options: [a, b, c, d], separator: '-'}
      architecture: cell
      source: made up
      columns:
        - {column: one, holds: d accuracy-percent validation@1 mean}
        - {column: four, holds: d accuracy-percent validation@4 mean}
        - {column: all, holds: d accuracy-percent validation@16 mean}
        - {column: test, holds: d accuracy-percent test@16 mean}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment = Path.of("");

  /** The lower the fidelity the noisier the accuracy; cheap ones look better than they are. */
  @BeforeEach
  void write() {
    StringBuilder csv = new StringBuilder("cell,one,four,all,test\n");
    RandomGenerator random = Seeds.generator(SEED);
    String options = "abcd";
    for (int index = 0; index < 256; index++) {
      double quality = 40 + 40 * random.nextDouble();
      for (int position = 0, rest = index; position < 4; position++, rest /= 4) {
        csv.append(position == 0 ? "" : "-").append(options.charAt(rest % 4));
      }
      csv.append(',').append(quality + 19 * random.nextDouble());
      csv.append(',').append(quality + 5 * random.nextDouble());
      csv.append(',').append(quality).append(',').append(quality - 1).append('\n');
    }
    Path table = Nas.write(folder.resolve("made-up.csv"), csv.toString());
    Path mapping = Nas.write(folder.resolve("mapping.yaml"), MAPPING);
    Path bench = folder.resolve("made-up.bench");
    Nas.say("import", "csv", table, "--mapping", mapping, "--out", bench).done();
    experiment = Nas.write(folder.resolve("fidelities.yaml"), EXPERIMENT);
  }

  private Path run(String name, int workers) {
    Path out = folder.resolve(name);
    Nas.say("run", experiment, "--out", out, "--workers", workers).done();
    return out;
  }

  private static List<TrialRecord> trials(Path run, String search) {
    return JournalReader.read(run.resolve("journal").resolve(search)).trials();
  }

  @Test
  @Tag("slow")
  void cheapTrainingsCountAsTheirCostAndMakeNoIncumbent() throws IOException {
    Path run = run("run", 1);
    List<TrialRecord> trials = trials(run, "02-sh/000.jsonl");
    // A bracket: 9 at 1/16, 3 at 1/4, 1 in full, together 2.3125.
    assertEquals(Optional.of(new Fidelity("validation@1 mean", 0.0625)), trials.get(0).fidelity());
    assertEquals(Optional.of(new Fidelity("validation@4 mean", 0.25)), trials.get(9).fidelity());
    assertEquals(Optional.empty(), trials.get(12).fidelity());
    double spent = Cost.TRAINED_MODELS.of(trials);
    assertTrue(spent <= 12 && spent > 11, "spent " + spent);
    TrialRecord incumbent = StepCurve.incumbent(trials).orElseThrow();
    assertEquals(Optional.empty(), incumbent.fidelity());
    String journal = Files.readString(run.resolve("journal/01-rand/000.jsonl"));
    assertFalse(journal.contains("fidelity"), "full evaluations are written as ever");
    assertEquals(12, trials(run, "01-rand/000.jsonl").size());

    String best = Nas.say("best", run, "--count", "100").done();
    double greatest =
        List.of("01-rand", "02-sh", "03-hb").stream()
            .flatMap(
                search ->
                    List.of("000", "001").stream()
                        .flatMap(file -> trials(run, search + "/" + file + ".jsonl").stream()))
            .filter(trial -> trial.fidelity().isEmpty())
            .mapToDouble(trial -> ((Result.Trained) trial.result()).validation())
            .max()
            .orElseThrow();
    assertTrue(
        best.startsWith("Best network: ")
            && best.contains(
                String.format(java.util.Locale.ROOT, "(%.2f %% validation)", greatest)),
        best);
    String status = Nas.say("status", run).done();
    assertTrue(
        status.matches("(?s).*\\nSH +0 +11[.][0-9]+/12 .*") && status.contains(" of 72 networks"),
        status);
    List<String> table = Files.readAllLines(run.resolve("tables/trials.csv"));
    assertTrue(table.get(0).endsWith(",fidelity,relative_cost"), table.get(0));
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("At lower fidelities"));
    assertFalse(report.contains("This run is not finished"));
  }

  @Test
  @Tag("slow")
  void workersAndResumingChangeNothing() throws IOException {
    Path one = run("one", 1);
    Path three = run("three", 3);
    String digest = new RunFolder(one).digest();
    assertEquals(digest, new RunFolder(three).digest());
    RandomGenerator random = Seeds.generator(SEED);
    for (int attempt = 0; attempt < 4; attempt++) {
      for (String search : List.of("02-sh/000.jsonl", "02-sh/001.jsonl", "03-hb/001.jsonl")) {
        int size = trials(three, search).size();
        Nas.keepTrials(three.resolve("journal").resolve(search), 1 + random.nextInt(size));
      }
      assertTrue(Nas.say("report", three).done().contains("report.html"));
      Nas.say("run", three).done();
      assertEquals(digest, new RunFolder(three).digest(), "attempt " + attempt);
    }
  }

  @Test
  @Tag("slow")
  void anotherFidelityThanProposedIsRefused() throws IOException {
    Path run = run("run", 1);
    Path journal = run.resolve("journal/02-sh/000.jsonl");
    List<TrialRecord> trials = trials(run, "02-sh/000.jsonl");
    for (Optional<Fidelity> forged :
        List.of(Optional.<Fidelity>empty(), Optional.of(new Fidelity("validation@1 mean", 0.5)))) {
      Nas.keepTrials(journal, 5);
      TrialRecord sixth = trials.get(5);
      try (JournalWriter writer = JournalWriter.open(journal, SyncPolicy.EVERY_LINE)) {
        writer.append(
            new TrialRecord(
                5,
                sixth.architecture(),
                sixth.canonicalId(),
                sixth.duplicateOf(),
                forged,
                sixth.result(),
                sixth.wall()));
      }
      Nas.Said said = Nas.say("run", run);
      assertEquals(Main.USER_ERROR, said.exitCode());
      assertTrue(
          said.err()
              .contains(
                  "its trial 5 is "
                      + sixth.architecture()
                      + ", but this program proposes to evaluate it at validation@1 mean, which"
                      + " costs 0.0625"),
          said.err());
    }
  }

  @Test
  @Tag("slow")
  void aRunWithCheapTrainingsOnlyHasNoBestNetworkYet() throws IOException {
    Path run = run("run", 1);
    for (String search : List.of("01-rand", "03-hb")) {
      for (String file : List.of("000.jsonl", "001.jsonl")) {
        Files.delete(run.resolve("journal").resolve(search).resolve(file));
      }
    }
    Nas.keepTrials(run.resolve("journal/02-sh/000.jsonl"), 9);
    Nas.keepTrials(run.resolve("journal/02-sh/001.jsonl"), 3);
    Nas.Said said = Nas.say("best", run);
    assertTrue(said.err().contains("has no fully trained network yet"), said.err());
    assertTrue(Nas.say("status", run).done().contains(": 0.75 of 72 networks"));
  }
}
