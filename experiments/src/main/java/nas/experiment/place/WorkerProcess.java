package nas.experiment.place;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.evaluator.ProgressListener;

/** A {@link Worker} in a process of its own, for one user at a time. */
final class WorkerProcess {

  /** How long what it still says is waited for when it has ended, and its end when it is killed. */
  private static final long PATIENCE_MILLISECONDS = 10_000;

  /** What a process adds to the number of the signal that ended it. */
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  private final Process process;
  private final int seat;
  private final Voices voices;

  /** What it says; empty: nothing more. */
  private final BlockingQueue<Optional<Message>> said = new LinkedBlockingQueue<>();

  /**
   * Who hears what is not an answer.
   *
   * @param notices takes sentences for people
   * @param prints takes lines that libraries and plug-ins print
   */
  record Voices(Consumer<String> notices, Consumer<String> prints) {}

  private WorkerProcess(Process process, int seat, Voices voices) {
    this.process = process;
    this.seat = seat;
    this.voices = voices;
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @param command its command line but for the number that follows
   * @param seat its number among the processes, from 0
   * @throws InterruptedException if the thread was interrupted; it is not left running
   * @throws UserException if it cannot be started
   */
  static WorkerProcess start(List<String> command, int seat, Voices voices)
      throws InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.add(Integer.toString(seat));
    try {
      return startOnce(words, seat, voices);
    } catch (WorkerLostException ended) {
      // Perhaps somebody ended it before it was ready.
    }
    try {
      return startOnce(words, seat, voices);
    } catch (WorkerLostException ended) {
      throw notStarted(ended.reason());
    }
  }

  private static WorkerProcess startOnce(List<String> command, int seat, Voices voices)
      throws InterruptedException, WorkerLostException {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException refused) {
      throw notStarted(String.valueOf(refused.getMessage()));
    }
    WorkerProcess worker = new WorkerProcess(process, seat, voices);
    boolean ready = false;
    try {
      Thread reader =
          daemon(
              () -> lines(process.getInputStream(), worker::hear),
              "output of worker " + process.pid());
      daemon(
          () -> lines(process.getErrorStream(), voices.prints()),
          "errors of worker " + process.pid());
      daemon(() -> worker.watch(reader), "watch of worker " + process.pid());
      worker.await(Message.Kind.READY, ProgressListener.NONE);
      ready = true;
      return worker;
    } finally {
      if (!ready) {
        worker.kill();
      }
    }
  }

  private static UserException notStarted(String reason) {
    return new UserException(
        "A worker process cannot be started: " + reason,
        "use fewer workers, allow each less memory as in 'java -Xmx1g -jar nas.jar', or leave"
            + " execution.isolation out");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Reads lines until there are no more. */
  private static void lines(InputStream stream, Consumer<String> to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.accept(line);
      }
    } catch (IOException ended) {
      // Whoever watches knows.
    }
  }

  private void hear(String line) {
    Optional<Message> message = Message.read(line);
    if (message.isEmpty()) {
      // A native library prints; blank lines are between messages.
      if (!line.isBlank()) {
        voices.prints().accept(line);
      }
    } else if (message.get().kind() == Message.Kind.NOTICE) {
      voices.notices().accept(message.get().sentence());
    } else {
      said.add(message);
    }
  }

  /** Waits for its end, even where another process keeps its output open. */
  private void watch(Thread reader) {
    try {
      process.waitFor();
      reader.join(PATIENCE_MILLISECONDS);
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
    said.add(Optional.empty());
  }

  /** Returns its number among the processes. */
  int seat() {
    return seat;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Asks it and waits for the answer.
   *
   * @throws InterruptedException if the thread was interrupted; then it may still work
   * @throws WorkerLostException if it ends before it has answered
   */
  String ask(Message request, ProgressListener progress)
      throws InterruptedException, WorkerLostException {
    try {
      request.write(process.getOutputStream());
    } catch (IOException ended) {
      // It reads no more, so it will have ended: what it said last says why.
    }
    return await(Message.Kind.ANSWER, progress).content();
  }

  private Message await(Message.Kind kind, ProgressListener progress)
      throws InterruptedException, WorkerLostException {
    String reason = "";
    for (Optional<Message> next = said.take(); next.isPresent(); next = said.take()) {
      Message message = next.get();
      if (message.kind() == kind) {
        return message;
      } else if (message.kind() == Message.Kind.EPOCH) {
        progress.onEpoch(EpochText.read(message.content()));
      } else if (message.kind() == Message.Kind.DYING) {
        reason = message.sentence();
      }
    }
    throw new WorkerLostException(reason.isEmpty() ? end(process.exitValue()) : reason);
  }

  /** Says how a process ended. */
  static String end(int exitCode) {
    String signal = SIGNALS.get(exitCode - SIGNALLED);
    return signal == null
        ? "it ended with exit code " + exitCode
        : "it was ended by signal " + (exitCode - SIGNALLED) + " (" + signal + ")";
  }

  /** Ends it, whatever it is at, and waits until it has. */
  void kill() {
    process.destroyForcibly();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        process.waitFor(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS);
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
