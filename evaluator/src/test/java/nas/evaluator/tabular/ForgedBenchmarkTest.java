package nas.evaluator.tabular;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import nas.core.Sha256;
import nas.core.UserException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose checksums are right and whose contents are not, and files that change while open. */
final class ForgedBenchmarkTest {

  private static final long SEED = Long.getLong("nas.test.seed", 1);
  private static final int ROWS = 150;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private byte[] sound = new byte[0];

  @BeforeEach
  void write() throws IOException {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description("small", "choices", Description.Keys.TEXT, "nowhere", "MIT", ""));
    int accuracy =
        builder.column(Query.accuracy("digits", Split.VALIDATION, 3, Run.MEAN), 100, 9984);
    int test = builder.column(Query.accuracy("digits", Split.TEST, 3, Run.MEAN));
    int seconds = builder.column(Query.trainSeconds("digits", 3, Run.MEAN));
    for (int i = 0; i < ROWS; i++) {
      int row = builder.addRow("a:" + i);
      builder.set(row, accuracy, 9000 + i);
      builder.set(row, test, 90 + i / 1000.0 + 1e-13);
      builder.set(row, seconds, i);
    }
    Path file = folder.resolve("sound.bench");
    builder.write(file, List.of(new ImportedFile("a.csv", "00ff", 12)));
    sound = Files.readAllBytes(file);
  }

  /** Recomputes every checksum of a file, as somebody would who forges it. */
  private static byte[] sealed(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = bytes.getInt(FileLayout.HEADER_BYTES_AT);
    int bodyAt = (int) FileLayout.aligned((long) FileLayout.HEADER_AT + headerBytes);
    int bodyBytes = (int) bytes.getLong(FileLayout.BODY_BYTES_AT);
    int crcsAt = bodyAt + bodyBytes;
    bytes.putInt(
        FileLayout.HEADER_CRC_AT, FileLayout.crc(bytes.slice(FileLayout.HEADER_AT, headerBytes)));
    for (int block = 0; block < FileLayout.blocks(bodyBytes); block++) {
      int from = block << FileLayout.BLOCK_SHIFT;
      int length = Math.min(1 << FileLayout.BLOCK_SHIFT, bodyBytes - from);
      bytes.putInt(crcsAt + 4 * block, FileLayout.crc(bytes.slice(bodyAt + from, length)));
    }
    bytes.putInt(
        FileLayout.BLOCKS_CRC_AT, FileLayout.crc(bytes.slice(crcsAt, file.length - crcsAt)));
    byte[] digest =
        new Sha256()
            .add(file, 0, FileLayout.SHA256_AT)
            .add(file, FileLayout.ROWS_AT, FileLayout.PREFIX_CRC_AT - FileLayout.ROWS_AT)
            .add(file, FileLayout.HEADER_AT, file.length - FileLayout.HEADER_AT)
            .bytes();
    System.arraycopy(digest, 0, file, FileLayout.SHA256_AT, FileLayout.SHA256_BYTES);
    bytes.putInt(
        FileLayout.PREFIX_CRC_AT, FileLayout.crc(bytes.slice(0, FileLayout.PREFIX_CRC_AT)));
    return file;
  }

  private void open(byte[] forged) throws IOException {
    Path file = folder.resolve("forged.bench");
    Files.write(file, forged);
    Benchmark.open(file).check();
  }

  private void assertRefused(byte[] forged, String words) {
    UserException refused = assertThrows(UserException.class, () -> open(sealed(forged)), words);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("forged.bench") && message.contains(words), message);
  }

  private int bodyAt() {
    int header =
        ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(FileLayout.HEADER_BYTES_AT);
    return (int) FileLayout.aligned((long) FileLayout.HEADER_AT + header);
  }

  @Test
  void whatIsSealedAgainUnchangedIsTheSame() throws IOException {
    assertEquals(-1, Arrays.mismatch(sound, sealed(sound.clone())));
    assertDoesNotThrow(() -> open(sound));
  }

  @Test
  void rowsOfTheIndexExist() {
    for (int row : new int[] {-1, ROWS + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] forged = sound.clone();
      ByteBuffer bytes = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
      int at = bodyAt() + 12;
      while (bytes.getInt(at) == 0) {
        at += FileLayout.SLOT_BYTES;
      }
      bytes.putInt(at, row);
      assertRefused(forged, "its index ");
    }
  }

  @Test
  void accuraciesAreShares() {
    byte[] forged = sound.clone();
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("\"divisor\":9984");
    byte[] divisor = "\"divisor\":0084".getBytes(StandardCharsets.ISO_8859_1);
    divisor[10] = ' ';
    divisor[11] = ' ';
    System.arraycopy(divisor, 0, forged, at, divisor.length);
    assertRefused(forged, "which cannot be");
  }

  @Test
  @Tag("slow")
  void forgedBytesAreRefusedOrHarmless() throws IOException {
    for (int round = 0; round < 400; round++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + round);
      byte[] forged = sound.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        // Not the numbers that say where the checksums are.
        int at = random.nextInt(FileLayout.ROWS_AT, forged.length);
        forged[at] =
            (byte)
                (random.nextBoolean() ? forged[at] ^ 1 << random.nextInt(8) : -random.nextInt(3));
      }
      Path file = folder.resolve("forged.bench");
      Files.write(file, sealed(forged));
      try {
        Benchmark benchmark = Benchmark.open(file);
        benchmark.check();
        for (int row = 0; row < benchmark.rows(); row++) {
          assertEquals(row, benchmark.row(benchmark.key(row)));
          double value = benchmark.value(row, 0);
          assertTrue(
              Double.isNaN(value)
                  || !benchmark.columns().get(0).quantity().toString().contains("percent")
                  || (value >= 0 && value <= 100));
        }
      } catch (UserException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("forged.bench"));
      } catch (RuntimeException | Error unexpected) {
        throw new AssertionError("-Dnas.test.seed=" + SEED + ", round " + round, unexpected);
      }
    }
  }

  @Test
  @Tag("slow")
  void whatWasCheckedStaysAndWhatWasNotIsRefusedWhenTheFileIsCutOff() throws IOException {
    Path file = folder.resolve("sound.bench");
    Benchmark checked = Benchmark.open(file);
    checked.requireSound();
    Benchmark opened = Benchmark.open(file);
    Files.write(file, new byte[0]);
    assertEquals(7, checked.row("a:7"));
    assertEquals(7, checked.value(7, 2));
    UserException refused = assertThrows(UserException.class, () -> opened.row("a:7"));
    assertTrue(String.valueOf(refused.getMessage()).contains("sound.bench is damaged: block 0"));
    Files.write(file, new byte[sound.length]);
    assertThrows(UserException.class, () -> opened.row("a:7"));
  }
}
