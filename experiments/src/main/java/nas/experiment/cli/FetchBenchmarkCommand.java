package nas.experiment.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileDigest;
import nas.core.file.ReadMeter;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.importing.FetchedFiles;
import nas.evaluator.tabular.importing.Imported;
import nas.evaluator.tabular.importing.PublishedBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a published benchmark and makes a benchmark file of it. */
@Command(
    name = "fetch",
    sortOptions = false,
    description = {
      "Fetch a published benchmark, check its files, and make a benchmark file of them.",
      "",
      "NAME is nasbench101, nasbench201 or nasbench301. The files come from public repositories at fixed commits,",
      "must have the sizes and checksums written down here, and stay where they are put, so that they",
      "are fetched once. --dry-run lists them. Without a network, put them into a folder by other",
      "means and name it with --from. Pickles are read as data; nothing in them is executed.",
      "",
      "    java -jar nas.jar benchmarks fetch nasbench201",
      "",
      "With --full nasbench101 has all runs instead of means. Nobody has published checksums of that",
      "large file and of the one of nasbench301: the first time the SHA-256 is shown, and nothing is",
      "read until you say it with --sha256.",
      "",
      "    java -jar nas.jar benchmarks fetch nasbench101 --full"
    })
final class FetchBenchmarkCommand implements Runnable {

  private static final Path FOLDER = Path.of("data", "fetched");

  @Parameters(paramLabel = "NAME", description = "nasbench101, nasbench201 or nasbench301.")
  private String name = "";

  @Option(names = "--full", description = "Fetch the complete table: nasbench101 alone has one.")
  private boolean full;

  @Option(
      names = "--sha256",
      paramLabel = "DIGITS",
      description = "The checksum that you trust, of a file of which none is published.")
  private Optional<String> sha256 = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description = "Take the files from here, whatever they are called; nothing is downloaded.")
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where the files go; by default data/fetched/NAME.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The benchmark file to write; by default data/fetched/NAME.bench.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--mirror",
      paramLabel = "ADDRESS",
      description = {
        "Fetch from a server that has the same paths, such as https://mirror.example.org;",
        "sizes and checksums must be the same."
      })
  private Optional<String> mirror = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Say what would be fetched from where, and what it must be.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PublishedBenchmark benchmark = chosen();
    PrintWriter console = spec.commandLine().getOut();
    Path folder = to.orElse(FOLDER.resolve(benchmark.label()));
    Path file = out.orElse(FOLDER.resolve(benchmark.label() + ".bench"));
    if (dryRun) {
      list(benchmark, folder, console);
      return;
    }
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder", "name a file in it with --out");
    }
    Map<String, Path> files = files(benchmark, folder, console);
    long start = System.nanoTime();
    Imported imported;
    try (ReadProgress progress = new ReadProgress(console, FetchedFiles.bytes(files))) {
      imported = ReadMeter.counting(progress.bytes(), () -> benchmark.reader().read(files));
    }
    ImportCommand.write(imported, file, start, console);
    sayHowToUse(benchmark, file, console);
    console.flush();
  }

  private PublishedBenchmark chosen() {
    if (from.isPresent() && (to.isPresent() || mirror.isPresent())) {
      throw new UserException(
          "With --from nothing is fetched, so "
              + (to.isPresent() ? "--to" : "--mirror")
              + " would do nothing",
          "leave one of them out");
    }
    PublishedBenchmark known =
        PublishedBenchmark.find(name, full)
            .orElseThrow(
                () -> {
                  if (PublishedBenchmark.find(name, false).isPresent()) {
                    return new UserException(
                        "There is no other table of %s than the one without --full".formatted(name),
                        "leave --full out");
                  }
                  List<String> names =
                      PublishedBenchmark.ALL.stream()
                          .map(PublishedBenchmark::name)
                          .distinct()
                          .toList();
                  return new UserException(
                      "There is no benchmark " + ErrorText.quote(name) + " to fetch",
                      ErrorText.nearest(name, names)
                          .map(nearest -> "you mean " + nearest)
                          .orElse(
                              "use one of "
                                  + String.join(", ", names)
                                  + ", or fetch it yourself and use 'import'"));
                });
    return mirror.map(address -> known.at(address(address))).orElse(known);
  }

  /** Returns the checksum that the user trusts. */
  private Optional<FileDigest> confirmed(PublishedBenchmark benchmark) {
    if (sha256.isPresent()
        && benchmark.parts().stream().allMatch(part -> part.file().digest().isPresent())) {
      throw new UserException(
          "The checksums of %s are published, so --sha256 would do nothing"
              .formatted(benchmark.label()),
          "leave it out");
    }
    return sha256.map(
        digits -> {
          if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new UserException(
                "--sha256 (%s) is no SHA-256".formatted(ErrorText.quote(digits)),
                "give its 64 hexadecimal digits");
          }
          return FileDigest.parse(digits.toLowerCase(Locale.ROOT));
        });
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Refused below as other words are.
    }
    throw new UserException(
        "--mirror (" + ErrorText.quote(text) + ") is no address of a server",
        "write it as in https://mirror.example.org/tables");
  }

  private Map<String, Path> files(PublishedBenchmark benchmark, Path folder, PrintWriter console) {
    Optional<FileDigest> confirmed = confirmed(benchmark);
    if (from.isPresent()) {
      return benchmark.in(from.get(), confirmed);
    }
    console.printf("Fetching %s into %s%n", benchmark.label(), folder);
    console.flush();
    long known = benchmark.parts().stream().mapToLong(one -> one.file().bytes().orElse(0)).sum();
    try (ReadProgress progress = new ReadProgress(console, known)) {
      return ReadMeter.counting(
          progress.bytes(),
          () ->
              FetchedFiles.fetch(
                  benchmark,
                  folder,
                  confirmed,
                  line -> {
                    console.println(line);
                    console.flush();
                  }));
    }
  }

  private static void list(PublishedBenchmark benchmark, Path folder, PrintWriter console) {
    console.printf(
        "%s: %s%nLicence: %s%n%nThese files would go into %s:%n",
        benchmark.label(), benchmark.holds(), benchmark.licence(), folder);
    for (PublishedBenchmark.Part part : benchmark.parts()) {
      console.printf(
          Locale.ROOT,
          "%n%s: %s%n  %s%n  %s%s%n",
          part.name(),
          part.holds(),
          part.file().address(),
          part.file().bytes().isPresent()
              ? String.format(Locale.ROOT, "%,d bytes, ", part.file().bytes().getAsLong())
              : "",
          part.file().digest().map(FileDigest::toString).orElse("no checksum is published"));
    }
    console.flush();
  }

  private static void sayHowToUse(PublishedBenchmark benchmark, Path file, PrintWriter console) {
    console.printf(
        "%nIn an experiment:%n%nevaluator:%n  tabular:%n    benchmark: %s%n",
        file.toAbsolutePath());
    benchmark.example().forEach(line -> console.printf("    %s%n", line));
  }
}
