package nas.experiment.place;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import nas.experiment.config.ExperimentReader;

/**
 * What a worker process does: it reads requests from its standard input and answers each on its
 * standard output, until there is no more input. Then it ends at once, whatever it is at, so that
 * nothing is left behind when whoever started it was killed.
 */
public final class Worker {

  /** Exit code where nobody is to know another. */
  private static final int GIVEN_UP = 70;

  private final OutputStream out;
  private final Workplace work;

  private Worker(OutputStream out, ExperimentReader reader) {
    this.out = out;
    work = new LocalWorkplace(reader, 1, notice -> say(Message.of(Message.Kind.NOTICE, notice)));
  }

  /**
   * Goes on after Ctrl-C, which reaches all processes of a terminal: whoever started this one
   * decides what is to end.
   */
  public static void outliveInterruptions() {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitQuietly(never), "serving"));
  }

  /**
   * Serves until the input ends, and ends the process.
   *
   * @param reader knows the plug-ins
   */
  public static void serve(InputStream in, OutputStream out, ExperimentReader reader) {
    Worker worker = new Worker(out, reader);
    worker.say(new Message(Message.Kind.READY, "{}"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Message.read(line).ifPresent(worker::begin);
      }
    } catch (IOException unreadable) {
      // As if it had ended.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers on another thread, so that this one sees the end of the input. */
  private void begin(Message request) {
    Thread thread = new Thread(() -> answer(request), "worker");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(Message request) {
    try {
      say(new Message(Message.Kind.ANSWER, answerTo(request)));
    } catch (Throwable fatal) {
      // Nothing is sure in this process any more.
      say(Message.of(Message.Kind.DYING, fatal.toString()));
      Runtime.getRuntime().halt(GIVEN_UP);
    }
  }

  private String answerTo(Message request) throws InterruptedException, WorkerLostException {
    return switch (request.kind()) {
      case PROVENANCE -> work.provenance(request.content());
      case EVALUATE ->
          work.evaluate(
              request.content(),
              epoch -> say(new Message(Message.Kind.EPOCH, EpochText.write(epoch))));
      case SCORE -> work.score(request.content());
      default -> throw new IllegalArgumentException("no request: " + request.kind());
    };
  }

  private void say(Message message) {
    try {
      message.write(out);
    } catch (IOException unheard) {
      // Nobody listens any more.
      Runtime.getRuntime().halt(GIVEN_UP);
    }
  }
}
