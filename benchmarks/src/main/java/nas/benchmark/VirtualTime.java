package nas.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A time that passes as that of the machine does while a worker is at work, and jumps to the end of
 * the next sleep while none is. So what is slept through costs no time, and all else what it costs.
 *
 * <p>A worker is at work unless it sleeps here or waits for something another one does.
 */
final class VirtualTime implements AutoCloseable {

  private static final long LOOK_NANOS = 20_000;

  private final int workers;
  private final Predicate<Thread> isWorker;
  private final long startedNanos = System.nanoTime();
  private final PriorityQueue<Sleep> sleeps =
      new PriorityQueue<>(
          Comparator.comparingLong((Sleep sleep) -> sleep.dueNanos)
              .thenComparingLong(sleep -> sleep.number));
  private final Set<Thread> asleep = new HashSet<>();
  private Thread[] threads = {};
  private long sleepNumber;
  private long skippedNanos;

  /** Sleeps that are over, and whose threads do not know it yet. */
  private int waking;

  private volatile boolean ended;
  private final Thread clock;

  /** One sleep of one thread. */
  private static final class Sleep {
    final Thread sleeper;
    final long dueNanos;
    final long number;
    private boolean over;

    Sleep(Thread sleeper, long dueNanos, long number) {
      this.sleeper = sleeper;
      this.dueNanos = dueNanos;
      this.number = number;
    }

    synchronized void await() throws InterruptedException {
      while (!over) {
        wait();
      }
    }

    synchronized void end() {
      over = true;
      notifyAll();
    }
  }

  /**
   * Begins, with time 0.
   *
   * @param workers threads that work; until all are there, nothing is skipped
   * @param isWorker tells them from others of the thread group
   */
  VirtualTime(int workers, Predicate<Thread> isWorker) {
    this.workers = workers;
    this.isWorker = isWorker;
    clock = new Thread(this::run, "virtual time");
    clock.setDaemon(true);
    clock.start();
  }

  /** Returns the time. */
  synchronized long nanos() {
    return System.nanoTime() - startedNanos + skippedNanos;
  }

  /** Returns what keeping the time has cost: processor time of a thread of its own. */
  long costNanos() {
    return Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(clock.getId()));
  }

  /** Sleeps; to be called by workers. */
  void sleep(long nanos) throws InterruptedException {
    Sleep sleep;
    synchronized (this) {
      sleep = new Sleep(Thread.currentThread(), nanos() + nanos, sleepNumber++);
      sleeps.add(sleep);
      asleep.add(sleep.sleeper);
    }
    try {
      sleep.await();
    } finally {
      synchronized (this) {
        if (sleeps.remove(sleep)) {
          asleep.remove(sleep.sleeper);
        } else {
          waking--;
        }
      }
    }
  }

  private void run() {
    while (!ended) {
      Sleep over = next();
      if (over == null) {
        LockSupport.parkNanos(LOOK_NANOS);
      } else {
        over.end();
      }
    }
  }

  /** Returns a sleep that is over. */
  private synchronized @Nullable Sleep next() {
    Sleep first = sleeps.peek();
    if (first == null) {
      return null;
    }
    if (first.dueNanos > nanos()) {
      if (waking > 0 || !allIdle()) {
        return null;
      }
      skippedNanos += Math.max(0, first.dueNanos - nanos());
    }
    sleeps.remove();
    asleep.remove(first.sleeper);
    waking++;
    return first;
  }

  private boolean allIdle() {
    if (threads.length < workers) {
      threads = Stream.of(all()).filter(isWorker).toArray(Thread[]::new);
      if (threads.length < workers) {
        return false;
      }
    }
    for (Thread thread : threads) {
      // One that is told to go on is blocked, and not waiting, until it has what it waited for.
      if (!asleep.contains(thread)
          && thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TERMINATED) {
        return false;
      }
    }
    return true;
  }

  private Thread[] all() {
    ThreadGroup group = clock.getThreadGroup();
    Thread[] all = new Thread[workers + group.activeCount() + 16];
    int count = group.enumerate(all);
    return Stream.of(all).limit(count).toArray(Thread[]::new);
  }

  @Override
  public void close() {
    ended = true;
  }
}
