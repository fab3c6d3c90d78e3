package nas.experiment.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program in a process of its own. */
final class NasProcess implements AutoCloseable {

  /** Longer where the machine has other work, as by {@code -Dnas.patience.seconds=3600}. */
  private static final long PATIENCE_SECONDS = Long.getLong("nas.patience.seconds", 120);

  private final Process process;
  private final Path output;

  private NasProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a command with the class path of the tests. */
  static NasProcess start(Object... arguments) throws IOException {
    return startWithClassPath(System.getProperty("java.class.path"), arguments);
  }

  static NasProcess startWithClassPath(String classPath, Object... arguments) throws IOException {
    Path output = Files.createTempFile("nas-process-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words(classPath, arguments)).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    return new NasProcess(builder.start(), output);
  }

  /** Returns the command line that starts a command, with the class path of the tests. */
  static List<String> words(Object... arguments) {
    return words(System.getProperty("java.class.path"), arguments);
  }

  private static List<String> words(String classPath, Object[] arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-cp",
                classPath,
                Main.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(words::add);
    return words;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns all it has printed so far. */
  String said() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Waits until it has printed something or ended. */
  void awaitPrinted(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && !said().contains(text)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not printed: " + text + "\n" + said());
      }
      Thread.sleep(5);
    }
  }

  /** Ends it like kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Ends it like Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Returns the exit code. */
  int waitFor() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + said());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(output);
  }
}
