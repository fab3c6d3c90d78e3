package nas.evaluator.runtime;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** PyTorch's switch for oneDNN, which DJL does not offer: {@code torch.backends.mkldnn}. */
final class OneDnn {

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String SWITCH = "_ZN2at7Context20setUserEnabledMkldnnEb";

  private OneDnn() {}

  /**
   * Lets this process compute without oneDNN, or with it again.
   *
   * @return whether the loaded library has such a switch
   */
  static boolean enable(boolean enabled) {
    try {
      Optional<Path> library = library();
      if (library.isEmpty()) {
        return false;
      }
      NativeLibrary torch = NativeLibrary.getInstance(library.get().toString());
      Pointer context = torch.getFunction(CONTEXT).invokePointer(new Object[0]);
      torch.getFunction(SWITCH).invokeVoid(new Object[] {context, (byte) (enabled ? 1 : 0)});
      return true;
    } catch (IOException | UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static Optional<Path> library() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(LibUtils.getLibtorchPath()))) {
      return files
          .filter(file -> file.getFileName().toString().matches("libtorch_cpu\\.(so|dylib)"))
          .findFirst();
    }
  }
}
