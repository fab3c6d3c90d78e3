package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches with reduced training, from the experiment file to the journal. */
final class ReducedRunTest {

  static final String EXPERIMENT =
      """
      name: reduced
      search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
      evaluator:
        reduced-training:
          preset: econas
          resolution: 1/1
          channels: 0.5
          epochs: 4
          samples: 1/4
          batch-size: 32
          median-stop: {after: 1, networks: 3, lag: 3}
      budget: {trained-models: 14}
      strategies:
        - random
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path run(int workers) {
    Path out = folder.resolve("run" + workers);
    Path experiment = Nas.write(folder.resolve("reduced.yaml"), EXPERIMENT);
    Nas.say("run", experiment, "--out", out, "--workers", workers).done();
    return out;
  }

  private static Path journal(Path run) {
    return run.resolve("journal/01-random/000.jsonl");
  }

  @Test
  @Tag("slow")
  void whatTheMedianEndsDoesNotDependOnWorkersOrInterruptions() throws Exception {
    Path alone = run(1);
    Path together = run(4);
    assertEquals(new RunFolder(alone).digest(), new RunFolder(together).digest());
    int ended = 0;
    int whole = 0;
    for (TrialRecord trial : JournalReader.read(journal(alone)).trials()) {
      if (trial.result() instanceof Result.Trained trained) {
        double epochs = Objects.requireNonNull(trained.measurements().get("epochs"));
        ended += epochs < 4 ? 1 : 0;
        whole += epochs == 4 ? 1 : 0;
      }
    }
    assertTrue(ended > 0 && whole > 0, ended + " ended, " + whole + " did not");

    Nas.keepTrials(journal(together), 7);
    Nas.say("run", together).done();
    assertEquals(new RunFolder(alone).digest(), new RunFolder(together).digest());
    assertTrue(!Files.exists(new RunFolder(together).checkpointFolder()));
  }
}
