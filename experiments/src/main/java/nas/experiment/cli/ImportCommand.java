package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.UserException;
import nas.core.file.ReadMeter;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.importing.BenchmarkImport;
import nas.evaluator.tabular.importing.CsvMapping;
import nas.evaluator.tabular.importing.Imported;
import nas.evaluator.tabular.importing.MappedCsv;
import nas.evaluator.tabular.importing.NasBenchAsrPickles;
import nas.evaluator.tabular.importing.NasBenchNlpCsv;
import nas.evaluator.tabular.importing.NatsBenchPickles;
import nas.experiment.config.SettingsReader;
import nas.experiment.table.TrainedBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a benchmark file of published tables. */
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Make a benchmark file of published tables, for the evaluator 'tabular'.",
      "",
      "KIND says what the files are; the format is found by looking into them:",
      "",
      "  nasbench101  nasbench_full.tfrecord or nasbench_only108.tfrecord, tables in CSV, or means in",
      "               accuracies.pkl.gz of the project FreeREA",
      "  nasbench201  NAS-Bench-201-v1_1-096897.pth, NATS-tss-v1_0-3ffb9.pickle.pbz2 or its folder",
      "               NATS-tss-v1_0-3ffb9-simple, or tables in CSV (accuracies, latencies; or those",
      "               of the project NAS-Landscapes, with published scores)",
      "  nats-sss     NATS-sss-v1_0-50262.pickle.pbz2 or its folder",
      "  nasbench301  DARTS cells of NAS-Bench-Suite-Zero in JSON, or pickled trainings of NASBenchAPI",
      "  nasbench-asr nb-asr-e40-1234.pickle and further seeds and lengths of training, with",
      "               nb-asr-bench-DEVICE.pickle and nb-asr-info.pickle if you have them",
      "  nasbench-nlp recurrent cells with their losses in CSV, and published scores of them",
      "  csv          any CSV file, with --mapping",
      "  run          the folder of a run of training, with one strategy, such as exhaustive",
      "",
      "Nothing in the files is executed: pickles are read as data, and refused if they are more."
    })
final class ImportCommand implements Runnable {

  /** What can be imported. */
  enum Kind {
    NASBENCH101,
    NASBENCH201,
    NATS_SSS,
    NASBENCH301,
    NASBENCH_ASR,
    NASBENCH_NLP,
    CSV,
    RUN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "nasbench101, nasbench201, nats-sss, nasbench301, nasbench-asr, nasbench-nlp, csv or run.")
  private String kind = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The files; they may be gzip-compressed.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The benchmark file to write, such as nb201.bench.")
  private Path out = Path.of("");

  @Option(names = "--mapping", paramLabel = "YAML", description = "For csv: what the columns hold.")
  private Optional<Path> mapping = Optional.empty();

  @Option(
      names = "--partial",
      description = "Allow architectures of a known benchmark to be missing.")
  private boolean partial;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "For run: the licence of its numbers, which the file then states.")
  private Optional<String> licence = Optional.empty();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    long start = System.nanoTime();
    Kind known = kindOf();
    refuseOverwriting();
    PrintWriter console = spec.commandLine().getOut();
    Imported imported;
    try (ReadProgress progress = new ReadProgress(console, size(files))) {
      imported = ReadMeter.counting(progress.bytes(), () -> read(known));
    }
    write(imported, out, start, console);
  }

  /**
   * Writes a benchmark file and says what it was made of and what it holds.
   *
   * @param startNanos when reading began
   */
  static void write(Imported imported, Path out, long startNanos, PrintWriter console) {
    console.printf(Locale.ROOT, "read %s%n", read(imported));
    imported.write(out);
    Benchmark written = Benchmark.open(out);
    console.printf(
        Locale.ROOT,
        "%s: %,d %s with %d %s, in %.1f s into %s%nsha256 %s%n",
        written.description().name(),
        written.rows(),
        written.rows() == 1 ? "architecture" : "architectures",
        written.columns().size(),
        written.columns().size() == 1 ? "column" : "columns",
        (System.nanoTime() - startNanos) / 1e9,
        out,
        written.sha256());
    console.flush();
  }

  private static String read(Imported imported) {
    return imported.files().stream()
        .map(file -> String.format(Locale.ROOT, "%s (%,d bytes)", file.name(), file.bytes()))
        .collect(Collectors.joining(", "));
  }

  /** Returns the bytes of files and of the files in folders. */
  private static long size(List<Path> paths) {
    long sum = 0;
    for (Path path : paths) {
      java.io.File[] inside = path.toFile().listFiles();
      for (java.io.File file : inside == null ? new java.io.File[] {path.toFile()} : inside) {
        sum += file.length();
      }
    }
    return sum;
  }

  private Kind kindOf() {
    for (Kind known : Kind.values()) {
      if (known.toString().equals(kind)) {
        return known;
      }
    }
    List<String> names = java.util.Arrays.stream(Kind.values()).map(Kind::toString).toList();
    throw new UserException(
        "There is no kind of benchmark " + nas.core.text.ErrorText.quote(kind),
        nas.core.text.ErrorText.nearest(kind, names)
            .map(nearest -> "you mean " + nearest)
            .orElse("use one of " + String.join(", ", names)));
  }

  private Imported read(Kind known) {
    if (mapping.isPresent() != (known == Kind.CSV)) {
      throw new UserException(
          mapping.isPresent()
              ? "--mapping is for csv only, not for " + known
              : "The columns of a CSV file must be explained",
          mapping.isPresent() ? "leave it out" : "write a mapping and name it with --mapping");
    }
    if (known != Kind.RUN && (licence.isPresent() || !plugins.arguments().isEmpty())) {
      throw new UserException(
          (licence.isPresent() ? "--licence" : "--plugins") + " is for run only, not for " + known,
          "leave it out");
    }
    return switch (known) {
      case NASBENCH101 -> BenchmarkImport.nasBench101(files, partial);
      case NASBENCH201 -> BenchmarkImport.nasBench201(files, partial);
      case NATS_SSS -> NatsBenchPickles.readSizes(only(known), partial);
      case NASBENCH301 -> BenchmarkImport.nasBench301(only(known));
      case NASBENCH_ASR -> NasBenchAsrPickles.read(files, partial);
      case NASBENCH_NLP -> NasBenchNlpCsv.read(files);
      case CSV ->
          MappedCsv.read(only(known), SettingsReader.read(mapping.orElseThrow(), CsvMapping.class));
      case RUN -> TrainedBenchmark.of(plugins.open(only(known)), licence.orElse("unknown"));
    };
  }

  private Path only(Kind known) {
    if (files.size() != 1) {
      throw new UserException(
          known + " is imported from one file, not from " + files.size(), "name one");
    }
    return files.get(0);
  }

  /** Refuses to replace what the user may still need. */
  private void refuseOverwriting() {
    if (Files.isDirectory(out)) {
      throw new UserException(out + " is a folder", "name a file in it with --out");
    }
    for (Path file : files) {
      if (out.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
        throw new UserException("--out names a file that is imported: " + out, "name another");
      }
    }
  }
}
