package nas.engine.tensor;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * How the C library hands out the memory that the engine's arrays lie in.
 *
 * <p>PyTorch asks for the memory of every array anew and gives it back with the array. By default
 * glibc takes it from the kernel each time where an array is large (128 KiB at first), and the
 * kernel clears it, page by page, when it is first written. On a virtual machine that can take
 * longer than a small convolution computes. So memory that was given back is kept for the next
 * array.
 */
final class NativeHeap {

  /** Numbers of the parameters of {@code mallopt}, in glibc's malloc.h. */
  private static final int TRIM_THRESHOLD = -1;

  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;

  /** The most that glibc takes: half of a heap of a thread. */
  private static final int LARGEST_KEPT_BYTES = 32 << 20;

  private static final int KEPT_BYTES = 1 << 30;

  /** More than a heap of a thread (64 MiB), so that none is given back as a whole. */
  private static final int RESERVED_BYTES = 128 << 20;

  private NativeHeap() {}

  /**
   * Keeps freed memory for the next arrays, unless the environment says how to ({@code
   * MALLOC_TRIM_THRESHOLD_} and its like).
   *
   * @return whether this C library has such settings and took them
   */
  static boolean keepFreedMemory(Map<String, String> environment) {
    if (!Platform.isLinux()
        || environment.keySet().stream().anyMatch(name -> name.startsWith("MALLOC_"))) {
      return false;
    }
    try {
      NativeLibrary library = NativeLibrary.getInstance("c");
      return set(library, MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
          && set(library, TRIM_THRESHOLD, KEPT_BYTES)
          && set(library, TOP_PAD, RESERVED_BYTES);
    } catch (UnsatisfiedLinkError e) {
      // musl has no mallopt, and takes memory from the kernel as it likes.
      return false;
    }
  }

  private static boolean set(NativeLibrary library, int parameter, int value) {
    return library.getFunction("mallopt").invokeInt(new Object[] {parameter, value}) == 1;
  }
}
