package nas.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A command that runs in a process of its own, from the start of Java to its end. */
record WholeCommand(List<String> words) {

  /** Stands for a folder that is new each time. */
  static final String OUT = "{out}";

  private static final Path CHILDREN = Path.of("/proc/self/stat");
  private static final double TICKS_PER_SECOND = 100;
  private static final long POLL_MILLIS = 50;

  /** Copies the list. */
  WholeCommand {
    words = List.copyOf(words);
  }

  /**
   * What a run took.
   *
   * @param wallSeconds from start to end
   * @param processorSeconds of all its threads, in hundredths; NaN where the system does not say
   * @param peakMegabytes resident memory at most; NaN where the system does not say
   */
  record Cost(double wallSeconds, double processorSeconds, double peakMegabytes) {}

  /**
   * Runs the command once; what it prints is dropped.
   *
   * @throws IOException if it cannot be started or ends with another exit code than 0
   */
  Cost run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("nas-bench-");
    Path said = folder.resolve("said.txt");
    try {
      List<String> filled =
          words.stream().map(word -> word.replace(OUT, folder.resolve("out").toString())).toList();
      double before = childSeconds();
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(filled)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      double peak = Double.NaN;
      while (!process.waitFor(POLL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        double now = peakMegabytes(process.pid());
        peak = Double.isNaN(now) ? peak : now;
      }
      double wall = (System.nanoTime() - start) * 1e-9;
      if (process.exitValue() != 0) {
        throw new IOException(
            "'"
                + String.join(" ", filled)
                + "' ended with code "
                + process.exitValue()
                + ": "
                + Files.readString(said).strip());
      }
      return new Cost(wall, childSeconds() - before, peak);
    } finally {
      remove(folder);
    }
  }

  /** Returns the processor time of all processes that this one has started and seen end. */
  private static double childSeconds() {
    try {
      String stat = Files.readString(CHILDREN);
      // The name of the program, in brackets, may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double peakMegabytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024e-6)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | java.io.UncheckedIOException e) {
      return Double.NaN;
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
