package nas.experiment.run;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.Seeds;
import nas.core.UserException;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;
import nas.experiment.run.JournaledSearch.Evaluated;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.strategy.Search;
import nas.strategy.Search.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Runs several searches on a fixed number of workers.
 *
 * <p>A worker turns to the first search that can go on, lets it propose, and evaluates what it
 * proposed; while it evaluates, other workers can let the same search propose more. So proposals
 * that take time, such as those of a predictor that learns first, keep all workers busy, too. At
 * any moment a search is in the hands of one worker, which also journals what settles. The seed of
 * an evaluation is derived from (root seed, repetition, trial), and a search settles its trials in
 * order, so the journal of each search is the same for any number of workers.
 *
 * @param <A> the architecture
 */
final class Scheduler<A> {

  /** Takes what is to be kept of searches: of one in order, of several at the same time. */
  interface Journals {
    /** Takes the next trial of a search. */
    void append(SearchKey key, TrialRecord trial);

    /** Takes the reason why a search has ended, after its last trial; perhaps more than once. */
    default void end(SearchKey key, SearchEnd end) {}
  }

  private record Ended(int trial, Evaluated evaluated) {}

  /** A search that has not ended. */
  private static final class Lane<A> {
    final JournaledSearch<A> search;

    /** Whether it is in the hands of a worker, which alone may call it. */
    boolean held;

    /** Whether it has nothing to propose until one of its evaluations ends. */
    boolean waiting;

    /** Evaluations that the search was not told of. */
    final List<Ended> ended = new ArrayList<>();

    Lane(JournaledSearch<A> search) {
      this.search = search;
    }
  }

  private final Evaluator<A> evaluator;
  private final long rootSeed;
  private final int workers;
  private final Journals journals;
  private final RunListener listener;
  private final Clock clock;

  private final Object monitor = new Object();

  /** Guarded by the monitor, as are the flags of the lanes. */
  private final List<Lane<A>> open = new ArrayList<>();

  /** What went wrong first; guarded by the monitor. */
  private @Nullable Throwable failure;

  /** Workers that have not ended; guarded by the monitor. */
  private int working;

  /** Whether workers are interrupted; guarded by the monitor. */
  private boolean stopping;

  /**
   * Creates a scheduler.
   *
   * @param searches in the order in which workers turn to them
   * @param workers number of proposals and evaluations at once, at least 1
   * @param journals takes every newly settled trial, and why searches end
   * @param listener likewise
   */
  Scheduler(
      List<JournaledSearch<A>> searches,
      Evaluator<A> evaluator,
      long rootSeed,
      int workers,
      Journals journals,
      RunListener listener,
      Clock clock) {
    searches.forEach(search -> open.add(new Lane<>(search)));
    this.evaluator = evaluator;
    this.rootSeed = rootSeed;
    this.workers = workers;
    this.working = workers;
    this.journals = journals;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Runs all searches to their ends; to be called once. The searches must have been {@linkplain
   * JournaledSearch#replay() replayed}.
   *
   * @throws InterruptedException if the thread was interrupted; no worker is left running
   * @throws UserException if an evaluator found the data damaged that it reads
   * @throws EvaluationException if an evaluator broke its contract by throwing another exception
   */
  void run() throws InterruptedException {
    // Training checks for interruption at every step, so to close does not wait for whole networks.
    try (WorkerThreads threads = new WorkerThreads(workers, "worker")) {
      for (int worker = 0; worker < workers; worker++) {
        threads.execute(this::work);
      }
      awaitEnd();
    }
    synchronized (monitor) {
      if (failure instanceof RuntimeException known) {
        throw known;
      }
      if (failure instanceof Error fatal) {
        throw fatal;
      }
    }
  }

  private void awaitEnd() throws InterruptedException {
    synchronized (monitor) {
      try {
        while (working > 0 && failure == null) {
          monitor.wait();
        }
      } finally {
        stopping = true;
      }
    }
  }

  private void work() {
    try {
      Optional<Lane<A>> lane = take();
      while (lane.isPresent()) {
        advance(lane.get());
        lane = take();
      }
    } catch (InterruptedException e) {
      // Whoever interrupts them does not wait for what they were at.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      synchronized (monitor) {
        failure = failure == null ? e : failure;
      }
    } finally {
      synchronized (monitor) {
        working--;
        monitor.notifyAll();
      }
    }
  }

  /** Takes a search that can propose, once there is one; empty if all have ended. */
  private Optional<Lane<A>> take() throws InterruptedException {
    synchronized (monitor) {
      while (!open.isEmpty()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        for (Lane<A> lane : open) {
          if (!lane.held && !lane.waiting) {
            lane.held = true;
            return Optional.of(lane);
          }
        }
        monitor.wait();
      }
      return Optional.empty();
    }
  }

  /** Lets a search that the worker holds propose, lets go of it, and evaluates the proposal. */
  private void advance(Lane<A> lane) throws InterruptedException {
    Optional<Assignment<A>> next = lane.search.next();
    journalSettled(lane.search);
    release(lane, next.isEmpty());
    if (next.isPresent()) {
      Ended ended = new Ended(next.get().trial(), evaluate(lane.search, next.get()));
      synchronized (monitor) {
        lane.ended.add(ended);
        if (lane.held) {
          // Whoever holds it tells it: this worker need not wait for a proposal that takes long.
          return;
        }
        lane.held = true;
      }
      release(lane, false);
    }
  }

  /** Tells a search what has ended, then puts it back. */
  private void release(Lane<A> lane, boolean exhausted) {
    boolean waiting = exhausted;
    while (true) {
      List<Ended> ended;
      synchronized (monitor) {
        if (lane.ended.isEmpty()) {
          lane.held = false;
          lane.waiting = waiting;
          if (lane.search.state() != Search.State.RUNNING) {
            // So that what it holds, which can be much, may be collected.
            open.removeIf(one -> one == lane);
          }
          monitor.notifyAll();
          return;
        }
        ended = List.copyOf(lane.ended);
        lane.ended.clear();
      }
      waiting = false;
      for (Ended one : ended) {
        lane.search.complete(one.trial(), one.evaluated());
      }
      journalSettled(lane.search);
    }
  }

  private void journalSettled(JournaledSearch<A> search) {
    for (TrialRecord record : search.takeRecords()) {
      journals.append(search.key(), record);
      listener.onTrial(search.key(), record, false);
    }
    search.end().ifPresent(end -> journals.end(search.key(), end));
  }

  private Evaluated evaluate(JournaledSearch<A> search, Assignment<A> assignment)
      throws InterruptedException {
    int trial = assignment.trial();
    Instant startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long startedNanos = System.nanoTime();
    try {
      var outcome =
          evaluator.evaluate(
              assignment.architecture(),
              assignment.fidelity(),
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
      return new Evaluated(outcome, new TrialRecord.Wall(startedAt, seconds));
    } catch (UserException e) {
      throw e;
    } catch (Throwable e) {
      if (e instanceof InterruptedException interrupted && stopping()) {
        throw interrupted;
      }
      throw new EvaluationException(search.key(), assignment, e);
    }
  }

  private boolean stopping() {
    synchronized (monitor) {
      return stopping;
    }
  }
}
