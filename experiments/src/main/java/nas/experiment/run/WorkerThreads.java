package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads, all of which have ended when it is closed. */
final class WorkerThreads implements AutoCloseable {

  private final ExecutorService pool;

  /**
   * Creates the threads.
   *
   * @param count at least 1
   * @param name what a number is appended to for each
   */
  WorkerThreads(int count, String name) {
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Does something on one of the threads, as soon as one is free; it must not throw. */
  void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Does several things and returns their results, in order.
   *
   * @throws InterruptedException if the calling thread was interrupted
   * @throws RuntimeException what the first in order threw that threw anything
   */
  <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException {
    List<Future<T>> futures = tasks.stream().map(pool::submit).toList();
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        if (e.getCause() instanceof Error fatal) {
          throw fatal;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return results;
  }

  /** Interrupts what still runs and waits until it has ended. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(10, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
