package nas.experiment.config;

import java.nio.file.Path;
import java.util.Optional;
import nas.core.plugin.Setting;

/**
 * How the experiment is executed; never changes its results.
 *
 * @param workers evaluations at the same time; empty: one for each processor core
 * @param isolation what workers are; empty: threads
 * @param scoreStore folder that keeps scores of zero-cost metrics; empty: the usual one
 */
public record Execution(
    @Setting(
            value = "Evaluations at the same time; by default one for each processor core",
            min = 1,
            max = 1024)
        Optional<Integer> workers,
    @Setting(
            "What workers are: threads of one process, the default, or processes, of which one that"
                + " crashes or is killed costs a second try of its work only")
        Optional<Isolation> isolation,
    @Setting("Folder that keeps scores of zero-cost metrics; by default runs/score-store")
        Optional<Path> scoreStore) {

  /** Where scores are kept unless the experiment says otherwise. */
  private static final Path USUAL_SCORE_STORE = Path.of("runs", "score-store");

  /** What workers are. */
  public enum Isolation {
    /** Threads of this process. */
    THREAD,
    /** Processes on this machine. */
    PROCESS
  }

  /** Returns the number of evaluations at the same time, at least 1. */
  public int slots() {
    return workers.orElse(Runtime.getRuntime().availableProcessors());
  }

  /** Says whether each worker is a process of its own. */
  public boolean inProcesses() {
    return isolation.equals(Optional.of(Isolation.PROCESS));
  }

  /** Returns the folder that keeps scores. */
  public Path scoreStoreFolder() {
    return scoreStore.orElse(USUAL_SCORE_STORE);
  }
}
