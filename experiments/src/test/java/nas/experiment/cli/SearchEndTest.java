package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.SearchEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a search ended stands in journal, console, status and report. */
final class SearchEndTest {

  private static final String EXPERIMENT =
      """
      name: small
      search-space: {choices: {positions: 3, options: [a, b, c]}}
      evaluator: noisy
      budget: {trained-models: 100}
      strategies:
        - random
      """;
  private static final String JOURNAL = "journal/01-random/000.jsonl";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private String run(String... sets) {
    Path experiment = Nas.write(folder.resolve("small.yaml"), EXPERIMENT);
    List<Object> arguments = new java.util.ArrayList<>(List.of("run", experiment, "--out", out()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return Nas.say(arguments.toArray()).done();
  }

  private Path out() {
    return folder.resolve("run");
  }

  private Optional<SearchEnd> end() {
    return JournalReader.read(out().resolve(JOURNAL)).end();
  }

  private String status() {
    return Nas.say("status", out()).done();
  }

  @Test
  @Tag("slow")
  void aSpaceThatIsExhausted() throws IOException {
    String said = run();
    SearchEnd end = end().orElseThrow();
    assertEquals(SearchEnd.Reason.SPACE_EXHAUSTED, end.reason());
    String words = "space exhausted (all 27 different architectures were proposed)";
    String sentence = "random: the search ended before the budget was spent: " + words + ".";
    assertTrue(said.contains("\n" + sentence + "\n"), said);
    assertTrue(status().contains("  " + words + "\n"), status());
    String report = Files.readString(out().resolve("report.html"));
    assertTrue(report.contains(sentence), report);
    assertFalse(report.contains("not finished"));
    assertTrue(Nas.say("run", out()).done().contains("Nothing is left to train: 27 of 100"));
  }

  @Test
  @Tag("slow")
  void duplicatesInARow() {
    run("budget.max-consecutive-duplicates=1");
    SearchEnd end = end().orElseThrow();
    assertEquals(new SearchEnd(SearchEnd.Reason.ONLY_DUPLICATES, end.trials(), "1 in a row"), end);
    assertTrue(status().contains("  only duplicates (1 in a row)\n"), status());
  }

  @Test
  @Tag("slow")
  void theBudgetIsSpent() throws IOException {
    assertFalse(run("budget.trained-models=5").contains("ended before"));
    assertEquals(SearchEnd.Reason.BUDGET_SPENT, end().orElseThrow().reason());
    assertTrue(status().contains("  budget spent\n"), status());
    // A strategy that was cut short has not ended, and ends as before when it goes on.
    String whole = Files.readString(out().resolve(JOURNAL));
    Nas.keepTrials(out().resolve(JOURNAL), 4);
    assertEquals(Optional.empty(), end());
    Nas.say("run", out()).done();
    assertEquals(end().orElseThrow().trials(), whole.lines().count() - 2);
  }

  @Test
  @Tag("slow")
  void journalsOfEarlierVersionsAreReadAndGoOn() throws IOException {
    run("budget.trained-models=6", "repetitions=2");
    String digest = new RunFolder(out()).digest();
    Path provenance = out().resolve("provenance.json");
    Files.writeString(
        provenance, Files.readString(provenance).replace("\"journal-format\" : 2,", ""));
    for (String name : List.of(JOURNAL, "journal/01-random/001.jsonl")) {
      Path journal = out().resolve(name);
      List<String> lines = Files.readAllLines(journal);
      Files.write(journal, lines.subList(1, lines.size() - 1));
    }
    assertTrue(status().contains("  budget spent\n"), status());
    assertTrue(status().contains(digest), status());
    Nas.say("best", out()).done();
    Nas.say("report", out()).done();
    Nas.keepTrials(out().resolve(JOURNAL), 2);
    Files.delete(out().resolve("journal/01-random/001.jsonl"));
    Nas.say("run", out()).done();
    assertEquals(digest, new RunFolder(out()).digest());
    assertTrue(end().isPresent());
    assertTrue(JournalReader.read(out().resolve(JOURNAL)).identity().isEmpty());
    assertTrue(
        JournalReader.read(out().resolve("journal/01-random/001.jsonl")).identity().isPresent());
  }
}
