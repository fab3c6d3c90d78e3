package nas.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import nas.core.Seeds;
import nas.core.UserException;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Quantity;
import nas.experiment.cli.Ranges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast a benchmark file opens and answers. */
@Command(
    name = "tabular",
    sortOptions = false,
    description = {
      "Measure how fast a benchmark file opens and answers, and what it costs.",
      "",
      "Looks random architectures up by their keys; what counts is processor time.",
      "Without a table it makes one of random numbers, and the same as CSV, in a temporary folder.",
      "Beside it, CSV files are read into memory: what a program would do that had no benchmark",
      "files."
    },
    optionListHeading = "%nOptions:%n")
final class TableCommand implements Runnable {

  private static final double MEGABYTE = 1e6;
  private static final int DEFAULT_ROWS = 100_000;
  private static final int MOST_ROWS = 2_000_000;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "The benchmark file, as 'import' writes it; by default one is made.")
  private Optional<Path> table = Optional.empty();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "A CSV file to read for comparison, such as the source of the table; may be repeated.")
  private List<Path> csv = new ArrayList<>();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Architectures of the table that is made; by default 100000.")
  private Optional<Integer> rows = Optional.empty();

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    rounds.rounds();
    rows.ifPresent(given -> Ranges.requireBetween("--rows", given, 2, MOST_ROWS));
    if (table.isPresent()) {
      if (rows.isPresent()) {
        throw new UserException(
            "--rows is for a table that is made, and --table names one", "leave out one of them");
      }
      String name = Benchmark.open(table.get()).description().name();
      measure(name + ", " + table.get(), table.get(), csv);
    } else {
      measureRandom(rows.orElse(DEFAULT_ROWS));
    }
  }

  private void measureRandom(int count) {
    try {
      Path folder = Files.createTempDirectory("nas-bench-");
      Path file = folder.resolve("random.bench");
      Path same = folder.resolve("random.csv");
      try {
        write(count, file, same);
        List<Path> read = new ArrayList<>(List.of(same));
        read.addAll(csv);
        measure("random numbers", file, read);
      } finally {
        for (Path left : List.of(file, same, folder)) {
          remove(left);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "No table can be made in the folder for temporary files (" + e + ")",
          "make room there, or name another folder with 'java -Djava.io.tmpdir=FOLDER'");
    }
  }

  private static void remove(Path left) {
    try {
      Files.deleteIfExists(left);
    } catch (IOException e) {
      // Not every system deletes a file that is still mapped into memory.
      left.toFile().deleteOnExit();
    }
  }

  private void measure(String name, Path file, List<Path> read) {
    long start = System.nanoTime();
    Benchmark.open(file);
    double firstMillis = (System.nanoTime() - start) * 1e-6;
    long before = usedHeap();
    Benchmark table = Benchmark.open(file);
    table.check();
    long heapBytes = Math.max(0, usedHeap() - before);
    Map<String, String> parameters =
        Map.of(
            "table",
            file.toString(),
            "csv",
            read.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    Contestant opening = Contestant.of(TableBenchmark.class, "opening", parameters);
    Contestant lookups = Contestant.of(TableBenchmark.class, "lookups", parameters);
    Contestant csvFiles = Contestant.of(TableBenchmark.class, "csv", parameters);
    List<Contestant> contestants = new ArrayList<>(List.of(opening, lookups));
    if (!read.isEmpty()) {
      contestants.add(csvFiles);
    }
    Map<Contestant, double[]> seconds =
        new Turns(Turns.Clock.PROCESSOR, 1).seconds(contestants, rounds.rounds());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Benchmark file of " + name);
    int columns = table.columns().size();
    out.printf(
        Locale.ROOT,
        "  %,d architectures, %d column%s, %.1f MB%n",
        table.rows(),
        columns,
        columns == 1 ? "" : "s",
        file.toFile().length() / MEGABYTE);
    rounds.explain(out);
    out.printf(
        Locale.ROOT,
        "  opened in %.1f ms the first time, in %s ms again; %.2f MB of Java heap%n",
        firstMillis,
        Estimate.of(Turns.of(seconds, opening)).times(1e3).text("%.2f"),
        heapBytes / MEGABYTE);
    out.printf(
        "  %s million random look-ups a second on one thread%n",
        Estimate.of(Turns.of(seconds, lookups)).under(1e-6).text("%.1f"));
    if (!read.isEmpty()) {
      printCsv(out, read, Turns.of(seconds, csvFiles));
    }
    out.flush();
  }

  private static void printCsv(PrintWriter out, List<Path> files, double[] seconds) {
    long before = usedHeap();
    List<Map<String, double[]>> read = files.stream().map(CsvInMemory::values).toList();
    long heapBytes = Math.max(0, usedHeap() - before);
    out.printf(
        Locale.ROOT,
        "CSV, %,d rows, %.1f MB%n  read into memory in %s ms, %.1f MB of Java heap%n",
        read.stream().mapToInt(Map::size).sum(),
        files.stream().mapToLong(file -> file.toFile().length()).sum() / MEGABYTE,
        Estimate.of(seconds).times(1e3).text("%.0f"),
        heapBytes / MEGABYTE);
  }

  /** Returns the bytes of Java heap that are in use once garbage is collected. */
  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void write(int count, Path file, Path csv) throws IOException {
    List<Quantity> quantities = new ArrayList<>(List.of(Cost.PARAMETERS));
    for (int epochs : new int[] {4, 12, 36, 108}) {
      for (String split : List.of("validation", "test")) {
        quantities.add(
            Quantity.parse("column", "images accuracy-percent " + split + "@" + epochs + " mean"));
      }
    }
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                "random", "random", Description.Keys.TEXT, "random numbers", "none", ""));
    int[] columns = quantities.stream().mapToInt(builder::column).toArray();
    RandomGenerator random = Seeds.generator(1);
    try (PrintWriter text =
        new PrintWriter(Files.newBufferedWriter(csv, StandardCharsets.US_ASCII))) {
      text.print("architecture");
      quantities.forEach(quantity -> text.print("," + quantity));
      text.println();
      for (int row = 0; row < count; row++) {
        // Keys are distinct as the mixing is one to one.
        String key = String.format(Locale.ROOT, "g%016x", Seeds.mix(row));
        builder.addRow(key);
        text.print(key);
        for (int index = 0; index < columns.length; index++) {
          long number = index == 0 ? random.nextInt(50_000_000) : random.nextInt(10_000);
          double value = index == 0 ? number : number / 100.0;
          builder.set(row, columns[index], value);
          text.print("," + value);
        }
        text.println();
      }
      if (text.checkError()) {
        throw new IOException(csv + " cannot be written");
      }
    }
    builder.write(file, List.of());
  }
}
