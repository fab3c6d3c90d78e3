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
 * @param shipData whether a cluster is given the files of the data; empty: its machines have them
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
        Optional<Path> scoreStore,
    @Setting(
            "Whether the files and folders that data names are copied to the machines of a cluster,"
                + " which then need not have them")
        Optional<Boolean> shipData) {

  /** Refuses processes of this machine on a cluster, and data for a cluster that is none. */
  public Execution {
    if (shipData.orElse(false) && cluster(workers).isEmpty()) {
      throw new InvalidSettingException(
          "ship-data",
          "ship-data is for workers of a cluster, and workers are on this machine",
          "leave it out, or name a cluster by execution.workers");
    }
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

  /** Says whether a cluster is given the files of the data. */
  public boolean shipsData() {
    return shipData.orElse(false);
  }

  /** Returns the folder that keeps scores. */
  public Path scoreStoreFolder() {
    return scoreStore.orElse(USUAL_SCORE_STORE);
  }
}
