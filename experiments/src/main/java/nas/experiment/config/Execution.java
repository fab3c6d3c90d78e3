package nas.experiment.config;

import java.nio.file.Path;
import java.util.Optional;
import nas.core.plugin.Setting;

/**
 * How the experiment is executed; never changes its results.
 *
 * @param workers evaluations at the same time; empty: one for each processor core
 * @param scoreStore folder that keeps scores of zero-cost metrics; empty: the usual one
 */
public record Execution(
    @Setting(
            value = "Evaluations at the same time; by default one for each processor core",
            min = 1,
            max = 1024)
        Optional<Integer> workers,
    @Setting("Folder that keeps scores of zero-cost metrics; by default runs/score-store")
        Optional<Path> scoreStore) {

  /** Where scores are kept unless the experiment says otherwise. */
  private static final Path USUAL_SCORE_STORE = Path.of("runs", "score-store");

  /** Returns the folder that keeps scores. */
  public Path scoreStoreFolder() {
    return scoreStore.orElse(USUAL_SCORE_STORE);
  }
}
