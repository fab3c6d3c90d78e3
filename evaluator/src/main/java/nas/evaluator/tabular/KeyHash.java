package nas.evaluator.tabular;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import nas.core.Seeds;

/**
 * The 96 bits by which a file finds a key: two mixings of its bytes that share no intermediate
 * value, so that keys equal in one are not more likely to be equal in the other. Among a million
 * keys the chance that a foreign one is taken for one of them is below 1e-22.
 */
final class KeyHash {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private KeyHash() {}

  /** Returns the 64 bits that also say where to look first. */
  static long first(byte[] key) {
    long hash = 0x243F6A8885A308D3L + key.length;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(key, at)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 32;
    }
    return Seeds.mix((hash ^ tail(key, at)) * 0xBF58476D1CE4E5B9L);
  }

  /** Returns the other 32 bits. */
  static int second(byte[] key) {
    long hash = 0x13198A2E03707344L - key.length;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = (hash + (long) LONGS.get(key, at)) * 0x94D049BB133111EBL;
      hash ^= hash >>> 29;
    }
    return (int) (Seeds.mix((hash + tail(key, at)) * 0x94D049BB133111EBL) >>> 32);
  }

  private static long tail(byte[] key, int from) {
    long tail = 0;
    for (int at = key.length - 1; at >= from; at--) {
      tail = (tail << 8) | (key[at] & 0xff);
    }
    return tail;
  }
}
