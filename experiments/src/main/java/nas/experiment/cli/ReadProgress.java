package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import nas.experiment.run.ProgressLine;

/** Shows now and then how much was read, until it is closed. */
final class ReadProgress implements AutoCloseable {
  private static final long BYTES_A_MEGABYTE = 1_000_000;

  private final LongAdder bytes = new LongAdder();
  private final long startedNanos = System.nanoTime();
  private final long total;
  private final ProgressLine line;
  private final Thread shows;

  ReadProgress(PrintWriter console, long total) {
    this.total = total;
    line = new ProgressLine(console, Terminal.isInteractive(), System::nanoTime);
    shows = new Thread(this::showUntilInterrupted, "import-progress");
    shows.setDaemon(true);
    shows.start();
  }

  LongAdder bytes() {
    return bytes;
  }

  private void showUntilInterrupted() {
    try {
      while (true) {
        Thread.sleep(200);
        if (line.isDue()) {
          show();
        }
      }
    } catch (InterruptedException e) {
      line.end();
    }
  }

  private void show() {
    long read = bytes.sum();
    // What is in an archive is more than the archive has bytes.
    int megabytes = (int) (Math.max(read, total) / BYTES_A_MEGABYTE);
    int done = (int) (read / BYTES_A_MEGABYTE);
    line.show(
        done,
        megabytes,
        String.format(
            Locale.ROOT,
            "%,d of %,d MB read, %s",
            done,
            megabytes,
            ProgressLine.duration((System.nanoTime() - startedNanos) / 1e9)),
        "");
  }

  @Override
  public void close() {
    shows.interrupt();
    try {
      shows.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
