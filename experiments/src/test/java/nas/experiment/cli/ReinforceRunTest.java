package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REINFORCE from the experiment file to the journal. */
final class ReinforceRunTest {

  private static final String EXPERIMENT =
      """
      name: reinforce
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      proxies: {batch-size: 8}
      budget: {trained-models: 12}
      strategies:
        - {name: lstm, reinforce: {hidden: 8, embedding: 4, learning-rate: 0.01}}
        - name: guided
          reinforce: {hidden: 8, embedding: 4, learning-rate: 0.01, batch: 3, warmup-batch: 10}
          warmup: {proxy: params, samples: 40}
          move-proposal: {proxy: params, candidates: 4, random-share: 0.25}
        - {name: independent, reinforce: {policy: independent, batch: 2, repeats: 0}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment = Path.of("");

  @BeforeEach
  void write() {
    experiment = Nas.write(folder.resolve("reinforce.yaml"), EXPERIMENT);
  }

  private Path run(String name, String workers) {
    return Nas.runApart(experiment, folder.resolve(name), workers);
  }

  @Test
  @Tag("slow")
  void workersAndResumingChangeNothing() throws Exception {
    Path one = run("one", "1");
    Path three = run("three", "3");
    assertEquals(new RunFolder(one).digest(), new RunFolder(three).digest());
    Nas.keepTrials(three.resolve("journal/01-lstm/000.jsonl"), 7);
    Nas.keepTrials(three.resolve("journal/02-guided/000.jsonl"), 5);
    Nas.keepTrials(three.resolve("journal/03-independent/000.jsonl"), 10);
    Nas.say("run", three).done();
    assertEquals(new RunFolder(one).digest(), new RunFolder(three).digest());
    assertEquals(12, Nas.architectures(one, "03-independent").stream().distinct().count());
    assertNotEquals(
        Nas.architectures(one, "01-lstm").subList(0, 4),
        Nas.architectures(one, "02-guided").subList(0, 4));
  }
}
