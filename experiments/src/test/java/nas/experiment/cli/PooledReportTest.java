package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nas.core.file.CsvReader;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports of several runs that differ in the root seed.
 *
 * <p>{@code -Dnas.golden.write=true} writes the golden file if it differs, to be read before it is
 * committed.
 */
final class PooledReportTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path run(String name, String experiment, String... options) {
    Path file = Nas.write(folder.resolve(name + ".yaml"), experiment);
    Path run = folder.resolve(name);
    Object[] arguments = new Object[6 + options.length];
    List<Object> fixed = List.of("run", file, "--out", run, "--workers", "1");
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i < 6 ? fixed.get(i) : options[i - 6];
    }
    Nas.say(arguments).done();
    return run;
  }

  private static List<List<String>> rows(Path file) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      rows.add(csv.header());
      while (csv.next()) {
        rows.add(IntStream.range(0, csv.header().size()).mapToObj(csv::cell).toList());
      }
    }
    return rows;
  }

  @Test
  @Tag("slow")
  void repetitionsOfAllSeedsStandTogether() throws IOException {
    Path a = run("a", Nas.EXPERIMENT);
    Path b = run("b", Nas.EXPERIMENT.replace("name: tiny", "name: other"), "--set", "seed=7");
    Path out = folder.resolve("pooled");
    String said = Nas.say("report", a, b, "--out", out).done();
    assertTrue(
        said.contains(
            "6 networks a search; 2 repetitions of root seed 42, 2 repetitions of"
                + " root seed 7."),
        said);
    assertTrue(said.contains("Digest of " + a + ": " + new RunFolder(a).digest()), said);
    assertTrue(said.contains("Digest of " + b + ": " + new RunFolder(b).digest()), said);
    List<List<String>> pooled = rows(out.resolve("tables/trials.csv"));
    List<List<String>> first = rows(a.resolve("tables/trials.csv"));
    List<List<String>> second = rows(b.resolve("tables/trials.csv"));
    assertEquals(first.size() + second.size() - 1, pooled.size());
    for (List<List<String>> own : List.of(first, second)) {
      String seed = own == first ? "42" : "7";
      assertEquals(
          own.subList(1, own.size()),
          pooled.subList(1, pooled.size()).stream()
              .filter(row -> row.get(row.size() - 1).equals(seed))
              .map(row -> row.subList(0, row.size() - 1))
              .toList());
    }
    assertEquals("4", rows(out.resolve("tables/final.csv")).get(1).get(1));
    assertEquals(
        List.of("42", "2", new RunFolder(a).digest(), a.toString()),
        rows(out.resolve("tables/sources.csv")).get(1));
    assertEquals("4", rows(out.resolve("tables/significance.csv")).get(1).get(3));
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains(new RunFolder(b).digest()));
    assertTrue(page.contains(" of root seed "));
    assertFalse(new RunFolder(out).hasRun());
  }

  @Test
  @Tag("slow")
  void theOrderOfRunsDecidesNothingButTheirOrder() {
    Path a = run("a", Nas.EXPERIMENT);
    Path b = run("b", Nas.EXPERIMENT, "--set", "seed=7", "--set", "repetitions=1");
    Nas.say("report", a, b, "--out", folder.resolve("ab")).done();
    Nas.say("report", b, a, "--out", folder.resolve("ba")).done();
    List<List<String>> ab = rows(folder.resolve("ab/tables/final.csv"));
    List<List<String>> ba = rows(folder.resolve("ba/tables/final.csv"));
    for (int i = 1; i < ab.size(); i++) {
      assertEquals("3", ab.get(i).get(1));
      // All but the mean and the deviation, which rounding may change, and the seeds.
      assertEquals(ab.get(i).subList(4, 7), ba.get(i).subList(4, 7));
    }
  }

  @Test
  @Tag("slow")
  void settingsOfTheReportCanBeChangedWithoutTheRun() throws IOException {
    Path a = run("a", Nas.EXPERIMENT);
    String before = Files.readString(a.resolve("experiment.yaml"));
    Path out = folder.resolve("again");
    Nas.say("report", a, "--set", "report.accuracy-from=20", "--out", out).done();
    assertEquals(before, Files.readString(a.resolve("experiment.yaml")));
    assertTrue(
        Files.readString(out.resolve("plots/curve-models.svg")).contains("data-y-least=\"20"));
  }

  @Test
  @Tag("slow")
  void optimisticCurvesAreTitledSo() throws IOException {
    Path a = run("a", Nas.EXPERIMENT);
    Path out = folder.resolve("optimistic");
    String said = Nas.say("report", a, "--set", "report.incumbent=test", "--out", out).done();
    assertTrue(said.contains("Optimistic: ") && said.contains("Best test (optimistic), %"), said);
    assertEquals(
        "optimistic_test_accuracy_mean_percent",
        rows(out.resolve("tables/final.csv")).get(0).get(2));
    for (String mean : List.of(said, Nas.say("status", a).done(), Nas.say("best", a).done())) {
      assertEquals(mean.equals(said), mean.contains("ptimistic"), mean);
    }
  }

  @Test
  @Tag("slow")
  void publishedResultsOfBothFormsAreTheSame() throws IOException {
    Path a = run("a", Nas.EXPERIMENT);
    Path yaml =
        Nas.write(
            folder.resolve("p.yaml"),
            """
            source: somewhere
            curves:
              - {name: A, points: [{models: 3, accuracy: 50}, {models: 5, accuracy: 61.5}]}
              - {name: '=B', source: elsewhere, points: [{models: 1, accuracy: 40}]}
            """);
    Nas.say("report", a, "--set", "report.published=" + yaml, "--out", folder.resolve("y")).done();
    Path written = folder.resolve("y/tables/published.csv");
    assertEquals(
        List.of(
            List.of("name", "trained_models", "test_accuracy_percent", "source"),
            List.of("A", "3", "50.0", "somewhere"),
            List.of("A", "5", "61.5", "somewhere"),
            List.of("=B", "1", "40.0", "elsewhere")),
        rows(written));
    Nas.say(
            "report",
            a,
            "--set",
            "report.published=[" + written + "]",
            "--out",
            folder.resolve("c"))
        .done();
    assertEquals(
        Files.readString(written), Files.readString(folder.resolve("c/tables/published.csv")));
    assertEquals(
        Files.readString(folder.resolve("y/plots/curve-models.svg")),
        Files.readString(folder.resolve("c/plots/curve-models.svg")));
  }

  @Test
  @Tag("slow")
  void publishedResultsThatAreNoneAreRefused() {
    Path a = run("a", Nas.EXPERIMENT);
    StringBuilder refusals = new StringBuilder();
    published(refusals, a, "no file", "none.yaml", "");
    published(refusals, a, "another form", "p.txt", "x");
    published(refusals, a, "no source", "p.yaml", "curves: []");
    String head = "source: s\ncurves:\n  - name: A\n    points:\n";
    published(refusals, a, "a wrong key", "p.yaml", head + "      - {model: 3, accuracy: 50}");
    published(refusals, a, "no number", "p.yaml", head + "      - {models: 3, accuracy: high}");
    published(refusals, a, "too good", "p.yaml", head + "      - {models: 3, accuracy: 101}");
    published(refusals, a, "no models", "p.yaml", head + "      - {models: 0, accuracy: 50}");
    published(
        refusals,
        a,
        "backwards",
        "p.yaml",
        head + "      - {models: 3, accuracy: 50}\n      - {models: 3, accuracy: 51}");
    published(refusals, a, "no YAML", "p.yaml", "source: [");
    String columns = "name,trained_models,test_accuracy_percent,source\n";
    published(refusals, a, "no column", "p.csv", "name,trained_models,source\nA,3,s\n");
    published(refusals, a, "no row", "p.csv", columns);
    published(refusals, a, "no name", "p.csv", columns + ",3,50,s\n");
    published(refusals, a, "no source in CSV", "p.csv", columns + "A,3,50,\n");
    published(refusals, a, "no number in CSV", "p.csv", columns + "A,3,high,s\n");
    published(refusals, a, "no accuracy in CSV", "p.csv", columns + "A,3,,s\n");
    published(refusals, a, "too good in CSV", "p.csv", columns + "A,3,100.5,s\n");
    published(refusals, a, "backwards in CSV", "p.csv", columns + "A,3,50,s\nA,2,51,s\n");
    assertFalse(Files.exists(folder.resolve("x")));
    golden("published-refusals", refusals.toString().replace(folder.toString(), "FOLDER"));
  }

  private void published(StringBuilder refusals, Path run, String what, String name, String text) {
    Path file = folder.resolve(name);
    if (!text.isEmpty()) {
      Nas.write(file, text);
    }
    refused(
        refusals,
        what,
        "report",
        run,
        "--set",
        "report.published=" + file,
        "--out",
        folder.resolve("x"));
  }

  @Test
  void aRunIsRefusedBeforeItsFirstFileIsWritten() {
    Path file =
        Nas.write(folder.resolve("e.yaml"), Nas.EXPERIMENT + "report: {published: p.yaml}\n");
    Nas.Said said = Nas.say("run", file, "--out", folder.resolve("none"));
    assertEquals(Main.USER_ERROR, said.exitCode());
    assertTrue(said.err().contains("p.yaml with published results in " + file + ":"), said.err());
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  @Tag("slow")
  void whatCannotBePooledIsRefused() {
    Path a = run("a", Nas.EXPERIMENT);
    Path b = run("b", Nas.EXPERIMENT, "--set", "seed=7");
    Path larger = run("larger", Nas.EXPERIMENT.replace("6}", "7}"), "--set", "seed=7");
    Path failing = run("failing", Nas.EXPERIMENT.replace("noisy", "{noisy: {failure-share: 0.5}}"));
    StringBuilder refusals = new StringBuilder();
    refused(refusals, "no folder for the report", "report", a, b);
    refused(refusals, "the same run twice", "report", a, a, "--out", folder.resolve("x"));
    refused(refusals, "another budget", "report", a, larger, "--out", folder.resolve("x"));
    refused(refusals, "the third differs", "report", a, b, larger, "--out", folder.resolve("x"));
    refused(refusals, "another evaluator", "report", a, failing, "--out", folder.resolve("x"));
    refused(refusals, "out is a run", "report", a, b, "--out", b);
    refused(refusals, "no run", "report", a, folder.resolve("x"), "--out", folder.resolve("y"));
    refused(refusals, "another setting", "report", a, "--set", "budget.trained-models=3");
    refused(refusals, "a wrong setting", "report", a, "--set", "report.incumbant=test");
    assertFalse(Files.exists(folder.resolve("x")));
    golden("pool-refusals", refusals.toString().replace(folder.toString(), "FOLDER"));
  }

  private static void refused(StringBuilder refusals, String what, Object... arguments) {
    Nas.Said said = Nas.say(arguments);
    assertEquals(Main.USER_ERROR, said.exitCode(), said.err() + said.out());
    assertEquals("", said.out());
    refusals.append("# ").append(what).append('\n').append(said.err());
  }

  private static void golden(String name, String text) {
    Path file = Path.of("src/test/resources/nas/experiment/cli", name + ".txt");
    try {
      if (Boolean.getBoolean("nas.golden.write")) {
        Files.writeString(file, text);
      }
      assertEquals(Files.readString(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
