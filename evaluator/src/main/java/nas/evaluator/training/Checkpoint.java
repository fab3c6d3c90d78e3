package nas.evaluator.training;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * All that a training needs to go on as if it had never stopped.
 *
 * <p>Its file: the eight bytes {@code NASCKPT1}; the training and the number of epochs; the numbers
 * and the arrays, each with its name and in the order of the names; the CRC-32C of all bytes before
 * it. Texts are a 4-byte length and UTF-8, numbers big-endian.
 *
 * @param training what was trained, on what and how: a checkpoint serves this training only
 * @param epochs number of epochs that are done
 * @param numbers what was measured in them
 * @param arrays weights, running statistics and what the optimiser remembers
 */
record Checkpoint(
    String training,
    int epochs,
    SortedMap<String, Double> numbers,
    SortedMap<String, float[]> arrays) {

  private static final byte[] MAGIC = "NASCKPT1".getBytes(StandardCharsets.US_ASCII);

  Checkpoint {
    numbers = Collections.unmodifiableSortedMap(numbers);
    arrays = Collections.unmodifiableSortedMap(arrays);
  }

  /** Says why bytes are no checkpoint, in words that follow the name of the file. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String problem) {
      super(problem);
    }
  }

  /** Returns the bytes of its file. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      text(out, training);
      out.writeInt(epochs);
      out.writeInt(numbers.size());
      for (var number : numbers.entrySet()) {
        text(out, number.getKey());
        out.writeDouble(number.getValue());
      }
      out.writeInt(arrays.size());
      for (var array : arrays.entrySet()) {
        text(out, array.getKey());
        float[] values = array.getValue();
        out.writeInt(values.length);
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
        raw.asFloatBuffer().put(values);
        out.write(raw.array());
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail that way.
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  /** Reads the bytes of a file. */
  static Checkpoint of(byte[] bytes) throws DamagedException {
    int end = bytes.length - Integer.BYTES;
    if (bytes.length < MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new DamagedException("is no checkpoint of this program");
    }
    if (end < MAGIC.length || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw new DamagedException(
          "is cut off or damaged: the checksum over its " + bytes.length + " bytes is wrong");
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length);
      String training = text(in);
      int epochs = in.getInt();
      SortedMap<String, Double> numbers = new TreeMap<>();
      for (int left = in.getInt(); left > 0; left--) {
        numbers.put(text(in), in.getDouble());
      }
      SortedMap<String, float[]> arrays = new TreeMap<>();
      for (int left = in.getInt(); left > 0; left--) {
        String name = text(in);
        float[] values = new float[length(in, Float.BYTES)];
        in.asFloatBuffer().get(values);
        in.position(in.position() + Float.BYTES * values.length);
        arrays.put(name, values);
      }
      return new Checkpoint(training, epochs, numbers, arrays);
    } catch (BufferUnderflowException e) {
      throw new DamagedException("is damaged: it ends too early");
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[length(in, 1)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int length(ByteBuffer in, int bytesEach) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining() / bytesEach) {
      throw new BufferUnderflowException();
    }
    return length;
  }
}
