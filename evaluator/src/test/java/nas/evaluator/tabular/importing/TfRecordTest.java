package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import nas.core.UserException;
import nas.core.file.TfRecordFrame;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads records built byte by byte as the official files have them. */
final class TfRecordTest {

  /** The cell of the benchmark's own example, with its hash and number of parameters. */
  private static final String HASH = "28cfc7874f6d200472e1a9dcd8650aa0";

  private static final String MATRIX =
      "0111010" + "0000001" + "0000001" + "0000100" + "0000001" + "0000001" + "0000000";
  private static final String OPERATIONS =
      "input,conv1x1-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,maxpool3x3,output";
  private static final int PARAMETERS = 2_694_282;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long rest = value; ; rest >>>= 7) {
      out.write((int) (rest > 127 ? (rest & 127) | 128 : rest));
      if (rest <= 127) {
        return out.toByteArray();
      }
    }
  }

  private static byte[] doubles(double... values) {
    ByteBuffer out = ByteBuffer.allocate(9 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      out.put((byte) (8 * (i + 1) + 1)).putDouble(values[i]);
    }
    return out.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] metrics(double seconds, double train, double validation, double test) {
    byte[] start = doubles(0, 0, 0.1, 0.1, 0.1);
    byte[] half = doubles(54, seconds / 2, 0.5, 0.5, 0.5);
    byte[] path = joined(new byte[] {8 * 6 + 2, 4}, "ckpt".getBytes(StandardCharsets.UTF_8));
    byte[] end = joined(doubles(108, seconds, train, validation, test), path);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] evaluation : List.of(start, half, end)) {
      out.writeBytes(joined(new byte[] {8 + 2}, varint(evaluation.length), evaluation));
    }
    out.writeBytes(joined(new byte[] {8 * 2}, varint(PARAMETERS)));
    byte[] total = doubles(0, 0, seconds);
    out.writeBytes(Arrays.copyOfRange(total, 18, 27));
    return out.toByteArray();
  }

  /** The checksum of the format, bit by bit from its polynomial. */
  private static int maskedCrc(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc ^= value & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82F63B78;
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  static byte[] record(String json) {
    byte[] data = json.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return joined(length, little(maskedCrc(length)), data, little(maskedCrc(data)));
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static String json(String hash, int epochs, byte[] metrics) {
    return "[\"%s\", %d, \"%s\", \"%s\", \"%s\\n\"]"
        .formatted(hash, epochs, MATRIX, OPERATIONS, Base64.getEncoder().encodeToString(metrics));
  }

  private static byte[] sound() {
    return joined(
        record(json(HASH, 108, metrics(1000.25, 1.0, 0.9376001358032227, 0.9311899065971375))),
        record(json(HASH, 4, metrics(40, 0.5, (float) (5000 / 9984.0), (float) (4999 / 9984.0)))),
        record(json(HASH, 108, metrics(1001.75, 1.0, (float) (9300 / 9984.0), 0.5))));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("nasbench.tfrecord"), bytes);
  }

  private Benchmark imported(byte[] bytes) throws IOException {
    Path out = folder.resolve("nb101.bench");
    BenchmarkImport.nasBench101(List.of(file(bytes)), true).write(out);
    return Benchmark.open(out);
  }

  @Test
  void checksumIsThatOfTheFormat() {
    // CRC-32C of "123456789" is the check value of the catalogues.
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    int crc = 0xE3069283;
    assertEquals(((crc >>> 15) | (crc << 17)) + 0xa282ead8, TfRecordFrame.masked(digits, 9));
    assertEquals(maskedCrc(digits), TfRecordFrame.masked(digits, 9));
  }

  @Test
  void recordsBecomeColumns() throws IOException {
    Benchmark benchmark = imported(sound());
    assertEquals(1, benchmark.rows());
    int row = benchmark.row(HASH);
    assertEquals(0, row);
    assertEquals(PARAMETERS, benchmark.value(row, benchmark.column(Cost.PARAMETERS)));
    String[][] expected = {
      {"cifar10 train-seconds training@108 seed 1", "1000.25"},
      {"cifar10 train-seconds training@108 mean", "1001"},
      {"cifar10 train-seconds training@4 seed 1", "40"},
      {"cifar10 accuracy-percent validation@108 seed 1", "" + 936100 / 9984.0},
      {"cifar10 accuracy-percent validation@108 seed 2", "" + 930000 / 9984.0},
      {"cifar10 accuracy-percent validation@4 seed 1", "" + 500000 / 9984.0},
      {"cifar10 accuracy-percent test@108 seed 1", "" + 929700 / 9984.0},
      {"cifar10 accuracy-percent test@108 seed 2", "50"},
      {"cifar10 accuracy-percent training@108 seed 2", "100"},
    };
    for (String[] cell : expected) {
      assertEquals(
          Double.parseDouble(cell[1]),
          benchmark.value(row, benchmark.column(Quantity.parse("test", cell[0]))),
          cell[0]);
    }
    assertEquals(
        (936100 / 9984.0 + 930000 / 9984.0) / 2,
        benchmark.value(
            row,
            benchmark.column(
                Quantity.parse("test", "cifar10 accuracy-percent validation@108 mean"))),
        1e-9);
  }

  private String refusal(byte[] bytes) throws IOException {
    Path file = file(bytes);
    return String.valueOf(
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench101(List.of(file), true))
            .getMessage());
  }

  @Test
  @Tag("slow")
  void everyFlippedBitIsFound() throws IOException {
    byte[] sound = sound();
    for (int at = 0; at < sound.length; at += 3) {
      byte[] flipped = sound.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      String message = refusal(flipped);
      assertTrue(message.contains("checksum"), "byte " + at + ": " + message);
    }
    assertTrue(refusal(Arrays.copyOf(sound, sound.length - 1)).contains("cut off"));
    assertTrue(refusal(Arrays.copyOf(sound, 5)).contains("cut off"));
  }

  @Test
  void recordsOfSomethingElseAreRefused() throws IOException {
    byte[] metrics = metrics(1, 1, 1, 1);
    assertTrue(refusal(record("{}")).contains("a list of hash, epochs"));
    assertTrue(refusal(record("[1, 2")).contains("it is not one of NAS-Bench-101"));
    String other = "0" + HASH.substring(1);
    assertTrue(refusal(record(json(other, 108, metrics))).contains("has the hash " + HASH));
    assertTrue(refusal(record(json(HASH, 0, metrics))).contains("0 epochs"));
    assertTrue(
        refusal(record(json(HASH, 4, metrics(1, 1, Double.NaN, 1)))).contains("accuracy is NaN"));
    assertTrue(refusal(record(json(HASH, 4, metrics(-1, 1, 1, 1)))).contains("-1.0 seconds"));
    for (int length = 0; length < metrics.length; length++) {
      byte[] cut = Arrays.copyOf(metrics, length);
      if (length < metrics.length - 9) {
        assertTrue(refusal(record(json(HASH, 4, cut))).contains("not one of NAS-Bench-101"));
      }
    }
    Path file = file(sound());
    UserException refused =
        assertThrows(UserException.class, () -> BenchmarkImport.nasBench101(List.of(file), false));
    assertTrue(String.valueOf(refused.getMessage()).endsWith("1 of 423624 cells are there"));
  }
}
