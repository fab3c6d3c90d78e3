package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import nas.core.UserException;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads what Python's own library pickled.
 *
 * <p>The files are small ones of the form of the official ones: two cells; at 2 epochs the seed
 * 111, at 5 epochs the seeds 777 and 888; the accuracy at the end of training is 20 + 10 cell + 5
 * (number of the data set: cifar10-valid 0, cifar10 1, cifar100 2) + 2 (length of the set's name
 * modulo 5) + seed / 1000 + epochs / 100; an epoch takes 1.5 + cell seconds. Accuracies of training
 * are numbers of NumPy.
 */
final class PickleTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Object read(String hex) throws IOException, Pickle.RefusedException {
    return Pickle.read(new ByteArrayInputStream(HexFormat.of().parseHex(hex)), map -> 0);
  }

  /** {'a': [1, -2, 300, 70000, 2**40, 2**70], 'b': (1.5, None, True, b'xy'), ...} */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "286470300a56610a70310a286c70320a49310a61492d320a61493330300a614937303030300a614c"
            + "313039393531313632373737364c0a614c313138303539313632303731373431313330333432344c"
            + "0a617356620a70330a2846312e350a4e4930310a635f636f646563730a656e636f64650a70340a28"
            + "5678790a70350a566c6174696e310a70360a7470370a5270380a7470390a7356630a7031300a635f"
            + "5f6275696c74696e5f5f0a7365740a7031310a28286c7031320a56640a7031330a61747031340a52"
            + "7031350a7356650a7031360a63636f6c6c656374696f6e730a4f726465726564446963740a703137"
            + "0a2874527031380a56660a7031390a4930300a737356670a7032300a5668e90a7032310a732e",
        "7d71002858010000006171015d7102284b014afeffffff4d2c014a701101004c3130393935313136"
            + "32373737364c0a4c313138303539313632303731373431313330333432344c0a6558010000006271"
            + "0328473ff80000000000004e4930310a635f636f646563730a656e636f64650a7104285802000000"
            + "7879710558060000006c6174696e317106747107527108747109580100000063710a635f5f627569"
            + "6c74696e5f5f0a7365740a710b285d710c580100000064710d6174710e52710f5801000000657110"
            + "63636f6c6c656374696f6e730a4f726465726564446963740a711129527112580100000066711349"
            + "30300a735801000000677114580300000068c3a97115752e",
        "80027d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000"
            + "018a0900000000000000004065580100000062710328473ff80000000000004e88635f636f646563"
            + "730a656e636f64650a710458020000007879710558060000006c6174696e31710686710752710874"
            + "7109580100000063710a635f5f6275696c74696e5f5f0a7365740a710b5d710c580100000064710d"
            + "6185710e52710f580100000065711063636f6c6c656374696f6e730a4f726465726564446963740a"
            + "711129527112580100000066711389735801000000677114580300000068c3a97115752e",
        "80037d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000"
            + "018a0900000000000000004065580100000062710328473ff80000000000004e8843027879710474"
            + "71055801000000637106636275696c74696e730a7365740a71075d71085801000000647109618571"
            + "0a52710b580100000065710c63636f6c6c656374696f6e730a4f726465726564446963740a710d29"
            + "52710e580100000066710f89735801000000677110580300000068c3a97111752e",
        "80049587000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000"
            + "000000018a09000000000000000040658c01629428473ff80000000000004e88430278799474948c"
            + "0163948f94288c016494908c0165948c0b636f6c6c656374696f6e73948c0b4f7264657265644469"
            + "63749493942952948c01669489738c0167948c0368c3a994752e",
        "80059587000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000"
            + "000000018a09000000000000000040658c01629428473ff80000000000004e88430278799474948c"
            + "0163948f94288c016494908c0165948c0b636f6c6c656374696f6e73948c0b4f7264657265644469"
            + "63749493942952948c01669489738c0167948c0368c3a994752e"
      })
  void allProtocolsGiveTheSameData(String hex) throws IOException, Pickle.RefusedException {
    Map<?, ?> value = (Map<?, ?>) read(hex);
    assertEquals(List.of("a", "b", "c", "e", "g"), List.copyOf(value.keySet()));
    assertEquals(List.of(1L, -2L, 300L, 70000L, 1L << 40, BigInteger.TWO.pow(70)), value.get("a"));
    List<Object> tuple = ((Pickle.Tuple) Objects.requireNonNull(value.get("b"))).items();
    assertEquals(List.of(1.5, Pickle.Sign.NONE, true), tuple.subList(0, 3));
    assertArrayEquals(new byte[] {'x', 'y'}, (byte[]) tuple.get(3));
    assertEquals(List.of("d"), value.get("c"));
    assertEquals(Map.of("f", false), value.get("e"));
    assertEquals("h\u00e9", value.get("g"));
  }

  /** An object whose reduction is {@code os.system("touch /tmp/pwned")}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "286470300a566d6574615f61726368730a70310a63706f7369780a73797374656d0a70320a285674"
            + "6f756368202f746d702f70776e65640a70330a7470340a5270350a732e",
        "80027d7100580a0000006d6574615f6172636873710163706f7369780a73797374656d0a71025810"
            + "000000746f756368202f746d702f70776e65647103857104527105732e",
        "8004953b000000000000007d948c0a6d6574615f6172636873948c05706f736978948c0673797374"
            + "656d9493948c10746f756368202f746d702f70776e65649485945294732e"
      })
  void commandsAreRefusedByName(String hex) throws IOException {
    Pickle.RefusedException refused = assertThrows(Pickle.RefusedException.class, () -> read(hex));
    assertEquals("it would use \"posix.system\", which is no plain data", refused.getMessage());
    Path file = folder.resolve("evil.pth");
    Files.write(file, HexFormat.of().parseHex(hex));
    UserException told =
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench201(List.of(file), true));
    assertTrue(String.valueOf(told.getMessage()).contains("posix.system"), told.getMessage());
    assertFalse(Files.exists(Path.of("/tmp/pwned")));
  }

  private static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(PickleTest.class.getResource(name), name).toURI());
    } catch (java.net.URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole.pickle.pbz2", "folder-simple", "legacy.pth", "zip.pth"})
  void officialFormsAreRead(String name) {
    Path file = folder.resolve("nb201.bench");
    BenchmarkImport.nasBench201(List.of(sample(name)), true).write(file);
    Benchmark benchmark = Benchmark.open(file);
    benchmark.check();
    assertEquals(2, benchmark.rows());
    assertEquals(1, benchmark.imported().size());
    String first =
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|"
            + "+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|";
    assertEquals(0, benchmark.row(first));
    String[][] expected = {
      {"cifar10-valid accuracy-percent validation@5 seed 777", "24.827"},
      {"cifar10-valid accuracy-percent validation@5 seed 888", "24.938"},
      {"cifar10-valid accuracy-percent validation@2 seed 111", "24.131"},
      {"cifar10-valid accuracy-percent validation@2 mean", "24.131"},
      {"cifar10-valid accuracy-percent test@5 seed 777", "26.827"},
      {"cifar10 accuracy-percent test@5 seed 888", "31.938"},
      {"cifar100 accuracy-percent validation@5 seed 888", "34.938"},
      {"cifar100 accuracy-percent test@5 seed 888", "32.938"},
      {"cifar10-valid accuracy-percent training@5 seed 777", "94.5"},
      {"cifar10-valid train-seconds training@5 seed 777", "7.5"},
      {"cifar10-valid train-seconds training@2 mean", "3"},
    };
    for (String[] cell : expected) {
      double value = Double.parseDouble(cell[1]);
      int column = benchmark.column(Quantity.parse("test", cell[0]));
      assertEquals(value, benchmark.value(0, column), 1e-12, cell[0]);
      if (cell[0].contains("test@") || cell[0].contains("validation@")) {
        assertEquals(value + 10, benchmark.value(1, column), 1e-12, cell[0]);
      }
    }
    int mean =
        benchmark.column(
            Quantity.parse("test", "cifar10-valid accuracy-percent validation@5 mean"));
    assertEquals((24.827 + 24.938) / 2, benchmark.value(0, mean), 1e-12);
    assertEquals(129_306, benchmark.value(0, benchmark.column(Cost.PARAMETERS)));
    assertEquals(1_129_306, benchmark.value(1, benchmark.column(Cost.PARAMETERS)));
  }

  @Test
  void missingArchitecturesAreRefusedUnlessAllowed() {
    UserException refused =
        assertThrows(
            UserException.class,
            () -> BenchmarkImport.nasBench201(List.of(sample("whole.pickle.pbz2")), false));
    assertTrue(
        String.valueOf(refused.getMessage()).endsWith("2 of 15625 architectures are there"),
        refused.getMessage());
  }

  /** Whatever the damage, a file is read or refused, and nothing else happens. */
  @ParameterizedTest
  @CsvSource({"legacy.pth, 400", "whole.pickle.pbz2, 100", "zip.pth, 100"})
  @Tag("slow")
  void damagedFilesAreReadOrRefused(String name, int rounds) throws IOException {
    long seed = Long.getLong("nas.test.seed", 1);
    byte[] sound = Files.readAllBytes(sample(name));
    Path file = folder.resolve("damaged" + name.substring(name.indexOf('.')));
    int refusals = 0;
    for (int round = 0; round < rounds; round++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
      byte[] damaged = sound.clone();
      if (round % 4 == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        // The first kilobytes hold the structure, the rest repeats it.
        int within = random.nextInt(4) == 0 ? damaged.length : Math.min(damaged.length, 4000);
        damaged[random.nextInt(within)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        NatsBenchPickles.readTopologies(file, true);
      } catch (UserException refused) {
        refusals++;
      } catch (RuntimeException | StackOverflowError unexpected) {
        throw new AssertionError("-Dnas.test.seed=" + seed + ", round " + round, unexpected);
      }
    }
    assertTrue(refusals > rounds / 4, "refusals: " + refusals);
  }
}
