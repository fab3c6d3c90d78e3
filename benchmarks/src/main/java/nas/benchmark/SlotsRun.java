package nas.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.log.SyncPolicy;
import nas.core.trial.Result;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.ExperimentRun;
import nas.experiment.run.RunSession;
import nas.experiment.run.SearchKey;
import nas.result.journal.JournalReader;
import nas.result.journal.JournalWriter;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.space.Space;
import nas.strategy.Search;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;

/**
 * A run of one search on slots whose trainings are slept through; all else is what every run does.
 *
 * @param reader knows the plug-ins
 * @param loaded an experiment with one strategy and one repetition
 * @param slots trainings at the same time
 * @param meanSeconds what a training takes in the mean
 */
record SlotsRun(ExperimentReader reader, LoadedExperiment loaded, int slots, double meanSeconds) {

  /** The names of a run's worker threads begin so. */
  private static final String WORKER = "worker-";

  /** So many lines are written once more. */
  private static final int LINES = 1000;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * What was measured.
   *
   * @param occupancy how the slots were used
   * @param networks trainings
   * @param trials trials of the journal, duplicates included
   * @param seconds what each of them cost the run
   */
  record Figures(Occupancy occupancy, int networks, int trials, Seconds seconds) {

    /** Returns how many networks a second keep one core busy. */
    double mostPerSecond() {
      return networks / (seconds.run() * trials);
    }
  }

  /**
   * Seconds for each trial.
   *
   * @param run processor time of all that the run does, collecting garbage and compiling included
   * @param strategy its part that is proposing and learning
   * @param journal its part that is writing the journal, which is forced to the disk once a second
   * @param forced what writing the journal takes if each line is forced to the disk
   */
  record Seconds(double run, double strategy, double journal, double forced) {}

  /** Runs it in a folder that is removed. */
  Figures measure() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("nas-slots-");
      try {
        return measure(folder);
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Figures measure(Path folder) throws InterruptedException {
    Path run = folder.resolve("run");
    try (VirtualTime time = new VirtualTime(slots, thread -> thread.getName().startsWith(WORKER))) {
      SimulatedSlots workplace = new SimulatedSlots(slots, meanSeconds, time);
      double worked;
      try (RunSession session =
          RunSession.prepare(
              loaded, run, reader, List.of(), asked -> Optional.of(workplace), notice -> {})) {
        session.begin();
        long before = processorNanos(time);
        session.execute((key, trial, resumed) -> {}, notice -> {});
        worked = (processorNanos(time) - before) / 1e9;
      }
      SearchKey key = new SearchKey(0, loaded.experiment().labels().get(0), 0);
      List<TrialRecord> trials =
          JournalReader.read(ExperimentRun.journalFile(new RunFolder(run), key)).trials();
      return new Figures(
          Occupancy.of(workplace.trainings(), slots),
          workplace.trainings().size(),
          trials.size(),
          new Seconds(
              worked / trials.size(),
              strategySeconds(loaded.createSearchSpace(), trials) / trials.size(),
              journalSeconds(folder.resolve("again.jsonl"), trials, SyncPolicy.EVERY_SECOND),
              journalSeconds(folder.resolve("forced.jsonl"), trials, SyncPolicy.EVERY_LINE)));
    }
  }

  /** Returns the processor time of all threads so far but that of the clock. */
  private static long processorNanos(VirtualTime time) {
    return PROCESS.getProcessCpuTime() - time.costNanos();
  }

  /** Proposes and tells all trials once more, as resuming does. */
  private <A> double strategySeconds(Space<A> space, List<TrialRecord> trials) {
    int models = loaded.experiment().budget().models();
    Strategy<A> strategy =
        loaded.createStrategy(
            0, space, new StrategyContext(loaded.experiment().seed(), 0, models), Guidance.none());
    Search<A, Result> search =
        new Search<>(
            space,
            strategy,
            Result::forStrategy,
            models,
            loaded.experiment().budget().maxConsecutiveDuplicates());
    long started = System.nanoTime();
    Optional<Search.Assignment<A>> next = search.next();
    while (next.isPresent()) {
      int trial = next.get().trial();
      search.complete(trial, trials.get(trial).result());
      search.takeSettled();
      next = search.next();
    }
    return (System.nanoTime() - started) / 1e9;
  }

  /** Returns the seconds that a line takes. */
  private static double journalSeconds(Path file, List<TrialRecord> all, SyncPolicy policy) {
    List<TrialRecord> trials = all.subList(0, Math.min(LINES, all.size()));
    long started = System.nanoTime();
    try (JournalWriter writer = JournalWriter.open(file, policy)) {
      trials.forEach(writer::append);
    }
    return (System.nanoTime() - started) / 1e9 / trials.size();
  }
}
