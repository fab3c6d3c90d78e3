package nas.experiment.run;

import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import nas.core.UserException;
import nas.engine.LatencyMeter;
import nas.engine.tensor.PyTorch;
import nas.experiment.Processor;
import nas.experiment.config.Experiment;
import nas.network.Task;
import nas.result.journal.JournalReader;
import nas.result.journal.LatencyFile;
import nas.result.journal.RunFolder;
import nas.space.Blueprint;
import nas.space.SharedNetworks;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of the networks of a run in milliseconds, each measured when it is first asked for
 * and kept in the run folder before it decides anything: a run that is taken up again, or repeated
 * with that file, by any number of workers, decides as before.
 *
 * <p>Points with one canonical id are one network, whose representative is measured. Safe for use
 * by several threads, which are measured for one after the other.
 *
 * @param <A> the architecture
 */
final class MeasuredLatencies<A> implements ToDoubleFunction<A> {

  /** How constraints name it. */
  static final String QUANTITY = "latency-ms.measured";

  /** After so many measurements one is told of them; then each time they have doubled. */
  private static final int FIRST_NOTICE = 10;

  /** Says that nothing is kept of a network where nothing may be measured. */
  static final class UnmeasuredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmeasuredException(String network) {
      super("the latency of " + network + " was not measured");
    }
  }

  private final Space<A> space;
  private final Experiment experiment;
  private final Supplier<Task> task;
  private final RunFolder folder;
  private final Optional<LatencyMeter> meter;
  private final Consumer<String> notices;
  private int measured;
  private int nextNotice = FIRST_NOTICE;
  private @Nullable LatencyFile kept;

  /**
   * Creates them; nothing is read or written yet.
   *
   * @param task says how large images are
   * @param folder holds the file; it is locked by the caller when something is asked
   * @param meter empty: what is kept is all there is, and asking for more fails
   * @param notices takes sentences about how much was measured
   */
  MeasuredLatencies(
      Space<A> space,
      Experiment experiment,
      Supplier<Task> task,
      RunFolder folder,
      Optional<LatencyMeter> meter,
      Consumer<String> notices) {
    this.space = space;
    this.experiment = experiment;
    this.task = task;
    this.folder = folder;
    this.meter = meter;
    this.notices = notices;
  }

  /**
   * Returns the latency of a network.
   *
   * @throws UnmeasuredException if it is not kept and nothing may be measured
   * @throws UserException if the file is damaged or cannot be written
   */
  @Override
  public synchronized double applyAsDouble(A architecture) {
    A network = SharedNetworks.representative(space, architecture);
    String name = space.format(network);
    LatencyFile file = file();
    OptionalDouble known = file.find(name);
    if (known.isPresent()) {
      return known.getAsDouble();
    }
    if (meter.isEmpty()) {
      throw new UnmeasuredException(name);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new StoppedException(new InterruptedException());
    }
    double milliseconds =
        meter.get().milliseconds(Blueprint.required(space).network(network, task.get()));
    file.add(name, milliseconds);
    measured++;
    if (measured == nextNotice) {
      nextNotice *= 2;
      notices.accept(
          String.format(
              Locale.ROOT,
              "Measured the latency of %,d networks so far, the last %.3g ms.",
              measured,
              milliseconds));
    }
    return milliseconds;
  }

  private LatencyFile file() {
    LatencyFile opened = kept;
    if (opened == null) {
      opened =
          meter.isPresent()
              ? LatencyFile.open(folder.latencyFile(), circumstances())
              : LatencyFile.read(folder.latencyFile());
      kept = opened;
    }
    return opened;
  }

  /**
   * Refuses to go on with a run whose latencies are lost.
   *
   * @return whether there is something to go on with
   * @throws UserException if there are trials but no latencies, or the file is damaged or was
   *     measured under other circumstances
   */
  synchronized boolean resumes() {
    boolean decided = folder.journalNames().stream().anyMatch(this::holdsTrials);
    if (decided && file().size() == 0) {
      throw new UserException(
          (Files.exists(folder.latencyFile()) ? "There is nothing in " : "There is no file ")
              + folder.latencyFile()
              + ", which says what was measured of the networks of this run",
          "restore it from a copy, or choose another folder with --out");
    }
    file();
    return decided;
  }

  private boolean holdsTrials(String journal) {
    return !JournalReader.read(folder.journalFolder().resolve(journal)).trials().isEmpty();
  }

  /** Returns what the latency of a network depends on. */
  SortedMap<String, String> circumstances() {
    SortedMap<String, String> all = new TreeMap<>();
    experiment.settings("search-space.").forEach((key, value) -> all.put("space." + key, value));
    all.put("space", space.name());
    all.put("task.input", task.get().input().toString());
    all.put("task.classes", Integer.toString(task.get().classes()));
    PyTorch.versions().forEach((key, value) -> all.put("engine." + key, value));
    all.put("processor", Processor.name());
    return all;
  }
}
