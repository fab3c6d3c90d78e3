package nas.experiment.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * How the experiment is executed; never changes its results.
 *
 * @param workers evaluations at the same time, or the cluster that makes them; empty: one for each
 *     processor core
 * @param isolation what workers are; empty: threads
 * @param scoreStore folder that keeps scores of zero-cost metrics; empty: the usual one
 */
public record Execution(
    @Setting(
            value =
                "Evaluations at the same time, by default one for each processor core; or the"
                    + " cluster of Apache Spark that makes them: spark, which is the one of"
                    + " spark-submit, or the address of its master",
            min = 1,
            max = 1024)
        @Form(
            regex = "spark(://\\S+)?|local(-cluster)?\\[[0-9*, ]+\\]",
            words = "spark, spark://HOST:PORT, local[N] or local-cluster[N,CORES,MB]")
        Optional<WholeOrText> workers,
    @Setting(
            "What workers are: threads of one process, the default, or processes, of which one that"
                + " crashes or is killed costs a second try of its work only")
        Optional<Isolation> isolation,
    @Setting("Folder that keeps scores of zero-cost metrics; by default runs/score-store")
        Optional<Path> scoreStore) {

  /** Refuses processes of this machine on a cluster. */
  public Execution {
    if (isolation.isPresent() && cluster(workers).isPresent()) {
      throw new InvalidSettingException(
          "isolation",
          "isolation (%s) is of workers on this machine, but workers are those of %s"
              .formatted(ValueType.Word.of(isolation.get()), cluster(workers).get()),
          "leave it out");
    }
  }

  /** Where scores are kept unless the experiment says otherwise. */
  private static final Path USUAL_SCORE_STORE = Path.of("runs", "score-store");

  /** What workers are. */
  public enum Isolation {
    /** Threads of this process. */
    THREAD,
    /** Processes on this machine. */
    PROCESS
  }

  /**
   * Returns the number of evaluations at the same time, at least 1; how many there are on a cluster
   * it knows alone.
   */
  public int slots() {
    return workers
        .map(WholeOrText::number)
        .orElse(OptionalInt.empty())
        .orElseGet(Runtime.getRuntime()::availableProcessors);
  }

  /** Returns what names the cluster that evaluates; empty: this machine does. */
  public Optional<String> cluster() {
    return cluster(workers);
  }

  private static Optional<String> cluster(Optional<WholeOrText> workers) {
    return workers.flatMap(WholeOrText::text);
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
