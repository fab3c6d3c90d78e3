package nas.experiment.run;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;
import nas.evaluator.data.DataException;
import nas.experiment.run.JournaledSearch.Evaluated;
import nas.result.journal.TrialRecord;
import nas.space.Seeds;
import nas.strategy.Search;
import nas.strategy.Search.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the trials of several searches on a fixed number of workers.
 *
 * <p>One thread, the caller's, asks, tells and journals; workers only evaluate. The seed of an
 * evaluation is derived from (root seed, repetition, trial), and a search settles its trials in
 * order, so the journal of each search is the same for any number of workers.
 *
 * @param <A> the architecture
 */
final class Scheduler<A> {

  /** What a worker hands back: an evaluation, or what went wrong. */
  private record Ended<A>(
      JournaledSearch<A> search,
      Assignment<A> assignment,
      @Nullable Evaluated evaluated,
      @Nullable Throwable error) {}

  private final List<JournaledSearch<A>> searches;
  private final Evaluator<A> evaluator;
  private final long rootSeed;
  private final int workers;
  private final BiConsumer<SearchKey, TrialRecord> journal;
  private final RunListener listener;
  private final Clock clock;

  /**
   * Creates a scheduler.
   *
   * @param searches in the order in which workers turn to them
   * @param workers number of evaluations at once, at least 1
   * @param journal takes every newly settled trial, in order within each search
   */
  Scheduler(
      List<JournaledSearch<A>> searches,
      Evaluator<A> evaluator,
      long rootSeed,
      int workers,
      BiConsumer<SearchKey, TrialRecord> journal,
      RunListener listener,
      Clock clock) {
    this.searches = List.copyOf(searches);
    this.evaluator = evaluator;
    this.rootSeed = rootSeed;
    this.workers = workers;
    this.journal = journal;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Runs all searches to their ends. The searches must have been {@linkplain
   * JournaledSearch#replay() replayed}.
   *
   * @throws InterruptedException if the thread was interrupted; no worker is left running
   * @throws DataException if an evaluator found the data damaged that it reads
   * @throws EvaluationException if an evaluator broke its contract by throwing another exception
   */
  void run() throws InterruptedException {
    BlockingQueue<Ended<A>> ended = new LinkedBlockingQueue<>();
    AtomicInteger threadNumber = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "worker-" + threadNumber.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<JournaledSearch<A>> open = new ArrayList<>(searches);
      int underway = 0;
      while (true) {
        underway += assign(open, workers - underway, pool, ended);
        if (underway == 0) {
          return;
        }
        Ended<A> next = ended.take();
        underway--;
        if (next.error() instanceof DataException damaged) {
          throw damaged;
        }
        if (next.error() != null) {
          throw new EvaluationException(next.search().key(), next.assignment(), next.error());
        }
        if (next.evaluated() != null) {
          next.search().complete(next.assignment().trial(), next.evaluated());
        }
      }
    } finally {
      pool.shutdownNow();
      // Training checks for interruption at every step, so this does not wait for whole networks.
      while (!pool.awaitTermination(10, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Gives free workers something to do; returns how many assignments were made. */
  private int assign(
      List<JournaledSearch<A>> open,
      int free,
      ExecutorService pool,
      BlockingQueue<Ended<A>> ended) {
    int assigned = 0;
    for (JournaledSearch<A> search : List.copyOf(open)) {
      while (assigned < free) {
        Optional<Assignment<A>> next = search.next();
        if (next.isEmpty()) {
          break;
        }
        pool.execute(() -> ended.add(evaluate(search, next.get())));
        assigned++;
      }
      for (TrialRecord record : search.takeRecords()) {
        journal.accept(search.key(), record);
        listener.onTrial(search.key(), record, false);
      }
      if (search.state() != Search.State.RUNNING) {
        open.remove(search);
      }
    }
    return assigned;
  }

  private Ended<A> evaluate(JournaledSearch<A> search, Assignment<A> assignment) {
    int trial = assignment.trial();
    Instant startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long startedNanos = System.nanoTime();
    try {
      var outcome =
          evaluator.evaluate(
              assignment.architecture(),
              assignment.level(),
              Seeds.derive(rootSeed, search.key().repetition(), trial, Seeds.Purpose.EVALUATION),
              new ProgressListener() {
                @Override
                public void onEpoch(Epoch epoch) {
                  listener.onEpoch(search.key(), trial, epoch);
                }

                @Override
                public boolean endsAfter(Epoch epoch, double bestValidationAccuracyPercent)
                    throws InterruptedException {
                  return search.endsAfter(
                      assignment, epoch.number(), bestValidationAccuracyPercent);
                }
              });
      double seconds = Math.round((System.nanoTime() - startedNanos) / 1e6) / 1e3;
      return new Ended<>(
          search,
          assignment,
          Evaluated.of(outcome, new TrialRecord.Wall(startedAt, seconds)),
          null);
    } catch (InterruptedException e) {
      // Only shutdownNow interrupts workers, and then nobody reads the queue any more.
      Thread.currentThread().interrupt();
      return new Ended<>(search, assignment, null, e);
    } catch (Throwable e) {
      return new Ended<>(search, assignment, null, e);
    }
  }
}
