package nas.engine.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct buffers on the way to the engine, which copies them at once: small ones are one and the
 * same buffer of the thread, as direct memory is slow to get and goes only with the garbage.
 */
final class Staging {

  private static final int KEPT_BYTES = 1 << 20;

  private static final ThreadLocal<ByteBuffer> KEPT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(KEPT_BYTES));

  private Staging() {}

  /** Returns a buffer in native byte order, with any contents, until the thread's next call. */
  static ByteBuffer buffer(int values, int bytesEach) {
    int bytes = Math.multiplyExact(values, bytesEach);
    ByteBuffer buffer =
        bytes <= KEPT_BYTES ? KEPT.get().slice(0, bytes) : ByteBuffer.allocateDirect(bytes);
    return buffer.order(ByteOrder.nativeOrder());
  }
}
