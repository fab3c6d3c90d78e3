package nas.proxy.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import nas.engine.tensor.Tensor;

/**
 * Which of a layer's units are positive, one bit a unit.
 *
 * <p>Counting bits takes a quarter of the time that a product of matrices of ones takes.
 *
 * @param units number of units of one image
 * @param images one row of bits per image, in any order that is the same for all
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
public record SignPatterns(int units, long[][] images) {

  private static final int BYTES_AT_ONCE = 1 << 28;

  /** The bit of each of eight bytes that are 0 or 1, gathered in the highest byte. */
  private static final long GATHER = 0x0102040810204080L;

  /**
   * Reads the patterns.
   *
   * @param positive (images, ...), one truth value a unit
   */
  public static SignPatterns of(Tensor positive) {
    return of(positive, BYTES_AT_ONCE);
  }

  static SignPatterns of(Tensor positive, int bytesAtOnce) {
    int images = Math.toIntExact(positive.size(0));
    int units = Math.toIntExact(positive.elements() / images);
    long[][] patterns = new long[images][];
    int most = Math.max(1, bytesAtOnce / units);
    for (int from = 0; from < images; from += most) {
      int to = Math.min(images, from + most);
      byte[] truths;
      try (Tensor part = positive.slice(0, from, to)) {
        truths = part.toBytes();
      }
      ByteBuffer buffer = ByteBuffer.wrap(truths).order(ByteOrder.LITTLE_ENDIAN);
      for (int image = from; image < to; image++) {
        patterns[image] = packed(buffer, (image - from) * units, units);
      }
    }
    return new SignPatterns(units, patterns);
  }

  private static long[] packed(ByteBuffer truths, int from, int units) {
    long[] words = new long[(units + Long.SIZE - 1) / Long.SIZE];
    int eights = units / Long.BYTES;
    for (int eight = 0; eight < eights; eight++) {
      long bits = (truths.getLong(from + eight * Long.BYTES) * GATHER) >>> 56;
      words[eight / Long.BYTES] |= bits << (eight % Long.BYTES * Byte.SIZE);
    }
    for (int unit = eights * Long.BYTES; unit < units; unit++) {
      words[unit / Long.SIZE] |= (long) truths.get(from + unit) << (unit % Long.SIZE);
    }
    return words;
  }

  /** Returns for each pair of images how many units are positive for both or for none. */
  public double[][] agreement() {
    double[][] matrix = new double[images.length][images.length];
    for (int row = 0; row < images.length; row++) {
      for (int column = 0; column <= row; column++) {
        matrix[row][column] = units - different(images[row], images[column]);
        matrix[column][row] = matrix[row][column];
      }
    }
    return matrix;
  }

  private static long different(long[] one, long[] other) {
    long count = 0;
    for (int word = 0; word < one.length; word++) {
      count += Long.bitCount(one[word] ^ other[word]);
    }
    return count;
  }
}
