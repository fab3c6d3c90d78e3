package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can be wrong with files of NAS-Bench-ASR must be refused before anything is
 * written, with exactly the message in {@code refusals/NAME.txt}, and nothing in them is executed.
 */
final class AsrRefusalTest {

  private static final String HASH = "36855332a5778e0df5114305bc3ce238";
  private static final String ALL_LINEAR = "7b23d5980c2d91151af3dfcd98fce513";

  /** Python's pickle of an object whose reduction is {@code os.system("touch /tmp/pwned")}. */
  private static final byte[] EVIL =
      HexFormat.of()
          .parseHex(
              "80027d7100580a0000006d6574615f6172636873710163706f7369780a73797374656d0a7102581000"
                  + "0000746f756368202f746d702f70776e65647103857104527105732e");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Map<String, Object> header(String key, Object value) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("dataset_type", "training");
    header.put("columns", List.of("model_hash", "val_per", "test_per", "arch_vec"));
    header.put("epochs", 2);
    header.put("seed", 1234);
    header.put(key, value);
    return header;
  }

  private static final Map<String, Object> HEADER = header("version", 1);

  private static List<Object> row(String hash, List<Object> curve, double test) {
    return List.of(
        hash, curve, test, List.of(List.of(1, 0), List.of(1, 0, 0), List.of(1, 0, 0, 0)));
  }

  private static final List<Object> ROW = row(HASH, List.of(.5, .25), .3);

  private static byte[] file(Object... rows) {
    return Pickled.inARow(HEADER, List.of(rows));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private Path bench() {
    return folder.resolve("asr.bench");
  }

  private void refused(String golden, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("nb-asr-e2-1234.pickle"), content);
    Refusal.refused(
        folder,
        "import-asr-" + golden,
        "import",
        "nasbench-asr",
        file,
        "--partial",
        "--out",
        bench());
    assertTrue(Files.notExists(bench()), "no benchmark of an import that is refused");
  }

  @Test
  void whatIsMoreThanData() throws IOException {
    refused("malicious-header", EVIL);
    refused("malicious-rows", joined(Pickled.inARow(HEADER), EVIL));
    assertTrue(Files.notExists(Path.of("/tmp/pwned")), "nothing may be executed");
  }

  @Test
  void whatIsCut() throws IOException {
    byte[] sound = file(ROW);
    refused("header-only", Pickled.inARow(HEADER));
    refused("cut", Arrays.copyOf(sound, sound.length - 40));
    refused("more-behind", joined(sound, Pickled.inARow(HEADER)));
  }

  @Test
  void whatIsSomethingElse() throws IOException {
    refused("no-pickle", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    refused("no-header", Pickled.inARow(List.of(ROW), List.of(ROW)));
    refused("no-rows", Pickled.inARow(HEADER, HEADER));
    refused("other-type", Pickled.inARow(header("dataset_type", "trainings"), List.of(ROW)));
    refused("no-columns", Pickled.inARow(header("columns", "val_per"), List.of(ROW)));
    refused("other-columns", Pickled.inARow(header("dataset_type", "static"), List.of(ROW)));
    refused("epochs", Pickled.inARow(header("epochs", "two"), List.of(ROW)));
    refused(
        "operations",
        Pickled.inARow(
            header("search_space", Map.of("ops", List.of("zero", "linear"))), List.of(ROW)));
    Map<String, Object> latencies = header("dataset_type", "benchmarking");
    latencies.put("columns", List.of("model_hash", "latency"));
    latencies.put("device", "my phone");
    refused("device", Pickled.inARow(latencies, List.of(List.of(HASH, .5))));
  }

  @Test
  void rowsThatCannotBe() throws IOException {
    refused("short-row", file(ROW.subList(0, 3)));
    refused("row-twice", file(ROW, ROW));
    refused("unknown-hash", file(row(HASH.replace('3', '4'), List.of(.5, .25), .3)));
    refused("other-cell", file(row(ALL_LINEAR, List.of(.5, .25), .3)));
    refused("long-curve", file(row(HASH, List.of(.5, .25, .2), .3)));
    refused("percent", file(row(HASH, List.of(.5, .25), 23.4)));
    refused("text", file(row(HASH, List.of(.5, "low"), .3)));
    refused("cell", file(List.of(HASH, List.of(.5), .3, List.of(List.of(9, 0)))));
  }

  @Test
  void filesThatDoNotFitTogether() throws IOException {
    Path one = Files.write(folder.resolve("one.pickle"), file(ROW));
    Path other = Files.write(folder.resolve("other.pickle"), file(ROW));
    Refusal.refused(
        folder, "import-asr-incomplete", "import", "nasbench-asr", one, "--out", bench());
    Refusal.refused(
        folder,
        "import-asr-twice",
        "import",
        "nasbench-asr",
        one,
        other,
        "--partial",
        "--out",
        bench());
    Refusal.refused(
        folder, "import-asr-folder", "import", "nasbench-asr", folder, "--out", bench());
    assertTrue(Files.notExists(bench()), "no benchmark of an import that is refused");
  }
}
