package nas.experiment.cli;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import nas.experiment.run.StoppedException;

/** Turns Ctrl-C into an interruption of the thread that works, and waits until it has ended. */
final class Interruption {

  // Not longer than people wait; what was done is on disk at any moment.
  private static final int PATIENCE_SECONDS = 20;

  private Interruption() {}

  /** Something that can be interrupted. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }

  /**
   * Does something until it is done or somebody stops the program.
   *
   * @param onStop called after it was stopped, while the process still lives
   * @param onFailure called after it failed by an exception, which is then thrown
   * @return whether it was done
   */
  static boolean completes(Work work, Runnable onStop, Runnable onFailure) {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    Thread stop =
        new Thread(
            () -> {
              stopped.set(true);
              worker.interrupt();
              try {
                if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                  return;
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      work.run();
      return true;
    } catch (InterruptedException e) {
      onStop.run();
      return false;
    } catch (RuntimeException e) {
      // A file that was being read or written at that moment is closed by the interruption.
      boolean interrupted =
          e instanceof StoppedException || e.getCause() instanceof ClosedByInterruptException;
      if (!(stopped.get() && interrupted)) {
        onFailure.run();
        throw e;
      }
      onStop.run();
      return false;
    } finally {
      ended.countDown();
      if (!stopped.get()) {
        try {
          Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
          // The process is ending at this very moment, and the hook has nothing left to do.
          stopped.set(true);
        }
      }
    }
  }
}
