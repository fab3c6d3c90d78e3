package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.core.SharedFiles;
import nas.core.file.FileDigest;
import nas.core.file.Loopback;
import nas.evaluator.tabular.importing.PublishedBenchmark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published benchmarks come from a server of this machine that has the paths of the real one. */
final class FetchBenchmarkTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Loopback server;

  @BeforeEach
  void start() {
    server = new Loopback();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String path(String benchmark) {
    return PublishedBenchmark.find(benchmark, false)
        .orElseThrow()
        .parts()
        .get(0)
        .file()
        .address()
        .getPath();
  }

  private void refused(String golden, Object... arguments) {
    Refusal.refused(folder, golden, arguments);
  }

  private void refusedFromServer(String golden) throws IOException {
    Path to = folder.resolve("to");
    Path out = folder.resolve("nb101.bench");
    refused(
        golden,
        "benchmarks",
        "fetch",
        "nasbench101",
        "--mirror",
        server.address(),
        "--to",
        to,
        "--out",
        out);
    assertFalse(Files.exists(out));
    assertTrue(!Files.exists(to) || to.toFile().list().length == 0, "nothing is left");
    stop();
    start();
  }

  @Test
  @Tag("slow")
  void wordsThatAreWrong() {
    Path here = folder.resolve("here");
    refused("fetch-unknown", "benchmarks", "fetch", "nasbench20");
    refused("fetch-far", "benchmarks", "fetch", "xyzzy");
    refused("fetch-mirror", "benchmarks", "fetch", "nasbench201", "--mirror", "no address");
    refused("fetch-from-to", "benchmarks", "fetch", "nasbench201", "--from", here, "--to", here);
    refused("fetch-from-nowhere", "benchmarks", "fetch", "nasbench201", "--from", here);
    refused("fetch-full-none", "benchmarks", "fetch", "nasbench201", "--full");
    refused("fetch-sha256-none", "benchmarks", "fetch", "nasbench201", "--sha256", "0".repeat(64));
    refused("fetch-sha256-short", "benchmarks", "fetch", "nasbench101", "--full", "--sha256", "12");
    refused("fetch-out-folder", "benchmarks", "fetch", "nasbench201", "--out", folder);
  }

  @Test
  void foldersThatLackFiles() throws IOException {
    Path here = Files.createDirectories(folder.resolve("here"));
    refused("fetch-from-lacks", "benchmarks", "fetch", "nasbench201", "--from", here);
    Nas.write(here.resolve("cifar10_avg.csv"), "no table");
    refused("fetch-from-other", "benchmarks", "fetch", "nasbench201", "--from", here);
  }

  @Test
  @Tag("slow")
  void downloadsThatAreNotTheFile() throws IOException {
    String path = path("nasbench101");
    refusedFromServer("fetch-not-found");
    server.cut(path, new byte[1000], 1_844_769);
    refusedFromServer("fetch-cut");
    server.page(path, "<html>Please sign in.</html>");
    refusedFromServer("fetch-page");
    server.redirect(path, "http://example.invalid/sign-in");
    refusedFromServer("fetch-redirect");
    server.bytes(path, new byte[1000]);
    refusedFromServer("fetch-changed");
    server.bytes(path, new byte[1_844_769]);
    refusedFromServer("fetch-checksum");
    server.close();
    refused(
        "fetch-offline",
        "benchmarks",
        "fetch",
        "nasbench201",
        "--mirror",
        server.address(),
        "--to",
        folder.resolve("to"));
  }

  /** Nothing of a file without a published checksum is read before the user has said one. */
  @Test
  void theCompleteTableIsReadOnceItsChecksumIsSaid() throws IOException {
    byte[] pickle = {(byte) 0x80, 4, 'N', '.'};
    server.bytes("/ndownloader/files/59722685", pickle);
    Path to = folder.resolve("to");
    Object[] fetch = {
      "benchmarks",
      "fetch",
      "nasbench101",
      "--full",
      "--mirror",
      server.address(),
      "--to",
      to,
      "--out",
      folder.resolve("full.bench")
    };
    refused("fetch-full-unsaid", fetch);
    server.close();
    refused("fetch-full-other", with(fetch, "--sha256", "0".repeat(64)));
    String unsaid =
        Files.readString(
            Path.of("src/test/resources/nas/experiment/cli/refusals/fetch-full-unsaid.txt"));
    Matcher said = Pattern.compile("--sha256 ([0-9a-f]{64})").matcher(unsaid);
    assertTrue(said.find(), unsaid);
    assertEquals(
        FileDigest.of(FileDigest.Kind.SHA_256, to.resolve("nasbench101-full.pickle")).digits(),
        said.group(1));
    refused("fetch-full-nothing", with(fetch, "--sha256", said.group(1)));
    assertFalse(Files.exists(folder.resolve("full.bench")));
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  @Test
  void diskThatIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "skipped: there is no /dev/full");
    server.bytes(path("nasbench101"), new byte[1_844_769]);
    Path to = Files.createDirectories(folder.resolve("to"));
    Files.createSymbolicLink(to.resolve("accuracies.pkl.gz"), full);
    refused(
        "fetch-disk-full",
        "benchmarks",
        "fetch",
        "nasbench101",
        "--mirror",
        server.address(),
        "--to",
        to,
        "--out",
        folder.resolve("nb101.bench"));
  }

  @Test
  @Tag("slow")
  void dryRunSaysWhatItWouldTake() {
    String out =
        Nas.say("benchmarks", "fetch", "nasbench201", "--dry-run", "--to", "somewhere").done();
    assertTrue(out.contains("These files would go into somewhere:"), out);
    for (PublishedBenchmark.Part part :
        PublishedBenchmark.find("nasbench201", false).orElseThrow().parts()) {
      assertTrue(out.contains(part.file().address().toString()), out);
      assertTrue(out.contains(part.file().digest().orElseThrow().digits()), out);
    }
    assertFalse(Files.exists(Path.of("somewhere")));
  }

  /** The folder has the file under another name. */
  @Test
  @Tag("slow")
  void filesThatAreThereBecomeABenchmark() throws IOException {
    Path pickle = SharedFiles.require("benchmarks/sources/freerea-nb101-accuracies.pkl.gz");
    Path here = Files.createDirectories(folder.resolve("here"));
    Files.copy(pickle, here.resolve("anything.gz"));
    Path bench = folder.resolve("nb101.bench");
    String out =
        Nas.say("benchmarks", "fetch", "nasbench101", "--from", here, "--out", bench).done();
    assertTrue(out.contains("nasbench101: 423,624 architectures with 1 column,"), out);
    String use = out.substring(out.indexOf("evaluator:"));
    Path experiment =
        Nas.write(
            folder.resolve("tiny.yaml"),
            "name: tiny\nsearch-space: nasbench101\nbudget: {trained-models: 6}\nrepetitions: 2\n"
                + "strategies: [random, {aging-evolution: {population: 3, tournament: 2}}]\n"
                + use);
    Path run = folder.resolve("run");
    Nas.say("run", experiment, "--out", run).done();
    assertEquals(2, Nas.journals(run).size() / 2);
  }
}
