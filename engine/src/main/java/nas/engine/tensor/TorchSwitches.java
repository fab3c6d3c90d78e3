package nas.engine.tensor;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Switches of PyTorch's global context that DJL does not offer ({@code torch.backends}). */
final class TorchSwitches {

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String ONE_DNN = "_ZN2at7Context20setUserEnabledMkldnnEb";
  private static final String NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private static final String CUDNN_DETERMINISTIC = "_ZN2at7Context21setDeterministicCuDNNEb";
  private static final String CUDNN_TF32 = "_ZN2at7Context17setAllowTF32CuDNNEb";
  private static final String CUBLAS_TF32 = "_ZN2at7Context18setAllowTF32CuBLASEb";
  private static final String GPUS = "_ZN5torch4cuda12device_countEv";

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

  /**
   * Lets GPUs convolve by algorithms that give the same bits whenever they are asked, and in single
   * precision where PyTorch would round the factors of convolutions to TF32's 10 bits.
   *
   * @return whether the loaded library has such switches
   */
  static boolean computeAlikeOnGpus() {
    return set(CUDNN_DETERMINISTIC, true) && set(CUDNN_TF32, false) && set(CUBLAS_TF32, false);
  }

  /** Returns how many GPUs PyTorch sees; empty if the loaded library does not say. */
  static OptionalInt gpus() {
    Optional<NativeLibrary> torch = torch();
    if (torch.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of((int) torch.get().getFunction(GPUS).invokeLong(new Object[0]));
    } catch (UnsatisfiedLinkError e) {
      return OptionalInt.empty();
    }
  }

  private static boolean set(String name, boolean enabled) {
    Optional<NativeLibrary> torch = torch();
    if (torch.isEmpty()) {
      return false;
    }
    try {
      Pointer context = torch.get().getFunction(CONTEXT).invokePointer(new Object[0]);
      torch.get().getFunction(name).invokeVoid(new Object[] {context, (byte) (enabled ? 1 : 0)});
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static Optional<NativeLibrary> torch() {
    try {
      return library().map(path -> NativeLibrary.getInstance(path.toString()));
    } catch (IOException | UnsatisfiedLinkError e) {
      return Optional.empty();
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
