package nas.evaluator.tabular;

import java.util.Optional;
import nas.core.trial.Better;

/**
 * A column of a benchmark file. The value of a cell is {@code number x multiplier / divisor}, where
 * the number is what the imported file held.
 *
 * @param quantity what the values are
 * @param encoding how the numbers are stored
 * @param decimals for whole encodings, the stored integer is the number times ten to this power
 * @param multiplier at least 1
 * @param divisor at least 1; so that an accuracy of k correct answers in 29,952 stays exact
 * @param offset where the first number is in the body of the file, in bytes
 * @param present number of cells that hold a value
 * @param better which values promise the more accurate network, if the import said so
 */
public record Column(
    Quantity quantity,
    Encoding encoding,
    int decimals,
    long multiplier,
    long divisor,
    int offset,
    int present,
    Optional<Better> better) {

  /** How numbers are stored; the least integer, and NaN, stand for an empty cell. */
  public enum Encoding {
    /** One byte. */
    INT8(1),
    /** Two bytes. */
    INT16(2),
    /** Four bytes. */
    INT32(4),
    /** IEEE 754 single precision, where that is exact. */
    FLOAT32(4),
    /** IEEE 754 double precision. */
    FLOAT64(8);

    private final int bytes;

    Encoding(int bytes) {
      this.bytes = bytes;
    }

    /** Returns the size of a number. */
    public int bytes() {
      return bytes;
    }
  }
}
