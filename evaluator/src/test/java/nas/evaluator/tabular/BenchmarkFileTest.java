package nas.evaluator.tabular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import nas.core.UserException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchmarkFileTest {

  private static final long SEED = Long.getLong("nas.test.seed", 1);

  private static final Query VALIDATION = Query.accuracy("cifar10", Split.VALIDATION, 12, Run.MEAN);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static BenchmarkBuilder builder(String name) {
    return new BenchmarkBuilder(
        new Description(name, "choices", Description.Keys.TEXT, "nowhere", "MIT", ""));
  }

  private Path small() {
    BenchmarkBuilder builder = builder("small");
    int validation = builder.column(VALIDATION, 100, 9984);
    int loss = builder.column(new Query("cifar10", "loss", Split.TRAINING, 12, Run.MEAN));
    for (int i = 0; i < 120; i++) {
      int row = builder.addRow("a:" + i);
      builder.set(row, validation, i);
      builder.set(row, loss, 1 / (1.0 + i));
    }
    Path file = folder.resolve("small.bench");
    builder.write(file, List.of(new ImportedFile("a.csv", "00ff", 12)));
    return file;
  }

  @Test
  void fileSaysWhatWasWritten() {
    Benchmark benchmark = Benchmark.open(small());
    benchmark.check();
    assertEquals(120, benchmark.rows());
    assertEquals(List.of(new ImportedFile("a.csv", "00ff", 12)), benchmark.imported());
    assertEquals("small", benchmark.description().name());
    assertEquals(64, benchmark.sha256().length());
    for (int i = 0; i < 120; i++) {
      assertEquals(i, benchmark.row("a:" + i));
      assertEquals("a:" + i, benchmark.key(i));
      assertEquals(i * 100.0 / 9984, benchmark.value(i, 0));
      assertEquals(1 / (1.0 + i), benchmark.value(i, 1));
    }
    for (String absent :
        List.of("", "a:120", "a:01", " a:1", "a:1 ", "b:1", "\u00e9", "a:\uff11")) {
      assertEquals(Benchmark.ABSENT, benchmark.row(absent), absent);
    }
  }

  /** Every number must come back to the last bit, whatever encoding it ends in. */
  @Test
  void numbersComeBackExactly() {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] kinds = {
      {0, 1, -127, 127},
      {0, 128, -32767},
      {1e9, 0.5},
      {2147483647, -2147483647},
      {2147483648.0, 3},
      {81.98, 0.01, 100},
      {81.9827, 9.712},
      {0.123456789},
      {1.5f, 0.1f, 3.4e38f},
      {Math.PI, 1e300, Double.MIN_VALUE, -1e-300},
      {-0.0, 5},
      {}
    };
    BenchmarkBuilder builder = builder("numbers");
    double[][] columns = new double[kinds.length][400];
    for (int row = 0; row < 400; row++) {
      builder.addRow("key " + row);
    }
    for (int kind = 0; kind < kinds.length; kind++) {
      int column = builder.column(new Cost("c" + kind));
      for (int row = 0; row < 400; row++) {
        int pick = random.nextInt(kinds[kind].length + 1);
        columns[kind][row] = pick == kinds[kind].length ? Double.NaN : kinds[kind][pick];
        if (pick < kinds[kind].length) {
          builder.set(row, column, kinds[kind][pick]);
        }
      }
    }
    Path file = folder.resolve("numbers.bench");
    builder.write(file, List.of());
    Benchmark benchmark = Benchmark.open(file);
    for (int kind = 0; kind < kinds.length; kind++) {
      for (int row = 0; row < 400; row++) {
        assertEquals(
            columns[kind][row] + 0.0, benchmark.value(row, kind), "c" + kind + ", seed " + SEED);
      }
    }
    List<Column.Encoding> encodings = benchmark.columns().stream().map(Column::encoding).toList();
    assertEquals(
        List.of(
            Column.Encoding.INT8,
            Column.Encoding.INT16,
            Column.Encoding.FLOAT32,
            Column.Encoding.INT32,
            Column.Encoding.FLOAT32,
            Column.Encoding.INT16,
            Column.Encoding.INT32,
            Column.Encoding.INT32,
            Column.Encoding.FLOAT32,
            Column.Encoding.FLOAT64,
            Column.Encoding.INT8,
            Column.Encoding.INT8),
        encodings);
  }

  @Test
  void sameContentIsTheSameFile() throws IOException {
    byte[] first = Files.readAllBytes(small());
    assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(small())));
  }

  /** Reads all there is, as a search might. */
  private static List<Object> contents(Benchmark benchmark) {
    List<Object> contents = new ArrayList<>();
    contents.add(benchmark.description());
    contents.add(benchmark.columns());
    for (int row = 0; row < 120; row++) {
      contents.add(benchmark.row("a:" + row));
      contents.add(benchmark.key(row));
      contents.add(benchmark.value(row, 0));
      contents.add(benchmark.value(row, 1));
    }
    return contents;
  }

  @Test
  @Tag("slow")
  void everyFlippedBitIsFound() throws IOException {
    Path file = small();
    byte[] sound = Files.readAllBytes(file);
    int bodyAt = (int) FileLayout.aligned(FileLayout.HEADER_AT + headerBytes(sound));
    List<Object> contents = contents(Benchmark.open(file));
    Path damaged = folder.resolve("damaged.bench");
    for (int at = 0; at < sound.length; at += at < bodyAt ? 1 : 13) {
      byte[] flipped = sound.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      Files.write(damaged, flipped);
      String where = "byte " + at;
      if (at < bodyAt) {
        assertThrows(UserException.class, () -> Benchmark.open(damaged), where);
      } else {
        assertThrows(UserException.class, () -> Benchmark.open(damaged).check(), where);
        // Without a check, a look-up is refused or right, never wrong.
        try {
          assertEquals(contents, contents(Benchmark.open(damaged)), where);
          assertTrue(at > sound.length - 2000, where + " was not noticed");
        } catch (UserException refused) {
          assertTrue(String.valueOf(refused.getMessage()).contains("damaged.bench"));
        }
      }
    }
  }

  private static int headerBytes(byte[] file) {
    return (file[12] & 0xff) | (file[13] & 0xff) << 8 | (file[14] & 0xff) << 16;
  }

  @Test
  @Tag("slow")
  void everyTruncationIsFoundWhenOpening() throws IOException {
    byte[] sound = Files.readAllBytes(small());
    Path cut = folder.resolve("cut.bench");
    for (int length = 0; length < sound.length; length += length < 2000 ? 1 : 97) {
      Files.write(cut, Arrays.copyOf(sound, length));
      int bytes = length;
      assertThrows(UserException.class, () -> Benchmark.open(cut), () -> bytes + " bytes");
    }
    Files.write(cut, Arrays.copyOf(sound, sound.length + 1));
    assertThrows(UserException.class, () -> Benchmark.open(cut));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.bench"), "x".repeat(10_000));
    assertTrue(message(other).contains("is not a benchmark file"), message(other));
    assertTrue(message(folder).contains("is a folder"), message(folder));
    Path missing = folder.resolve("missing.bench");
    assertTrue(message(missing).contains("There is no benchmark file"), message(missing));
  }

  private static String message(Path file) {
    return String.valueOf(
        assertThrows(UserException.class, () -> Benchmark.open(file)).getMessage());
  }

  @Test
  void missingColumnIsAnsweredWithTheNearest() {
    Benchmark benchmark = Benchmark.open(small());
    UserException refused =
        assertThrows(
            UserException.class,
            () ->
                benchmark.column(Query.accuracy("cifar10", Split.VALIDATION, 12, new Run.Seed(3))));
    assertEquals(
        "small has no column 'cifar10 accuracy-percent validation@12 seed 3'",
        refused.getMessage());
    assertEquals("use 'cifar10 accuracy-percent validation@12 mean'", refused.advice());
  }

  @Test
  void quantitiesReadBack() {
    for (String text :
        List.of(
            "cifar10 accuracy-percent validation@200 seed 777",
            "ImageNet16-120 train-seconds training@12 mean",
            "parameters",
            "latency-ms.raspi4")) {
      assertEquals(text, Quantity.parse("test", text).toString());
    }
    for (String bad :
        List.of(
            "",
            "a b",
            "a b c",
            "a b validation mean",
            "a b validation@0 mean",
            "a b validation@1e3 mean",
            "a b vlidation@3 mean",
            "a b validation@3 median",
            "a b validation@3 seed",
            "a b validation@3 seed x",
            "a b validation@3 seed 99999999999",
            "\u00e9 b validation@3 mean",
            "a/b")) {
      String message =
          String.valueOf(
              assertThrows(
                      nas.core.plugin.InvalidSettingException.class,
                      () -> Quantity.parse("test", bad),
                      bad)
                  .getMessage());
      assertTrue(message.startsWith("test (\""), message);
    }
  }
}
