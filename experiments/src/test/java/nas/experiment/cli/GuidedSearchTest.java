package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.result.Provenance;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches that zero-cost metrics guide, from the experiment file to the journal. */
final class GuidedSearchTest {

  private static final String EXPERIMENT =
      """
      name: guided
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      proxies: {batch-size: 8}
      budget: {trained-models: 12}
      repetitions: 2
      strategies:
        - {name: RAND, random: {}}
        - {name: RAND + warmup, random: {}, warmup: {proxy: params, samples: 200}}
        - name: AE + both
          aging-evolution: {population: 4, tournament: 2}
          warmup: {proxy: snip, samples: 8}
          move-proposal: {proxy: vote, candidates: 3}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment = Path.of("");

  @BeforeEach
  void write() {
    experiment = Nas.write(folder.resolve("guided.yaml"), EXPERIMENT);
  }

  private Path run(String name, String workers) {
    return Nas.runApart(experiment, folder.resolve(name), workers);
  }

  @Test
  @Tag("slow")
  void aWarmedRandomSearchTrainsTheBestFirst() {
    Path out = run("run", "1");
    List<TrialRecord> trials =
        JournalReader.read(out.resolve("journal/02-rand-warmup/000.jsonl")).trials();
    assertEquals(12, trials.size());
    List<Double> parameters =
        trials.stream()
            .map(TrialRecord::architecture)
            .map(
                cell ->
                    3.0 * cell.split("nor_conv_3x3", -1).length
                        + cell.split("nor_conv_1x1", -1).length / 3.0)
            .toList();
    List<Double> sorted = parameters.stream().sorted((a, b) -> Double.compare(b, a)).toList();
    assertEquals(sorted, parameters, "a 3x3 convolution has 9 times the weights of a 1x1");
    Provenance provenance = Provenance.read(new RunFolder(out).provenanceFile());
    assertEquals("digits", provenance.evaluator().get("proxies.data"));
    assertEquals("8", provenance.evaluator().get("proxies.batch.size"));
  }

  @Tag("slow")
  @Test
  void workersAndResumingChangeNothing() throws IOException {
    Path one = run("one", "1");
    Path three = run("three", "3");
    assertEquals(new RunFolder(one).digest(), new RunFolder(three).digest());
    Nas.keepTrials(three.resolve("journal/03-ae-both/001.jsonl"), 6);
    Nas.keepTrials(three.resolve("journal/02-rand-warmup/000.jsonl"), 2);
    Nas.say("run", three).done();
    assertEquals(new RunFolder(one).digest(), new RunFolder(three).digest());
  }

  @Test
  @Tag("slow")
  void guidedAndUnguidedSearchesDiffer() throws IOException {
    Path out = run("run", "2");
    assertNotEquals(
        Nas.architectures(out, "01-rand").subList(0, 3),
        Nas.architectures(out, "02-rand-warmup").subList(0, 3));
    assertTrue(Files.isDirectory(folder.resolve("run-store")), "snip was stored");
  }

  @Test
  void countingDependsOnNoEngineWhateverEarlierVersionsWroteDown() throws IOException {
    Path counted =
        Nas.write(
            folder.resolve("counted.yaml"),
            """
            name: counted
            search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
            data: digits
            evaluator: noisy
            budget: {trained-models: 12}
            strategies:
              - {name: W, random: {}, warmup: {proxy: log-ranks(layers + params), samples: 50}}
            """);
    Path run = Nas.runApart(counted, folder.resolve("counted"), "1");
    Path provenance = new RunFolder(run).provenanceFile();
    assertEquals("10", Provenance.read(provenance).evaluator().get("proxies.task.classes"));
    String told = Files.readString(provenance);
    assertFalse(told.contains("proxies.engine"), told);
    List<String> before = Nas.architectures(run, "01-w");
    Nas.ofEarlierVersion(run);
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst(
                "\"proxies\\.",
                "\"proxies.engine.pytorch\" : \"1\",\n\"proxies.batch.size\" : \"8\",\n$0"));
    Nas.keepTrials(run.resolve("journal/01-w/000.jsonl"), 5);
    Nas.say("run", run).done();
    assertEquals(before, Nas.architectures(run, "01-w"));
  }
}
