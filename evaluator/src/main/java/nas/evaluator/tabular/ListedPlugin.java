package nas.evaluator.tabular;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.listed.ArchitectureList;
import nas.space.listed.ListedSpace;
import nas.space.listed.NamedSpace;

/**
 * Makes {@link ListedSpace} known to experiment files as {@code listed}: the architectures of a
 * file, of a benchmark or of a list, as points of any space or as mere names.
 */
public final class ListedPlugin implements SearchSpacePlugin<ListedSettings> {

  private static final String FILE = "file";
  private static final String BENCHMARK = "benchmark";
  private static final String ARCHITECTURES = "architectures";

  /** Creates the plug-in. */
  public ListedPlugin() {}

  @Override
  public String name() {
    return "listed";
  }

  @Override
  public String summary() {
    return "The architectures of a list or of a table, as points of the space they come from.";
  }

  @Override
  public Class<ListedSettings> settings() {
    return ListedSettings.class;
  }

  @Override
  public Space<?> create(ListedSettings settings) {
    requireOneSource(settings);
    Optional<Benchmark> benchmark = settings.benchmark().map(Benchmark::open);
    Optional<Space<?>> space =
        settings
            .space()
            .<Space<?>>map(choice -> SearchSpacePlugin.create(choice, "space"))
            .or(() -> benchmark.flatMap(table -> Keys.published(table.description().space())));
    return space.isPresent()
        ? listed(space.get(), settings, benchmark)
        : named(settings, benchmark);
  }

  private static void requireOneSource(ListedSettings settings) {
    List<String> given = new ArrayList<>();
    settings.file().ifPresent(file -> given.add(FILE));
    settings.benchmark().ifPresent(file -> given.add(BENCHMARK));
    settings.architectures().ifPresent(list -> given.add(ARCHITECTURES));
    if (given.size() != 1) {
      throw new InvalidSettingException(
          given.isEmpty() ? FILE : given.get(1),
          given.isEmpty()
              ? "listed names no architectures"
              : "listed has both " + given.get(0) + " and " + given.get(1),
          "give one of file, benchmark and architectures");
    }
    if (settings.having().isPresent() && settings.benchmark().isEmpty()) {
      throw new InvalidSettingException(
          "having", "having chooses rows of a benchmark, but there is none", "leave it out");
    }
  }

  private static <A> Space<A> listed(
      Space<A> inner, ListedSettings settings, Optional<Benchmark> benchmark) {
    String key = source(settings);
    try {
      List<A> points =
          benchmark.isPresent()
              ? points(inner, benchmark.get(), settings.having())
              : settings.file().isPresent()
                  ? points(inner, settings.file().get())
                  : settings.architectures().orElseThrow().stream().map(inner::parse).toList();
      return new ListedSpace<>(inner, points);
    } catch (InvalidArchitectureException refused) {
      throw refused(key, described(settings) + refused.getMessage());
    }
  }

  private static Space<?> named(ListedSettings settings, Optional<Benchmark> benchmark) {
    benchmark.ifPresent(ListedPlugin::requireNames);
    String key = source(settings);
    try {
      return benchmark.isPresent()
          ? new NamedSpace(
              benchmark.get().description().space(), keys(benchmark.get(), settings.having()))
          : new NamedSpace(
              NamedSpace.NAME,
              settings.file().isPresent()
                  ? names(settings.file().get())
                  : settings.architectures().orElseThrow());
    } catch (InvalidArchitectureException refused) {
      throw refused(key, described(settings) + refused.getMessage());
    }
  }

  /** Refuses a table of choices as mere names: they are more if their settings are given. */
  private static void requireNames(Benchmark benchmark) {
    if (benchmark.description().space().equals("choices")) {
      throw new InvalidSettingException(
          BENCHMARK,
          "The benchmark "
              + benchmark.file()
              + " is about the space choices, of which it does not say positions and options",
          "name the space: 'space: {choices: {positions: ..., options: [...]}}', as in the mapping"
              + " that it was imported with");
    }
  }

  private static String source(ListedSettings settings) {
    return settings.file().isPresent()
        ? FILE
        : settings.benchmark().isPresent() ? BENCHMARK : ARCHITECTURES;
  }

  private static String described(ListedSettings settings) {
    return settings.benchmark().map(file -> file + ": ").orElse("");
  }

  private static InvalidSettingException refused(String key, String message) {
    return new InvalidSettingException(key, message.replaceFirst("\\.$", ""), "");
  }

  private static <A> List<A> points(Space<A> inner, Path file) {
    try {
      return ArchitectureList.read(inner, file);
    } catch (CharacterCodingException e) {
      throw refused(FILE, file + " is not a text in UTF-8");
    } catch (IOException e) {
      throw unreadable(file);
    }
  }

  private static List<String> names(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (CharacterCodingException e) {
      throw refused(FILE, file + " is not a text in UTF-8");
    } catch (IOException e) {
      throw unreadable(file);
    }
  }

  private static InvalidSettingException unreadable(Path file) {
    return new InvalidSettingException(
        FILE,
        Files.exists(file) ? file + " cannot be read" : "There is no file " + file,
        "check the path, or write it with 'java -jar nas.jar benchmarks list'");
  }

  /** Returns those architectures of a table that have a number in a column. */
  private static <A> List<A> points(Space<A> inner, Benchmark benchmark, Optional<String> having) {
    requireSpace(inner, benchmark);
    if (benchmark.description().keys() == Description.Keys.TEXT) {
      return keys(benchmark, having).stream().map(inner::parse).toList();
    }
    boolean[] wanted = rows(benchmark, having);
    return Enumeration.of(inner)
        .orElseThrow(() -> unlistable(inner))
        .enumerate()
        .filter(
            point -> {
              int row = benchmark.row(inner.canonicalId(point));
              return row != Benchmark.ABSENT && wanted[row];
            })
        .toList();
  }

  private static InvalidSettingException unlistable(Space<?> inner) {
    return new InvalidSettingException(
        BENCHMARK,
        "The space %s cannot list its architectures, of which the benchmark knows only ids"
            .formatted(inner.name()),
        "list them in a file");
  }

  private static void requireSpace(Space<?> inner, Benchmark benchmark) {
    if (!inner.name().equals(benchmark.description().space())) {
      throw new InvalidSettingException(
          BENCHMARK,
          "The benchmark "
              + benchmark.file()
              + " is about the space "
              + benchmark.description().space()
              + ", the list about "
              + inner.name(),
          "choose the space or the benchmark that fits the other");
    }
  }

  private static List<String> keys(Benchmark benchmark, Optional<String> having) {
    boolean[] wanted = rows(benchmark, having);
    return IntStream.range(0, benchmark.rows())
        .filter(row -> wanted[row])
        .mapToObj(benchmark::key)
        .toList();
  }

  private static boolean[] rows(Benchmark benchmark, Optional<String> having) {
    boolean[] wanted = new boolean[benchmark.rows()];
    OptionalInt column = having.map(text -> column(benchmark, text)).orElse(OptionalInt.empty());
    for (int row = 0; row < wanted.length; row++) {
      wanted[row] = column.isEmpty() || !Double.isNaN(benchmark.value(row, column.getAsInt()));
    }
    return wanted;
  }

  private static OptionalInt column(Benchmark benchmark, String text) {
    Quantity quantity = Quantity.parse("having", text);
    OptionalInt column = benchmark.find(quantity);
    if (column.isEmpty()) {
      throw new InvalidSettingException(
          "having",
          "The benchmark " + benchmark.file() + " has no column " + ErrorText.quote(text),
          benchmark.hint(quantity));
    }
    return column;
  }
}
