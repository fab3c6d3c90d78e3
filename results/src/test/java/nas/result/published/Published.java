package nas.result.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The published files: the README, the pages of docs and those of the results.
 *
 * <p>{@code .ci/published --write} writes their tables anew and puts sentences that docs/claims.md
 * does not list into it, for somebody to say what stands behind them.
 *
 * @param root of the repository
 */
record Published(Path root) {

  private static final String CLAIMS = "docs/claims.md";

  /** Checks, or writes, all files below the working directory. */
  public static void main(String[] arguments) {
    Published published = new Published(Path.of(""));
    if (List.of(arguments).contains("--write")) {
      published.write();
    }
    List<String> faults = new ArrayList<>(published.tableFaults());
    faults.addAll(published.claimFaults());
    faults.forEach(System.err::println);
    if (!faults.isEmpty()) {
      System.exit(1);
    }
  }

  /** Returns which tables differ from the committed CSV files. */
  List<String> tableFaults() {
    MarkdownTables tables = new MarkdownTables(new Rows(root));
    return files().stream()
        .filter(file -> !read(file).equals(tables.regenerated(read(file))))
        .map(file -> file + ": a table differs from its CSV files; see '.ci/published --write'")
        .toList();
  }

  /** Returns which sentences with numbers are not listed with what stands behind them. */
  List<String> claimFaults() {
    Rows rows = new Rows(root);
    Claims claims = Claims.parse(read(CLAIMS));
    Set<String> tests = tests();
    List<String> faults = new ArrayList<>();
    files().forEach(file -> faults.addAll(claims.faults(file, read(file), rows)));
    claims.files().keySet().stream()
        .filter(file -> !files().contains(file))
        .forEach(file -> faults.add(CLAIMS + ": there is no " + file));
    claims
        .evidenceFiles()
        .filter(file -> !Files.exists(root.resolve(file)))
        .forEach(file -> faults.add(CLAIMS + ": there is no " + file));
    claims
        .evidenceTests()
        .filter(test -> !tests.contains(test))
        .forEach(test -> faults.add(CLAIMS + ": there is no test " + test));
    return faults;
  }

  /** Writes all tables anew, and new sentences without evidence into the list of claims. */
  void write() {
    Rows rows = new Rows(root);
    Claims claims = Claims.parse(read(CLAIMS));
    for (String file : files()) {
      String text = new MarkdownTables(rows).regenerated(read(file));
      write(file, text);
      claims = claims.updated(file, text);
    }
    write(CLAIMS, claims.markdown());
  }

  private Set<String> tests() {
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> folders =
          modules.map(module -> module.resolve("src/test/java")).filter(Files::exists).toList();
      Set<String> names = new HashSet<>();
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .forEach(name -> names.add(name.replace(".java", "")));
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> files() {
    List<String> files = new ArrayList<>(List.of("README.md"));
    names("docs").stream()
        .filter(name -> name.endsWith(".md"))
        .map(name -> "docs/" + name)
        .filter(file -> !file.equals(CLAIMS))
        .forEach(files::add);
    names("results").stream()
        .map(name -> "results/" + name + "/README.md")
        .filter(file -> Files.exists(root.resolve(file)))
        .forEach(files::add);
    return List.copyOf(files);
  }

  private List<String> names(String folder) {
    try (Stream<Path> inside = Files.list(root.resolve(folder))) {
      return inside.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
