package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Column;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.ImportedFile;
import nas.evaluator.tabular.Keys;
import nas.evaluator.tabular.Quantity;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;
import nas.space.Enumeration;
import nas.space.Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into benchmark files. */
@Command(
    name = "benchmarks",
    description = {
      "Look into benchmark files: check, info, query, list; or fetch a published one.",
      "",
      "The name nasbench201-digits stands for the benchmark that comes with the program."
    },
    subcommands = {
      BenchmarksCommand.Check.class,
      BenchmarksCommand.Info.class,
      BenchmarksCommand.Query.class,
      BenchmarksCommand.Listing.class,
      FetchBenchmarkCommand.class
    })
final class BenchmarksCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.4f", value);
  }

  /** Compares a file with its checksums. */
  @Command(name = "check", description = "Compare a benchmark file with its checksums.")
  static final class Check implements Runnable {

    @Parameters(paramLabel = "FILE", description = "The benchmark file.")
    private Path file = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      Benchmark benchmark = Benchmark.open(file);
      benchmark.requireSound();
      benchmark.check();
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s is sound, sha256 %s%n", file, benchmark.sha256());
      out.flush();
    }
  }

  /** Describes a file and its columns. */
  @Command(
      name = "info",
      description = "Say what a benchmark file holds, column by column, and where it comes from.")
  static final class Info implements Runnable {

    @Parameters(paramLabel = "FILE", description = "The benchmark file.")
    private Path file = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      Benchmark benchmark = Benchmark.open(file);
      benchmark.requireSound();
      Description description = benchmark.description();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "%s: %,d architectures of the space %s, %d columns%n",
          description.name(),
          benchmark.rows(),
          description.space(),
          benchmark.columns().size());
      out.println("Source: " + description.source());
      out.println("Licence: " + description.licence());
      for (ImportedFile imported : benchmark.imported()) {
        out.println("Made from " + imported.name() + ", sha256 " + imported.sha256());
      }
      out.println("SHA-256: " + benchmark.sha256());
      if (!description.notes().isEmpty()) {
        out.println("Notes: " + description.notes());
      }
      out.println();
      out.print(ConsoleText.of(table(benchmark)));
      out.flush();
    }

    /** What a column holds; only the count where that is nothing. */
    private record Summary(String column, int present, double least, double mean, double greatest) {

      static Summary of(Benchmark benchmark, int index) {
        Column column = benchmark.columns().get(index);
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < benchmark.rows(); row++) {
          double value = benchmark.value(row, index);
          if (!Double.isNaN(value)) {
            sum += value;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
          }
        }
        return new Summary(
            column.quantity().toString(),
            column.present(),
            least,
            sum / column.present(),
            greatest);
      }
    }

    private static Table table(Benchmark benchmark) {
      return Table.of(
          List.of(
              Field.text("column", Summary::column).headed("Column"),
              Field.count("architectures", Summary::present).headed("Architectures"),
              Field.number("least", Summary::least)
                  .shown(one -> number(one.least()))
                  .headed("Least"),
              Field.number("mean", Summary::mean)
                  .shown(one -> String.format(Locale.ROOT, "%.4f", one.mean()))
                  .headed("Mean"),
              Field.number("greatest", Summary::greatest)
                  .shown(one -> number(one.greatest()))
                  .headed("Greatest")),
          IntStream.range(0, benchmark.columns().size())
              .mapToObj(index -> Summary.of(benchmark, index))
              .toList());
    }
  }

  /** Looks one architecture up. */
  @Command(
      name = "query",
      sortOptions = false,
      description = "Print what a benchmark file knows about one architecture.")
  static final class Query implements Runnable {

    @Parameters(index = "0", paramLabel = "FILE", description = "The benchmark file.")
    private Path file = Path.of("");

    @Parameters(
        index = "1",
        paramLabel = "ARCHITECTURE",
        description = "The architecture as its space writes it, or its key in the table.")
    private String architecture = "";

    @Option(
        names = "--column",
        paramLabel = "COLUMN",
        description =
            "Print only the number of one column, such as 'cifar10 accuracy-percent test@200 mean'"
                + " or parameters.")
    private Optional<String> column = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      Benchmark benchmark = Benchmark.open(file);
      benchmark.requireSound();
      int row = Keys.row(benchmark, architecture);
      if (row == Benchmark.ABSENT) {
        throw new UserException(
            benchmark.description().name()
                + " has no architecture "
                + ErrorText.quote(architecture),
            "write it as this one: " + benchmark.key(0));
      }
      PrintWriter out = spec.commandLine().getOut();
      if (column.isPresent()) {
        int index = benchmark.column(Quantity.parse("--column", column.get()));
        double value = benchmark.value(row, index);
        if (Double.isNaN(value)) {
          throw new UserException(
              benchmark.description().name()
                  + " has no "
                  + benchmark.columns().get(index).quantity()
                  + " of this architecture",
              "ask for all columns to see what it has");
        }
        out.println(value);
      } else {
        out.println(benchmark.key(row));
        out.println();
        out.print(ConsoleText.of(values(benchmark, row)));
      }
      out.flush();
    }

    private static Table values(Benchmark benchmark, int row) {
      return Table.of(
          List.<Field<Integer>>of(
              Field.<Integer>text(
                      "column", index -> benchmark.columns().get(index).quantity().toString())
                  .headed("Column"),
              Field.<Integer>number("value", index -> benchmark.value(row, index))
                  .shown(index -> number(benchmark.value(row, index)))
                  .headed("Value")),
          IntStream.range(0, benchmark.columns().size())
              .filter(index -> !Double.isNaN(benchmark.value(row, index)))
              .boxed()
              .toList());
    }
  }

  /** Lists architectures. */
  @Command(
      name = "list",
      sortOptions = false,
      description = {
        "List the architectures that have a number in a column, one a line.",
        "",
        "The list is a file for 'search-space: {listed: {space: ..., file: ...}}', to search what",
        "the table has only."
      })
  static final class Listing implements Runnable {

    @Parameters(paramLabel = "FILE", description = "The benchmark file.")
    private Path file = Path.of("");

    @Option(
        names = "--having",
        required = true,
        paramLabel = "COLUMN",
        description =
            "The column, such as 'cifar10 accuracy-percent validation@108 mean' or parameters.")
    private String having = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      Benchmark benchmark = Benchmark.open(file);
      benchmark.requireSound();
      int column = benchmark.column(Quantity.parse("--having", having));
      PrintWriter out = spec.commandLine().getOut();
      Optional<Space<?>> space = Keys.published(benchmark.description().space());
      if (benchmark.description().keys() == Description.Keys.CANONICAL_ID && space.isPresent()) {
        listSpace(space.get(), benchmark, column, out);
      } else {
        for (int row = 0; row < benchmark.rows(); row++) {
          if (!Double.isNaN(benchmark.value(row, column))) {
            out.println(benchmark.key(row));
          }
        }
      }
      out.flush();
    }

    private static <A> void listSpace(
        Space<A> space, Benchmark benchmark, int column, PrintWriter out) {
      Enumeration.of(space)
          .orElseThrow(
              () ->
                  new UserException(
                      "The space %s cannot list its architectures, of which the table knows only ids"
                          .formatted(space.name()),
                      ""))
          .enumerate()
          .forEach(
              architecture -> {
                int row = benchmark.row(space.canonicalId(architecture));
                if (row != Benchmark.ABSENT && !Double.isNaN(benchmark.value(row, column))) {
                  out.println(space.format(architecture));
                }
              });
    }
  }
}
