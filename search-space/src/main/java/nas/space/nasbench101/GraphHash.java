package nas.space.nasbench101;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import nas.core.Seeds;

/**
 * Names of cells that do not depend on how the vertices are numbered.
 *
 * <p>Both refine a colour of every vertex, at first its degrees and its label, as often as there
 * are vertices: the new colour is a hash of the colours of the predecessors, of those of the
 * successors, and of the old colour. The name is a hash of the colours. Cells must be pruned.
 */
final class GraphHash {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 16;

  private GraphHash() {}

  /**
   * Returns the hash by which the benchmark names a cell: 32 hexadecimal digits.
   *
   * <p>Byte for byte that of the benchmark's library, which hashes what Python prints: {@code
   * (out-degree, in-degree, label)} at first, at last a list of quoted strings.
   */
  static String official(NasBench101Cell cell) {
    return new Md5Colours(cell).name();
  }

  /**
   * Returns a hash that tells cells apart just as the official one does, but costs a fraction of
   * it. Two of the benchmark's cells differing in one but not in the other would need a collision
   * of 64 bits; the enumeration, checked against the published hashes, shows that there is none.
   */
  static long fast(NasBench101Cell cell) {
    int vertices = cell.vertices();
    int[] labels = new int[vertices];
    for (int v = 0; v < vertices; v++) {
      labels[v] = label(cell, v);
    }
    int[] predecessors = new int[vertices];
    int[] successors = new int[vertices];
    connect(vertices, cell.adjacencyBits(), predecessors, successors);
    return fast(labels, predecessors, successors);
  }

  /** Sets bit x of predecessors[y] and bit y of successors[x] for every edge x -> y. */
  static void connect(int vertices, int adjacencyBits, int[] predecessors, int[] successors) {
    for (int y = 0; y < vertices; y++) {
      predecessors[y] = NasBench101Cell.predecessors(adjacencyBits, y);
      successors[y] = 0;
      for (int rest = predecessors[y]; rest != 0; rest &= rest - 1) {
        successors[Integer.numberOfTrailingZeros(rest)] |= 1 << y;
      }
    }
  }

  /** As {@link #fast(NasBench101Cell)}, from labels and bit sets of neighbours. */
  static long fast(int[] labels, int[] predecessors, int[] successors) {
    int vertices = labels.length;
    long[] colours = new long[vertices];
    long[] asPredecessor = new long[vertices];
    long[] asSuccessor = new long[vertices];
    for (int v = 0; v < vertices; v++) {
      colours[v] =
          Seeds.mix(
              labels[v] * 100L
                  + Integer.bitCount(predecessors[v]) * 10L
                  + Integer.bitCount(successors[v]));
    }
    for (int round = 0; round < vertices; round++) {
      for (int v = 0; v < vertices; v++) {
        asPredecessor[v] = Seeds.mix(colours[v] ^ 0x5555555555555555L);
        asSuccessor[v] = Seeds.mix(colours[v] ^ 0x3333333333333333L);
      }
      for (int v = 0; v < vertices; v++) {
        long sum = colours[v];
        for (int rest = predecessors[v]; rest != 0; rest &= rest - 1) {
          sum += asPredecessor[Integer.numberOfTrailingZeros(rest)];
        }
        for (int rest = successors[v]; rest != 0; rest &= rest - 1) {
          sum += asSuccessor[Integer.numberOfTrailingZeros(rest)];
        }
        colours[v] = Seeds.mix(sum);
      }
    }
    long name = vertices;
    for (long colour : colours) {
      name += Seeds.mix(colour);
    }
    return Seeds.mix(name);
  }

  /** The label that the benchmark gives a vertex: -1 input, -2 output, else its operation's. */
  private static int label(NasBench101Cell cell, int vertex) {
    if (vertex == 0) {
      return -1;
    }
    return vertex == cell.vertices() - 1 ? -2 : VertexOperation.ALL.indexOf(cell.operation(vertex));
  }

  /** Colours of 128 bits, kept as two numbers whose unsigned order is that of their hex digits. */
  private static final class Md5Colours {
    private final MessageDigest digest;
    private final byte[] text = new byte[600];
    private final ByteBuffer result = ByteBuffer.allocate(DIGEST_BYTES);
    private final int vertices;
    private final int[] predecessors;
    private final int[] successors;
    private long[] high;
    private long[] low;
    private int length;

    Md5Colours(NasBench101Cell cell) {
      try {
        digest = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has MD5", e);
      }
      vertices = cell.vertices();
      predecessors = new int[vertices];
      successors = new int[vertices];
      connect(vertices, cell.adjacencyBits(), predecessors, successors);
      high = new long[vertices];
      low = new long[vertices];
      for (int v = 0; v < vertices; v++) {
        length = 0;
        append(
            "("
                + Integer.bitCount(successors[v])
                + ", "
                + Integer.bitCount(predecessors[v])
                + ", "
                + label(cell, v)
                + ")");
        hash();
        high[v] = result.getLong(0);
        low[v] = result.getLong(Long.BYTES);
      }
    }

    String name() {
      for (int round = 0; round < vertices; round++) {
        refine();
      }
      length = 0;
      String separator = "['";
      for (int v : sorted((1 << vertices) - 1)) {
        append(separator);
        appendHex(v);
        separator = "', '";
      }
      append("']");
      hash();
      length = 0;
      appendHex(result.getLong(0));
      appendHex(result.getLong(Long.BYTES));
      return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    private void refine() {
      long[] newHigh = new long[vertices];
      long[] newLow = new long[vertices];
      for (int v = 0; v < vertices; v++) {
        length = 0;
        for (int w : sorted(predecessors[v])) {
          appendHex(w);
        }
        text[length++] = '|';
        for (int w : sorted(successors[v])) {
          appendHex(w);
        }
        text[length++] = '|';
        appendHex(v);
        hash();
        newHigh[v] = result.getLong(0);
        newLow[v] = result.getLong(Long.BYTES);
      }
      high = newHigh;
      low = newLow;
    }

    private int[] sorted(int set) {
      int[] members = new int[Integer.bitCount(set)];
      int size = 0;
      for (int rest = set; rest != 0; rest &= rest - 1) {
        int v = Integer.numberOfTrailingZeros(rest);
        int at = size++;
        while (at > 0 && before(v, members[at - 1])) {
          members[at] = members[at - 1];
          at--;
        }
        members[at] = v;
      }
      return members;
    }

    private boolean before(int v, int w) {
      int order = Long.compareUnsigned(high[v], high[w]);
      return order < 0 || (order == 0 && Long.compareUnsigned(low[v], low[w]) < 0);
    }

    private void append(String ascii) {
      for (int i = 0; i < ascii.length(); i++) {
        text[length++] = (byte) ascii.charAt(i);
      }
    }

    private void appendHex(int v) {
      appendHex(high[v]);
      appendHex(low[v]);
    }

    private void appendHex(long value) {
      for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
        text[length++] = HEX[(int) (value >>> shift) & 15];
      }
    }

    private void hash() {
      digest.update(text, 0, length);
      try {
        digest.digest(result.array(), 0, DIGEST_BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("the buffer fits", e);
      }
    }
  }
}
