package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictor-based searches from the experiment file to the journal. */
final class PredictorRunTest {

  private static final String EXPERIMENT =
      """
      name: predictors
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      proxies: {batch-size: 8}
      budget: {trained-models: 16}
      strategies:
        - name: trees
          regression-predictor:
            {trees: 5, features: [params], training-points: 8, iterations: 2, pool: 100, retrain-every: 4}
          warmup: {proxy: params, samples: 50}
        - name: graphs
          gcn-predictor:
            {layers: 2, hidden: 8, epochs: 2, warmup-epochs: 1, training-points: 8, iterations: 2, pool: 100}
          warmup: {proxy: params, samples: 20}
          move-proposal: {proxy: params, candidates: 3}
        - name: cold
          gcn-predictor: {layers: 2, hidden: 8, epochs: 2, training-points: 8, iterations: 2, pool: 100}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment = Path.of("");

  @BeforeEach
  void write() {
    experiment = Nas.write(folder.resolve("predictors.yaml"), EXPERIMENT);
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
    Nas.keepTrials(three.resolve("journal/01-trees/000.jsonl"), 10);
    Nas.keepTrials(three.resolve("journal/02-graphs/000.jsonl"), 13);
    Nas.keepTrials(three.resolve("journal/03-cold/000.jsonl"), 5);
    Nas.say("run", three).done();
    assertEquals(new RunFolder(one).digest(), new RunFolder(three).digest());
    assertEquals(16, Nas.architectures(one, "02-graphs").stream().distinct().count());
    assertNotEquals(
        Nas.architectures(one, "02-graphs").subList(0, 4),
        Nas.architectures(one, "03-cold").subList(0, 4));
  }
}
