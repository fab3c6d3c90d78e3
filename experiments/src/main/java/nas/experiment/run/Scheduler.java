package nas.experiment.run;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.experiment.run.JournaledSearch.Evaluated;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.strategy.Search;
import nas.strategy.Search.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Runs several searches on a fixed number of workers.
 *
 * <p>A worker turns to the search that it had last, if that can go on, or else to the first that
 * can, lets it propose, and evaluates what it proposed; so workers do not take turns at one search
 * whose evaluations take less time than that. While it evaluates, other workers can let the same
 * search propose more. So proposals that take time, such as those of a predictor that learns first,
 * keep all workers busy, too. At any moment a search is in the hands of one worker, which also
 * journals what settles. The seed of an evaluation is derived from (root seed, repetition, trial),
 * and a search settles its trials in order, so the journal of each search is the same for any
 * number of workers.
 *
 * <p>Where the results of other trials decide how an evaluation goes on, it is evaluated in slices.
 * Between them it occupies no worker: one whose next slice is not decided yet lies still while its
 * worker turns to something else. Not more lie still than there are workers. What is underway when
 * its search ends is dropped, and its worker interrupted.
 */
final class Scheduler {

  /**
   * A search and what evaluates its proposals.
   *
   * @param <A> the architecture
   */
  record Run<A>(JournaledSearch<A> search, Evaluator<A> evaluator) {

    /** Returns searches that are evaluated alike. */
    static <A> List<Run<?>> all(List<JournaledSearch<A>> searches, Evaluator<A> evaluator) {
      return searches.stream().<Run<?>>map(search -> new Run<>(search, evaluator)).toList();
    }
  }

  /** Takes what is to be kept of searches: of one in order, of several at the same time. */
  interface Journals {
    /** Takes the next trial of a search. */
    void append(SearchKey key, TrialRecord trial);

    /** Takes the reason why a search has ended, after its last trial; perhaps more than once. */
    default void end(SearchKey key, SearchEnd end) {}
  }

  private record Ended(int trial, Evaluated evaluated) {}

  /** An evaluation that has not ended. */
  private static final class Evaluation<A> {
    final Assignment<A> assignment;
    final Instant startedAt;

    /** How long its slices have taken; written by the worker that has it. */
    long nanos;

    /** The worker that has it, if one does; guarded by the monitor. */
    @Nullable Thread worker;

    /** Whether nobody waits for it any more; guarded by the monitor. */
    boolean dropped;

    Evaluation(Assignment<A> assignment, Instant startedAt) {
      this.assignment = assignment;
      this.startedAt = startedAt;
    }
  }

  /** An evaluation between two slices. */
  private record Paused<A>(Evaluation<A> evaluation, SliceResult.Paused result) {}

  /** A search that has not ended. */
  private static final class Lane<A> {
    final JournaledSearch<A> search;
    final Evaluator<A> evaluator;

    /** Whether it is in the hands of a worker, which alone may call it. */
    boolean held;

    /** Whether it has nothing to propose until one of its evaluations ends. */
    boolean waiting;

    /** Whether it is no longer open. */
    boolean closed;

    /** Evaluations that the search was not told of. */
    final List<Ended> ended = new ArrayList<>();

    /** Evaluations that workers have. */
    final List<Evaluation<A>> running = new ArrayList<>();

    /** Evaluations that no worker has. */
    final List<Paused<A>> paused = new ArrayList<>();

    Lane(Run<A> run) {
      search = run.search();
      evaluator = run.evaluator();
    }
  }

  /** Something for a worker to do. */
  @FunctionalInterface
  private interface Work {
    void take() throws InterruptedException;
  }

  /** Something for a worker to do for a search. */
  private record Turn(Lane<?> lane, Work work) {}

  private final long rootSeed;
  private final int workers;
  private final Journals journals;
  private final RunListener listener;
  private final Clock clock;

  private final Object monitor = new Object();

  /** Guarded by the monitor, as are the flags of the lanes. */
  private final List<Lane<?>> open = new ArrayList<>();

  /** How many evaluations no worker has; guarded by the monitor. */
  private int paused;

  /** Down when all workers have ended, or one has failed. */
  private final CountDownLatch end = new CountDownLatch(1);

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
      List<Run<?>> searches,
      long rootSeed,
      int workers,
      Journals journals,
      RunListener listener,
      Clock clock) {
    searches.forEach(search -> open.add(new Lane<>(search)));
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
    try {
      end.await();
    } finally {
      synchronized (monitor) {
        stopping = true;
      }
    }
  }

  private void work() {
    try {
      Optional<Turn> turn = next(Optional.empty());
      while (turn.isPresent()) {
        turn.get().work().take();
        turn = next(Optional.of(turn.get().lane()));
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
        if (working == 0 || failure != null) {
          end.countDown();
        }
      }
    }
  }

  /**
   * Returns what to do, once there is something; empty if all searches have ended.
   *
   * @param last the search that the worker had last
   */
  private Optional<Turn> next(Optional<Lane<?>> last) throws InterruptedException {
    synchronized (monitor) {
      while (!open.isEmpty()) {
        if (stopping || Thread.interrupted()) {
          throw new InterruptedException();
        }
        Optional<Turn> turn = nextSlice().or(() -> proposal(last));
        if (turn.isPresent()) {
          return turn;
        }
        monitor.wait();
      }
      return Optional.empty();
    }
  }

  /** Takes an evaluation of which is decided how it goes on. */
  private Optional<Turn> nextSlice() {
    if (paused == 0) {
      return Optional.empty();
    }
    for (Lane<?> lane : open) {
      Optional<Turn> turn = nextSlice(lane);
      if (turn.isPresent()) {
        return turn;
      }
    }
    return Optional.empty();
  }

  private <A> Optional<Turn> nextSlice(Lane<A> lane) {
    for (int i = 0; i < lane.paused.size(); i++) {
      Evaluation<A> evaluation = lane.paused.get(i).evaluation();
      Optional<Slice> slice =
          lane.search.nextSlice(evaluation.assignment, lane.paused.get(i).result());
      if (slice.isPresent()) {
        lane.paused.remove(i);
        paused--;
        return Optional.of(new Turn(lane, () -> evaluate(lane, evaluation, slice.get())));
      }
    }
    return Optional.empty();
  }

  /** Takes a search that can propose. */
  private Optional<Turn> proposal(Optional<Lane<?>> last) {
    if (paused >= workers) {
      return Optional.empty();
    }
    if (last.isPresent() && !last.get().closed && canPropose(last.get())) {
      return Optional.of(proposal(last.get()));
    }
    for (Lane<?> lane : open) {
      if (canPropose(lane)) {
        return Optional.of(proposal(lane));
      }
    }
    return Optional.empty();
  }

  private static boolean canPropose(Lane<?> lane) {
    return !lane.held && !lane.waiting;
  }

  private <A> Turn proposal(Lane<A> lane) {
    lane.held = true;
    return new Turn(lane, () -> advance(lane));
  }

  /** Lets a search that the worker holds propose, lets go of it, and evaluates the proposal. */
  private <A> void advance(Lane<A> lane) throws InterruptedException {
    Optional<Assignment<A>> next = lane.search.next();
    journalSettled(lane.search);
    release(lane, next.isEmpty());
    if (next.isPresent()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      evaluate(lane, new Evaluation<>(next.get(), now), lane.search.firstSlice(next.get()));
    }
  }

  /** Evaluates a slice. */
  private <A> void evaluate(Lane<A> lane, Evaluation<A> evaluation, Slice slice)
      throws InterruptedException {
    Optional<SliceResult> result = result(lane, evaluation, slice);
    if (result.isEmpty()) {
      return;
    }
    synchronized (monitor) {
      if (result.get() instanceof SliceResult.Paused between) {
        if (!lane.closed) {
          lane.paused.add(new Paused<>(evaluation, between));
          paused++;
        }
        wake(lane);
        return;
      }
      Result outcome = ((SliceResult.Ended) result.get()).result();
      double seconds = Math.round(evaluation.nanos / 1e6) / 1e3;
      lane.ended.add(
          new Ended(
              evaluation.assignment.trial(),
              new Evaluated(outcome, new TrialRecord.Wall(evaluation.startedAt, seconds))));
      if (lane.held) {
        // Whoever holds it tells it: this worker need not wait for a proposal that takes long.
        return;
      }
      lane.held = true;
    }
    release(lane, false);
  }

  /** Tells a search what has ended, then puts it back. */
  private void release(Lane<?> lane, boolean exhausted) {
    boolean waiting = exhausted;
    while (true) {
      List<Ended> ended;
      synchronized (monitor) {
        if (lane.ended.isEmpty()) {
          lane.held = false;
          lane.waiting = waiting;
          if (lane.search.state() != Search.State.RUNNING) {
            // So that what it holds, which can be much, may be collected.
            if (!lane.closed) {
              lane.closed = true;
              open.removeIf(one -> one == lane);
            }
            drop(lane);
          }
          wake(lane);
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

  /**
   * Wakes who may have something to do now; the monitor is held. Workers wait for nothing else, and
   * each that lets go of a search wakes the next. So where hundreds wait for one search, they do
   * not all look whether it is free.
   */
  private void wake(Lane<?> lane) {
    if (open.isEmpty() || paused > 0 || lane.closed) {
      monitor.notifyAll();
    } else if (canPropose(lane)) {
      monitor.notify();
    }
  }

  private void journalSettled(JournaledSearch<?> search) {
    for (TrialRecord record : search.takeRecords()) {
      journals.append(search.key(), record);
      listener.onTrial(search.key(), record, false);
    }
    search.end().ifPresent(end -> journals.end(search.key(), end));
  }

  /** Drops what is underway of a search that has ended; the monitor is held. */
  private void drop(Lane<?> lane) {
    paused -= lane.paused.size();
    lane.paused.clear();
    for (Evaluation<?> evaluation : lane.running) {
      evaluation.dropped = true;
      Objects.requireNonNull(evaluation.worker).interrupt();
    }
  }

  /** Returns what a slice led to; empty: nobody waits for it any more. */
  private <A> Optional<SliceResult> result(Lane<A> lane, Evaluation<A> evaluation, Slice slice)
      throws InterruptedException {
    synchronized (monitor) {
      if (lane.closed) {
        return Optional.empty();
      }
      evaluation.worker = Thread.currentThread();
      lane.running.add(evaluation);
    }
    long startedNanos = System.nanoTime();
    try {
      return Optional.of(evaluate(lane, evaluation.assignment, slice));
    } catch (UserException e) {
      throw e;
    } catch (Throwable e) {
      if (dropped(evaluation)) {
        return Optional.empty();
      }
      if (e instanceof InterruptedException interrupted && stopping()) {
        throw interrupted;
      }
      throw new EvaluationException(lane.search.key(), evaluation.assignment, e);
    } finally {
      evaluation.nanos += System.nanoTime() - startedNanos;
      synchronized (monitor) {
        lane.running.remove(evaluation);
        if (evaluation.dropped) {
          // That was for the evaluation, not for the worker.
          Thread.interrupted();
        }
      }
    }
  }

  private <A> SliceResult evaluate(Lane<A> lane, Assignment<A> assignment, Slice slice)
      throws InterruptedException {
    JournaledSearch<A> search = lane.search;
    int trial = assignment.trial();
    return lane.evaluator.evaluate(
        assignment.architecture(),
        assignment.fidelity(),
        Seeds.derive(rootSeed, search.key().repetition(), trial, Seeds.Purpose.EVALUATION),
        slice,
        epoch -> listener.onEpoch(search.key(), trial, epoch));
  }

  private boolean dropped(Evaluation<?> evaluation) {
    synchronized (monitor) {
      return evaluation.dropped;
    }
  }

  private boolean stopping() {
    synchronized (monitor) {
      return stopping;
    }
  }
}
