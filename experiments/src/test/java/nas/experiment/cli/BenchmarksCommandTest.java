package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import nas.evaluator.tabular.Benchmark;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a CSV file to a search on it. */
final class BenchmarksCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path imported() {
    Path csv =
        Nas.write(
            folder.resolve("mine.csv"),
            "cell,right,test,size,time\na-a,10,11,7,1.5\na-b,30,29,8,\nb-a,20,,9,2.5\n");
    Path mapping =
        Nas.write(
            folder.resolve("mapping.yaml"),
            """
            name: mine
            space: choices
            choices: {positions: 2, options: [a, b], separator: '-'}
            architecture: cell
            source: measured here
            columns:
              - {column: right, holds: d accuracy-percent validation@5 mean, multiplier: 100,
                 divisor: 50}
              - {column: test, holds: d accuracy-percent test@5 mean}
              - {column: size, holds: parameters}
              - {column: time, holds: d train-seconds training@5 mean}
            """);
    Path bench = folder.resolve("mine.bench");
    String out = Nas.say("import", "csv", csv, "--mapping", mapping, "--out", bench).done();
    assertTrue(
        out.matches(
            "(?s)read mine.csv \\([0-9,]+ bytes\\)\\n"
                + "mine: 3 architectures with 4 columns, in [0-9.]+ s into .*mine.bench\\n"
                + "sha256 [0-9a-f]{64}\\n"),
        out);
    return bench;
  }

  @Test
  void fileIsDescribed() {
    Path bench = imported();
    String info = Nas.say("benchmarks", "info", bench).done();
    assertTrue(info.startsWith("mine: 3 architectures of the space choices, 4 columns\n"), info);
    assertTrue(info.contains("\nSource: measured here\n"), info);
    assertTrue(info.contains("\nMade from mine.csv, sha256 "), info);
    assertTrue(
        info.endsWith(
            """
            Column                                Architectures   Least     Mean  Greatest
            ------------------------------------  -------------  ------  -------  --------
            d accuracy-percent validation@5 mean              3      20  40.0000        60
            d accuracy-percent test@5 mean                    2      11  20.0000        29
            parameters                                        3       7   8.0000         9
            d train-seconds training@5 mean                   2  1.5000   2.0000    2.5000
            """),
        info);
    String check = Nas.say("benchmarks", "check", bench).done();
    assertTrue(check.contains("mine.bench is sound, sha256 "), check);
  }

  @Test
  void architecturesAreLookedUpAndListed() {
    Path bench = imported();
    assertEquals(
        """
        a-b

        Column                                Value
        ------------------------------------  -----
        d accuracy-percent validation@5 mean     60
        d accuracy-percent test@5 mean           29
        parameters                                8
        """,
        Nas.say("benchmarks", "query", bench, "a-b").done());
    assertEquals(
        "60.0\n",
        Nas.say(
                "benchmarks",
                "query",
                bench,
                "a-b",
                "--column",
                "d accuracy-percent validation@5 mean")
            .done());
    assertEquals(
        "a-a\na-b\n",
        Nas.say("benchmarks", "list", bench, "--having", "d accuracy-percent test@5 mean").done());
    String help = Nas.say("benchmarks").done();
    for (String command : new String[] {"check", "info", "query", "list"}) {
      assertTrue(help.contains("\n  " + command + " "), help);
    }
  }

  /** The images that the experiment names are not there: a table needs none. */
  @Test
  @Tag("slow")
  void experimentsSearchTheTable() throws IOException {
    imported();
    Path experiment =
        Nas.write(
            folder.resolve("search.yaml"),
            """
            name: search
            search-space: {choices: {positions: 2, options: [a, b], separator: '-'}}
            data: {cifar10: {folder: nowhere}}
            evaluator:
              tabular:
                benchmark: mine.bench
                dataset: d
                search-on: validation@5 mean
                report: test@5 mean
                missing: fail
            budget: {trained-models: 4}
            strategies: [random]
            """);
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Nas.say("run", experiment, "--out", one, "--workers", "1").done();
    Nas.say("run", experiment, "--out", two, "--workers", "2").done();
    assertEquals(new RunFolder(one).digest(), new RunFolder(two).digest());
    String journal = Files.readString(one.resolve("journal/01-random/000.jsonl"));
    assertTrue(
        journal.contains(
            "\"validation-accuracy-percent\":60.0,\"test-accuracy-percent\":29.0,"
                + "\"simulated-train-seconds\":null"),
        journal);
    assertTrue(journal.contains("\"simulated-train-seconds\":1.5"), journal);
    assertTrue(journal.contains("mine has no accuracy of this architecture"), journal);
    String provenance = Files.readString(one.resolve("provenance.json"));
    assertTrue(
        provenance
            .replace("\" : \"", "\": \"")
            .contains(
                "\"benchmark-imported-1-sha256\": \"" + sha256(folder.resolve("mine.csv")) + "\""),
        provenance);
    assertTrue(provenance.contains(Benchmark.open(folder.resolve("mine.bench")).sha256()));
    String best = Nas.say("best", one).done();
    assertTrue(best.contains("a-b"), best);
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A table that is damaged where only look-ups go stops a run, which goes on once it is mended.
   */
  @Test
  @Tag("slow")
  void aDamagedTableStopsARunBeforeItsFirstFile() throws IOException {
    LargeTable.write(folder);
    Path bench = folder.resolve("large.bench");
    Nas.say(LargeTable.imported(folder, bench)).done();
    Path experiment =
        Nas.write(
            folder.resolve("search.yaml"),
            """
            name: search
            search-space: {choices: {positions: 8, options: [a, b, c], separator: '-'}}
            evaluator:
              tabular:
                benchmark: large.bench
                dataset: d
                search-on: validation@5 mean
                report: test@5 mean
                missing: fail
            budget: {trained-models: 40}
            strategies: [random]
            """);
    Path whole = folder.resolve("whole");
    Nas.say("run", experiment, "--out", whole).done();
    byte[] sound = Files.readAllBytes(bench);
    byte[] flipped = sound.clone();
    flipped[sound.length - 100] ^= 4;
    Files.write(bench, flipped);
    Path stopped = folder.resolve("stopped");
    Nas.Said said = Nas.say("run", experiment, "--out", stopped);
    assertEquals(Main.USER_ERROR, said.exitCode(), said.err());
    assertTrue(
        said.err()
            .matches(
                "The benchmark file .*large.bench is damaged: block \\d+ of its body does not fit"
                    + " its checksum. Maybe import it again with 'java -jar nas.jar import'.\n"),
        said.err());
    assertFalse(Files.exists(stopped));
    Files.write(bench, sound);
    Nas.say("run", experiment, "--out", stopped).done();
    assertEquals(new RunFolder(whole).digest(), new RunFolder(stopped).digest());
  }
}
