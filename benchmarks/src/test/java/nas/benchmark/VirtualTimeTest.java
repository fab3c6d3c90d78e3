package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VirtualTimeTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private static Thread worker(int number, Runnable work) {
    Thread thread = new Thread(work, "virtual-test-" + number);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  @Timeout(30)
  void sleepsAreSkippedInTheOrderOfTheirEnds() throws Exception {
    List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
    List<Thread> workers = new ArrayList<>();
    try (VirtualTime time =
        new VirtualTime(3, thread -> thread.getName().startsWith("virtual-test-"))) {
      for (int hours = 3; hours >= 1; hours--) {
        int length = hours;
        workers.add(
            worker(
                hours,
                () -> {
                  try {
                    time.sleep(length * HOUR);
                    woken.add(length);
                    time.sleep((10 - 2 * length) * HOUR);
                    woken.add(10 * length);
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                }));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      assertEquals(List.of(1, 2, 3, 30, 20, 10), woken);
      assertTrue(time.nanos() >= 9 * HOUR && time.nanos() < 9 * HOUR + HOUR / 10);
    }
  }

  /** Who computes is waited for: an hour is not skipped meanwhile. */
  @Test
  @Timeout(30)
  void workTakesAsLongAsItTakes() throws Exception {
    try (VirtualTime time =
        new VirtualTime(2, thread -> thread.getName().startsWith("virtual-test-"))) {
      long[] after = new long[1];
      Thread working =
          worker(
              1,
              () -> {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
                after[0] = time.nanos();
              });
      Thread sleeping =
          worker(
              2,
              () -> {
                try {
                  time.sleep(HOUR);
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              });
      working.join();
      sleeping.join();
      assertTrue(after[0] < HOUR, after[0] + " ns");
      assertTrue(time.nanos() >= HOUR);
    }
  }
}
