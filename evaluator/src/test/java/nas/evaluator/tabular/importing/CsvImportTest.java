package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.choices.ChoiceSettings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvImportTest {

  private static final String HEADER =
      "index,arch_str,params,c10_val_200_mean,c10_val_200_naslib,c10valid_test_200_mean,"
          + "c10_test_200_mean,c100_val_200_naslib,c100_test_200_mean,in16_val_200_naslib,"
          + "in16_test_200_mean,c10_val_12,c10_test_12,c100_val_12,c100_test_12,in16_val_12,"
          + "in16_test_12,c10valid_train_sec_per_epoch,c10valid_train_loss,c10valid_train_acc\n";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static String row(int index) {
    return index + "," + NasBench201Space.fromIndex(index) + ",7" + ",1.5".repeat(17) + "\n";
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private String refusal(String text, boolean partial) throws IOException {
    Path file = write(text);
    UserException refused =
        assertThrows(
            UserException.class, () -> BenchmarkImport.nasBench201(List.of(file), partial));
    return String.valueOf(refused.getMessage()).replace(folder + "/", "");
  }

  @Test
  void missingAndRepeatedCellsAreRefused() throws IOException {
    String two = HEADER + row(3) + row(9);
    assertEquals("table.csv: 2 of 15625 cells are there", refusal(two, false));
    assertEquals(2, BenchmarkImport.nasBench201(List.of(write(two)), true).builder().rows());
    assertEquals(
        "table.csv:4: the cell " + NasBench201Space.fromIndex(3) + " stands twice",
        refusal(two + row(3), true));
  }

  @Test
  void cellsThatAreNotTheirIndexAreRefused() throws IOException {
    String wrong = row(3).replaceFirst("^3", "4");
    assertEquals(
        "table.csv:2: the cell "
            + NasBench201Space.fromIndex(3)
            + " has the official index 3, not 4",
        refusal(HEADER + wrong, true));
    assertTrue(refusal(HEADER + row(3).replace("|+|", "|+"), true).startsWith("table.csv:2: "));
    assertTrue(refusal(HEADER + row(3).replaceFirst("^3", "15625"), true).contains("0 to 15624"));
  }

  @Test
  void numbersThatCannotBeAreRefused() throws IOException {
    for (String bad :
        List.of("NaN", "Infinity", "1e999", "0x1p3", "1d", "", "x", "101", "-1", "1,5", "--1")) {
      String message = refusal(HEADER + row(3).replaceFirst(",1\\.5", "," + bad), true);
      assertTrue(message.startsWith("table.csv:2: "), bad + ": " + message);
    }
    String cut = row(3).substring(0, 120);
    assertTrue(refusal(HEADER + cut, true).contains("where the header has 20"));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertTrue(refusal("", true).contains("is empty"));
    assertTrue(refusal("a,b\n1,2\n", true).contains("There must be one table of accuracies"));
    assertTrue(refusal("a,a\n1,2\n", true).contains("two columns"));
    assertTrue(refusal("arch_str,c10_val_200_mean\n", true).contains("no column \"index\""));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write((HEADER + row(3) + row(4)).getBytes(StandardCharsets.US_ASCII));
    }
    Path file = folder.resolve("table.csv.gz");
    Files.write(file, packed.toByteArray());
    assertEquals(2, BenchmarkImport.nasBench201(List.of(file), true).builder().rows());
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() - 12));
    assertThrows(UserException.class, () -> BenchmarkImport.nasBench201(List.of(file), true));
    assertThrows(
        UserException.class,
        () -> BenchmarkImport.nasBench201(List.of(folder.resolve("none.csv")), true));
  }

  @Test
  void hashesOfCellsAreCompared() throws IOException {
    String header = "hash,vertices,adj_bits,ops,test_acc_108_mean_x29952,params\n";
    String hash = "00005c142e6f48ac74fdcf73e3439874";
    String sound = hash + ",7,1205349,CMCCc,27574,8555530\n";
    Path file = write(header + sound);
    assertEquals(1, BenchmarkImport.nasBench101(List.of(file), true).builder().rows());
    for (String bad :
        List.of(
            sound + sound,
            sound.replace("CMCCc", "CMCcC"),
            sound.replace("CMCCc", "CMCXc"),
            sound.replace("CMCCc", "CMCC"),
            sound.replace("27574", "29953"),
            sound.replace("27574", "27574.5"),
            sound.replace("1205349", "-1"),
            sound.replace("1205349", "2097152"),
            sound.replace(",7,", ",8,"))) {
      write(header + bad);
      UserException refused =
          assertThrows(
              UserException.class, () -> BenchmarkImport.nasBench101(List.of(file), true), bad);
      assertTrue(String.valueOf(refused.getMessage()).contains("table.csv:"), bad);
    }
    write(header + sound);
    assertThrows(UserException.class, () -> BenchmarkImport.nasBench101(List.of(file), false));
  }

  private static CsvMapping mapping(String space, Optional<ChoiceSettings> choices) {
    return new CsvMapping(
        "mine",
        space,
        choices,
        "arch",
        "me",
        "MIT",
        "",
        List.of(
            new CsvMapping.Numbers(
                "right",
                "d accuracy-percent test@5 seed 3",
                100,
                200,
                Optional.empty(),
                Optional.empty()),
            new CsvMapping.Numbers(
                "size", "parameters", 1, 1, Optional.empty(), Optional.empty())));
  }

  private Benchmark mapped(String text, CsvMapping mapping) throws IOException {
    Path out = folder.resolve("mine.bench");
    MappedCsv.read(write(text), mapping).write(out);
    return Benchmark.open(out);
  }

  @Test
  void anyCsvIsReadWithAMapping() throws IOException {
    CsvMapping mapping =
        mapping("choices", Optional.of(new ChoiceSettings(2, List.of("a", "b"), ",")));
    Benchmark benchmark =
        mapped(
            """
            \ufeffsize,"arch",right,note\r
            12,"a,b",50,"x ""y""
             z"\r
            \r
            ,"b,b",7,\r
            """,
            mapping);
    assertEquals(2, benchmark.rows());
    int test = benchmark.column(Query.accuracy("d", Split.TEST, 5, new Run.Seed(3)));
    int size = benchmark.column(Cost.PARAMETERS);
    assertEquals(25, benchmark.value(benchmark.row("a,b"), test));
    assertEquals(3.5, benchmark.value(benchmark.row("b,b"), test));
    assertEquals(12, benchmark.value(benchmark.row("a,b"), size));
    assertTrue(Double.isNaN(benchmark.value(benchmark.row("b,b"), size)));
    for (String bad :
        List.of(
            "arch,right,size\n\"a,b\",1,2\n\"a,b\",1,2\n",
            "arch,right,size\n\"a,c\",1,2\n",
            "arch,right,size\n\"a,b\",201,2\n",
            "arch,right,size\n\"a,b\",1\n",
            "arch,right\n\"a,b\",1\n",
            "arch,right,size\n\"a,b,1,2\n")) {
      Path file = write(bad);
      UserException refused =
          assertThrows(UserException.class, () -> MappedCsv.read(file, mapping), bad);
      assertTrue(String.valueOf(refused.getMessage()).contains("table.csv:"), bad);
    }
  }

  @Test
  void cellsOfKnownSpacesAreNamedAsTheirTablesDo() throws IOException {
    String cell =
        "0111010 0000001 0000001 0000100 0000001 0000001 0000000 / input conv1x1-bn-relu"
            + " conv3x3-bn-relu conv3x3-bn-relu conv3x3-bn-relu maxpool3x3 output";
    Benchmark benchmark =
        mapped("arch,right,size\n" + cell + ",1,2\n", mapping("nasbench101", Optional.empty()));
    assertEquals(0, benchmark.row("28cfc7874f6d200472e1a9dcd8650aa0"));
    Benchmark unknown =
        mapped("arch,right,size\n any text ,1,2\n", mapping("myspace", Optional.empty()));
    assertEquals(0, unknown.row("any text"));
  }

  @Test
  void mappingsThatContradictThemselvesAreRefused() {
    Optional<ChoiceSettings> choices = Optional.of(new ChoiceSettings(2, List.of("a", "b"), ","));
    assertThrows(InvalidSettingException.class, () -> mapping("choices", Optional.empty()));
    assertThrows(InvalidSettingException.class, () -> mapping("nasbench201", choices));
    assertThrows(InvalidSettingException.class, () -> mapping("two words", Optional.empty()));
    assertThrows(
        InvalidSettingException.class,
        () ->
            new CsvMapping.Numbers("a", "d test@3 mean", 1, 1, Optional.empty(), Optional.empty()));
    CsvMapping.Numbers same =
        new CsvMapping.Numbers("a", "parameters", 1, 1, Optional.empty(), Optional.empty());
    for (List<CsvMapping.Numbers> columns :
        List.of(List.<CsvMapping.Numbers>of(), List.of(same, same))) {
      assertThrows(
          InvalidSettingException.class,
          () -> new CsvMapping("n", "s", Optional.empty(), "a", "", "", "", columns));
    }
  }

  @Test
  void surrogateAccuraciesAreRead() {
    Path file = nas.core.SharedFiles.require("benchmarks/nasbench301/zero_cost_725.json.gz");
    Path out = folder.resolve("nb301.bench");
    NasBench301Json.read(file).write(out);
    Benchmark benchmark = Benchmark.open(out);
    assertEquals(725, benchmark.rows());
    String cell =
        "[[(0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)], "
            + "[(1, 0), (0, 2), (1, 3), (0, 3), (3, 0), (0, 1), (2, 0), (3, 6)]]";
    int accuracy = benchmark.column(Query.accuracy("cifar10", Split.VALIDATION, 100, Run.MEAN));
    assertEquals(93.32119084207302, benchmark.value(benchmark.row(cell), accuracy));
    assertEquals(856_298, benchmark.value(benchmark.row(cell), benchmark.column(Cost.PARAMETERS)));
  }
}
