package nas.experiment.view;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Looks at runs again and again, on a thread of its own, and wakes those who wait for changes. */
final class Watch implements AutoCloseable {

  private final ViewedRuns runs;
  private final Duration pause;
  private final Thread thread = new Thread(this::look, "watch");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private long changes;
  private boolean closed;
  private @Nullable RuntimeException failure;

  /**
   * Begins to look.
   *
   * @param pause between two looks
   */
  Watch(ViewedRuns runs, Duration pause) {
    this.runs = runs;
    this.pause = pause;
    thread.setDaemon(true);
    thread.start();
  }

  private void look() {
    try {
      while (true) {
        runs.look(() -> tell(() -> changes++));
        Thread.sleep(pause.toMillis());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      tell(() -> failure = defect);
    }
  }

  private void tell(Runnable news) {
    lock.lock();
    try {
      news.run();
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something has changed since a number of changes was heard of.
   *
   * @return how many changes there were; the same number if nothing came in time
   */
  long await(long heard, Duration longest) throws InterruptedException {
    long nanos = longest.toNanos();
    lock.lock();
    try {
      while (changes == heard && !isOver() && nanos > 0) {
        nanos = told.awaitNanos(nanos);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nobody looks any more.
   *
   * @throws RuntimeException if a defect ended it
   */
  void awaitEnd() throws InterruptedException {
    lock.lock();
    try {
      while (!isOver()) {
        told.await();
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says whether nobody looks any more. */
  boolean isOver() {
    lock.lock();
    try {
      return closed || failure != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    tell(() -> closed = true);
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
