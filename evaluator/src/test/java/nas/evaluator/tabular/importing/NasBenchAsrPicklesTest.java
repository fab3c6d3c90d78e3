package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import nas.core.UserException;
import nas.core.trial.Better;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Keys;
import nas.evaluator.tabular.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads files of the official form, pickled by Python's own library, with the one architecture
 * whose numbers the benchmark's README prints. Rates behind epochs are numbers of NumPy in single
 * precision with the seeds 1234 and 1235, and Python's own with 1236.
 */
final class NasBenchAsrPicklesTest {

  private static final String CELL = "[[1,0],[1,0,0],[1,0,0,0]]";
  private static final String HASH = "36855332a5778e0df5114305bc3ce238";
  private static final double SINGLE = 1e-6;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Path sample(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(
                  NasBenchAsrPicklesTest.class.getResource("nasbench-asr/" + name + ".pickle"))
              .toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Benchmark imported(String... names) {
    Path out = folder.resolve("asr.bench");
    NasBenchAsrPickles.read(Arrays.stream(names).map(NasBenchAsrPicklesTest::sample).toList(), true)
        .write(out);
    Benchmark benchmark = Benchmark.open(out);
    benchmark.check();
    return benchmark;
  }

  private static double value(Benchmark benchmark, String quantity) {
    return benchmark.value(
        Keys.row(benchmark, CELL), benchmark.column(Quantity.parse("test", quantity)));
  }

  private static String rate(String dataset, String splitAndRun) {
    return dataset + " " + NasBenchAsrPickles.ERROR_PERCENT + " " + splitAndRun;
  }

  /** The README prints these of its queries test_acc and val_acc, whose best is over the epochs. */
  @Test
  @Tag("slow")
  void publishedArchitectureHasThePublishedNumbers() {
    Benchmark benchmark =
        imported(
            "nb-asr-info",
            "nb-asr-e40-1236",
            "nb-asr-e40-1234",
            "nb-asr-bench-gtx-1080ti-fp32",
            "nb-asr-e5-1234",
            "nb-asr-e40-1235",
            "nb-asr-bench-jetson-nano-fp32");
    assertEquals("nasbench-asr", benchmark.description().space());
    assertEquals(Description.Keys.CANONICAL_ID, benchmark.description().keys());
    assertEquals(HASH, benchmark.key(0));
    assertEquals(1, benchmark.rows());
    assertEquals(7, benchmark.imported().size());
    double[] tests = {.23395703732967377, .242688849568367, .23728343844413757};
    double[] best = {.21226008, .21239291, .21245933};
    double[] eighth = {.22733612, .228598, .22979344};
    double[] last = {.22056186, .22202298, .22228864};
    for (int i = 0; i < 3; i++) {
      String seed = " seed " + (1234 + i);
      assertEquals(100 * tests[i], value(benchmark, rate("timit-e40", "test@40" + seed)));
      assertEquals(100 * tests[i], value(benchmark, rate("timit-e40-best", "test@40" + seed)));
      assertEquals(
          100 * best[i],
          value(benchmark, rate("timit-e40-best", "validation@40" + seed)),
          100 * SINGLE);
      assertEquals(
          100 * eighth[i],
          value(benchmark, rate("timit-e40", "validation@8" + seed)),
          100 * SINGLE);
      assertEquals(
          100 * last[i], value(benchmark, rate("timit-e40", "validation@40" + seed)), 100 * SINGLE);
    }
    assertEquals(
        100 * (tests[0] + tests[1] + tests[2]) / 3,
        value(benchmark, rate("timit-e40", "test@40 mean")),
        1e-12);
    assertEquals(
        100 * (best[0] + best[1] + best[2]) / 3,
        value(benchmark, rate("timit-e40-best", "validation@40 mean")),
        100 * SINGLE);
    assertEquals(32.27997124195099, value(benchmark, rate("timit-e5", "test@5 seed 1234")), 1e-12);
    assertEquals(36.14266, value(benchmark, rate("timit-e5", "validation@2 mean")), 1e-12);
    assertEquals(32.516438, value(benchmark, rate("timit-e40", "validation@2 seed 1235")), 1e-4);
    assertEquals(26_338_848, value(benchmark, Cost.PARAMETERS.name()));
    assertEquals(43.20073127746582, value(benchmark, "latency-ms.gtx-1080ti-fp32"), 1e-12);
    assertEquals(542.1140193939209, value(benchmark, "latency-ms.jetson-nano-fp32"), 1e-12);
  }

  @Test
  void lowerRatesAreBetter() {
    Benchmark benchmark = imported("nb-asr-e5-1234");
    // Five epochs, best and test, the test once more beside the best: of the seed and of the mean.
    assertEquals(16, benchmark.columns().size());
    benchmark.columns().forEach(column -> assertEquals(Optional.of(Better.LOWER), column.better()));
  }

  @Test
  @Tag("slow")
  void missingArchitecturesAreRefusedUnlessAllowed() {
    UserException refused =
        assertThrows(
            UserException.class,
            () -> NasBenchAsrPickles.read(List.of(sample("nb-asr-e5-1234")), false));
    assertTrue(
        String.valueOf(refused.getMessage()).endsWith(": 1 of 8242 architectures are there"),
        refused.getMessage());
  }

  /** Cells of one hash have one row, and what a person types may be a cell or a hash. */
  @Test
  void rowsAreFoundByCellAndByHash() {
    Benchmark benchmark = imported("nb-asr-e5-1234");
    assertEquals(0, Keys.row(benchmark, HASH));
    assertEquals(0, Keys.row(benchmark, "1_0_1_0_0_1_0_0_0"));
    assertEquals(Benchmark.ABSENT, Keys.row(benchmark, "[[1,0],[1,0,0],[1,0,0,1]]"));
  }

  /** Whatever the damage, a file is read or refused, and nothing else happens. */
  @ParameterizedTest
  @CsvSource({"nb-asr-e40-1234", "nb-asr-e40-1236", "nb-asr-info"})
  @Tag("slow")
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] sound = Files.readAllBytes(sample(name));
    Path file = folder.resolve("damaged.pickle");
    long seed = Long.getLong("nas.test.seed", 1);
    int refusals = 0;
    int rounds = 500;
    for (int round = 0; round < rounds; round++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
      byte[] damaged = sound.clone();
      boolean cut = round % 5 == 0;
      if (cut) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      boolean read = false;
      try {
        NasBenchAsrPickles.read(List.of(file), true);
        read = true;
      } catch (UserException refused) {
        refusals++;
      } catch (RuntimeException | StackOverflowError unexpected) {
        throw new AssertionError("-Dnas.test.seed=" + seed + ", round " + round, unexpected);
      }
      assertFalse(cut && read, "a file that is cut off, round " + round);
    }
    assertTrue(refusals > rounds / 4, "refusals: " + refusals);
  }
}
