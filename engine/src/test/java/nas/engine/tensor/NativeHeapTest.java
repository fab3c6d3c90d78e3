package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeHeapTest {

  @Test
  void memoryIsKeptWhereTheLibraryIsGlibc() {
    assertEquals(isGlibc(), NativeHeap.keepFreedMemory(Map.of("PATH", "/bin")));
  }

  @Test
  void whatTheEnvironmentSaysStays() {
    assertFalse(NativeHeap.keepFreedMemory(Map.of("MALLOC_TRIM_THRESHOLD_", "131072")));
  }

  private static boolean isGlibc() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      return NativeLibrary.getInstance("c").getFunction("gnu_get_libc_version") != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
