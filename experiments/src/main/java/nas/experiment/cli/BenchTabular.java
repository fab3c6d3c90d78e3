package nas.experiment.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.TabularBenchmark;
import picocli.CommandLine.Command;
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
      "Looks random architectures up by their keys, on one thread, whose processor time counts.",
      "Without a table it makes one of random numbers, and the same as CSV, in a temporary folder.",
      "Beside it, CSV files are read into memory: what a program would do that had no benchmark",
      "files."
    },
    optionListHeading = "%nOptions:%n")
final class BenchTabular implements Runnable {

  private static final double MEGABYTE = 1e6;
  private static final int CSV_ROUNDS = 3;
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

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What it takes to read CSV files into memory. */
  private record Reading(int rows, long fileBytes, double millis, long heapBytes) {}

  @Override
  public void run() {
    BenchCommand.refuseOptionsOfParent(spec);
    rows.ifPresent(given -> BenchCommand.requireBetween("--rows", given, 2, MOST_ROWS));
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
    PrintWriter out = spec.commandLine().getOut();
    out.println("Benchmark file of " + name);
    out.flush();
    out.print(TabularBenchmark.run(file).text());
    out.flush();
    if (!read.isEmpty()) {
      Reading reading = read(read);
      out.printf(
          Locale.ROOT,
          "CSV, %,d rows, %.1f MB%n  read into memory in %,.0f ms, %.1f MB of Java heap%n",
          reading.rows(),
          reading.fileBytes() / MEGABYTE,
          reading.millis(),
          reading.heapBytes() / MEGABYTE);
      out.flush();
    }
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

  private static Reading read(List<Path> files) {
    double[] millis = new double[CSV_ROUNDS];
    long heap = 0;
    int rows = 0;
    for (int round = 0; round < CSV_ROUNDS; round++) {
      long before = TabularBenchmark.usedHeap();
      long start = System.nanoTime();
      List<Map<String, double[]>> read = files.stream().map(BenchTabular::values).toList();
      millis[round] = (System.nanoTime() - start) / 1e6;
      heap = Math.max(0, TabularBenchmark.usedHeap() - before);
      rows = read.stream().mapToInt(Map::size).sum();
    }
    Arrays.sort(millis);
    long bytes = files.stream().map(Path::toFile).mapToLong(java.io.File::length).sum();
    return new Reading(rows, bytes, millis[CSV_ROUNDS / 2], heap);
  }

  /**
   * Returns the numbers of all rows by the first text in each, or by its line. What the first row
   * has no number for counts as text.
   */
  private static Map<String, double[]> values(Path file) {
    Map<String, double[]> values = new HashMap<>();
    try (CsvReader reader = CsvReader.open(file)) {
      int columns = reader.header().size();
      boolean[] text = new boolean[columns];
      for (boolean first = true; reader.next(); first = false) {
        String key = "";
        double[] numbers = new double[columns];
        for (int column = 0; column < columns; column++) {
          String cell = reader.cell(column);
          if (!text[column]) {
            numbers[column] = number(cell);
            text[column] = first && Double.isNaN(numbers[column]) && !cell.isEmpty();
          }
          key = text[column] && key.isEmpty() ? cell : key;
        }
        values.put(key.isEmpty() ? Integer.toString(reader.line()) : key, numbers);
      }
    }
    return values;
  }

  private static double number(String cell) {
    try {
      return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
