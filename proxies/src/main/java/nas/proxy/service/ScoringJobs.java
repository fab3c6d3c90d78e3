package nas.proxy.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import nas.proxy.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Has networks scored at a place, with all its slots busy, and hands the scores over in the order
 * in which they were asked for, whichever come first.
 *
 * @param <A> what stands for a network
 */
final class ScoringJobs<A> {

  private static final long PATIENCE_MINUTES = 10;

  /** How many chunks each slot should still get of what is left, so that all end together. */
  private static final int CHUNKS_LEFT = 2;

  private final List<Job<A>> jobs;
  private final ScoringPlace<A> place;
  private final Consumer<List<StoredScores>> keep;
  private final IntConsumer progress;
  private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();

  /** The first job that nobody has; guarded by this. */
  private int next;

  /** Scores that wait for earlier ones, by the first job of their chunk. */
  private final SortedMap<Integer, List<MeasuredScores>> waiting = new TreeMap<>();

  /** The first job whose scores were not handed over. */
  private int handedOver;

  /**
   * A network to be scored.
   *
   * @param text under which the scores are kept
   */
  record Job<A>(A subject, String text, List<Metric> metrics) {}

  /** The jobs from one to before another. */
  private record Chunk(int from, int to) {}

  /** What became of a chunk: scores, or what went wrong. */
  private record Done(Chunk chunk, List<MeasuredScores> scores, @Nullable Throwable error) {}

  /**
   * Prepares them.
   *
   * @param keep takes scores in the order of the jobs, on the thread that waits for them
   * @param progress takes how many more networks are done, handed over already or not, likewise
   */
  ScoringJobs(
      List<Job<A>> jobs,
      ScoringPlace<A> place,
      Consumer<List<StoredScores>> keep,
      IntConsumer progress) {
    this.jobs = jobs;
    this.place = place;
    this.keep = keep;
    this.progress = progress;
  }

  /**
   * Has all done.
   *
   * @throws InterruptedException if the thread was interrupted; what was done is handed over, also
   *     where an exception ends it
   */
  void run() throws InterruptedException {
    if (jobs.isEmpty()) {
      return;
    }
    int slots = Math.min(place.slots(), jobs.size());
    ExecutorService threads = threads(slots);
    try {
      for (int slot = 0; slot < slots; slot++) {
        threads.execute(this::work);
      }
      int ended = 0;
      while (ended < jobs.size()) {
        List<Done> arrived = new ArrayList<>(List.of(done.take()));
        done.drainTo(arrived);
        ended += take(arrived);
      }
    } finally {
      threads.shutdownNow();
      while (!threads.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
      keepLate();
    }
  }

  private static ExecutorService threads(int slots) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        slots,
        task -> {
          Thread thread = new Thread(task, "scorer-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** What each slot does. */
  private void work() {
    Optional<Chunk> chunk = next();
    while (chunk.isPresent() && !Thread.currentThread().isInterrupted()) {
      done.add(score(chunk.get()));
      chunk = next();
    }
  }

  private Done score(Chunk chunk) {
    List<Job<A>> part = jobs.subList(chunk.from(), chunk.to());
    try {
      List<A> subjects = part.stream().map(Job::subject).toList();
      List<MeasuredScores> scores = place.score(subjects, part.get(0).metrics());
      if (scores.size() != part.size()) {
        throw new IllegalStateException(
            scores.size() + " answers for " + part.size() + " networks");
      }
      return new Done(chunk, scores, null);
    } catch (InterruptedException stopped) {
      // Whoever interrupts a slot does not wait for it.
      Thread.currentThread().interrupt();
      return new Done(chunk, List.of(), null);
    } catch (Throwable e) {
      return new Done(chunk, List.of(), e);
    }
  }

  /** Takes the next jobs that ask for the same, as many as the place wants. */
  private synchronized Optional<Chunk> next() {
    int left = jobs.size() - next;
    if (left == 0) {
      return Optional.empty();
    }
    int share = Math.max(1, left / (CHUNKS_LEFT * place.slots()));
    int most = next + Math.min(share, place.chunk());
    int from = next;
    next++;
    while (next < most && jobs.get(next).metrics().equals(jobs.get(from).metrics())) {
      next++;
    }
    return Optional.of(new Chunk(from, next));
  }

  /** Takes what was done, perhaps with several chunks; returns how many networks they had. */
  private int take(List<Done> arrived) {
    arrived.forEach(one -> waiting.put(one.chunk().from(), one.scores()));
    List<StoredScores> ready = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.firstKey() == handedOver) {
      List<MeasuredScores> first = waiting.remove(handedOver);
      if (first.isEmpty()) {
        // It failed: what comes after it is handed over when all have ended.
        break;
      }
      ready.addAll(stored(handedOver, first));
      handedOver += first.size();
    }
    keep(ready);
    arrived.forEach(one -> rethrow(one.error()));
    int networks = arrived.stream().mapToInt(one -> one.scores().size()).sum();
    progress.accept(networks);
    return networks;
  }

  private void keep(List<StoredScores> scores) {
    if (!scores.isEmpty()) {
      keep.accept(scores);
    }
  }

  private static void rethrow(@Nullable Throwable error) {
    if (error instanceof RuntimeException known) {
      throw known;
    }
    if (error instanceof Error fatal) {
      throw fatal;
    }
    if (error != null) {
      throw new IllegalStateException(error);
    }
  }

  /** Hands over what waits for others that will not come. */
  private void keepLate() {
    done.forEach(late -> waiting.put(late.chunk().from(), late.scores()));
    List<StoredScores> all = new ArrayList<>();
    waiting.forEach((from, scores) -> all.addAll(stored(from, scores)));
    waiting.clear();
    keep(all);
  }

  private List<StoredScores> stored(int from, List<MeasuredScores> scores) {
    List<StoredScores> stored = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      stored.add(
          new StoredScores(
              jobs.get(from + i).text(), scores.get(i).scores(), scores.get(i).seconds()));
    }
    return stored;
  }
}
