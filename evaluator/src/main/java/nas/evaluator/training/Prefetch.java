package nas.evaluator.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills the batches of coming steps on threads of its own while the calling thread computes.
 *
 * <p>Batches come in the order of their steps and hold what their step says, so the number of
 * threads changes nothing but the time taken. A few batches exist at once and are used again.
 */
final class Prefetch implements AutoCloseable {

  /** Bytes that all batches together may take, if there is more than one. */
  private static final long MOST_BYTES = 1L << 29;

  /** Puts into an empty batch what belongs to a step; is called by several threads at once. */
  @FunctionalInterface
  interface Filler {
    void fill(int step, Batch batch);
  }

  private final Supplier<Batch> newBatch;
  private final Filler filler;
  private final int ahead;
  private final @Nullable ExecutorService pool;
  private final Deque<Future<Batch>> coming = new ArrayDeque<>();
  private final Deque<Batch> free = new ArrayDeque<>();
  private final int end;
  private int submitted;
  private @Nullable Batch used;

  /**
   * Creates the batches of some steps.
   *
   * @param threads 0: batches are filled by the thread that asks for them
   * @param first the first step
   * @param end the step after the last
   */
  Prefetch(int threads, int first, int end, Supplier<Batch> newBatch, Filler filler) {
    this.newBatch = newBatch;
    this.filler = filler;
    this.end = end;
    submitted = first;
    Batch batch = newBatch.get();
    free.add(batch);
    ahead = (int) Math.min(threads == 0 ? 0 : threads + 1, MOST_BYTES / batch.bytes() - 1);
    pool = ahead < 1 ? null : Executors.newFixedThreadPool(threads, Prefetch::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "batches");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Returns the batch of the next step, valid until the next call.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Batch next() throws InterruptedException {
    if (used != null) {
      free.add(used);
      used = null;
    }
    while (submitted < end && coming.size() <= Math.max(0, ahead)) {
      submit();
    }
    try {
      Batch batch = coming.remove().get();
      used = batch;
      return batch;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private void submit() {
    Batch batch = free.isEmpty() ? newBatch.get() : free.remove();
    int step = submitted++;
    coming.add(
        pool == null
            ? CompletableFuture.completedFuture(filled(step, batch))
            : pool.submit(() -> filled(step, batch)));
  }

  private Batch filled(int step, Batch batch) {
    batch.clear();
    filler.fill(step, batch);
    return batch;
  }

  /** Stops its threads. */
  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
