package nas.space.nasbench201;

import java.util.stream.IntStream;

/** The order in which NAS-Bench-201 numbers its cells. */
final class OfficialOrder {

  /** The authors listed the cells by their codes, seeded Python's generator so, and shuffled. */
  private static final int SEED = 88;

  private static final int[] CODES = IntStream.range(0, NasBench201Architecture.CELLS).toArray();
  private static final int[] INDICES = new int[CODES.length];

  static {
    new PythonRandom(SEED).shuffle(CODES);
    for (int index = 0; index < CODES.length; index++) {
      INDICES[CODES[index]] = index;
    }
  }

  private OfficialOrder() {}

  /** Returns the {@linkplain NasBench201Architecture#code() code} of the cell with an index. */
  static int code(int index) {
    return CODES[index];
  }

  /** Returns the index of the cell with a code. */
  static int index(int code) {
    return INDICES[code];
  }
}
