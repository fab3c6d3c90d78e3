package nas.engine.tensor;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Switches of PyTorch's global context that DJL does not offer ({@code torch.backends}). */
final class TorchSwitches {

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String ONE_DNN = "_ZN2at7Context20setUserEnabledMkldnnEb";
  private static final String NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private TorchSwitches() {}

  /**
   * Lets this process compute without oneDNN, or with it again.
   *
   * @return whether the loaded library has such a switch
   */
  static boolean enableOneDnn(boolean enabled) {
    return set(ONE_DNN, enabled);
  }

  /**
   * Lets this process compute without NNPACK, or with it again.
   *
   * @return whether the loaded library has such a switch
   */
  static boolean enableNnpack(boolean enabled) {
    return set(NNPACK, enabled);
  }

  private static boolean set(String name, boolean enabled) {
    try {
      Optional<Path> library = library();
      if (library.isEmpty()) {
        return false;
      }
      NativeLibrary torch = NativeLibrary.getInstance(library.get().toString());
      Pointer context = torch.getFunction(CONTEXT).invokePointer(new Object[0]);
      torch.getFunction(name).invokeVoid(new Object[] {context, (byte) (enabled ? 1 : 0)});
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
