package nas.engine.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the PyTorch engine once per process.
 *
 * <p>Offline mode is forced, so nothing is ever downloaded (nor reported home), and one operation
 * uses one thread unless {@code ai.djl.pytorch.num_threads} says otherwise: workers evaluate
 * networks side by side, and spinning OpenMP threads would starve them. Where oneDNN convolves
 * wrongly, PyTorch computes without it. Memory that arrays leave is kept for the next.
 */
public final class PyTorch {

  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

  private static @Nullable Engine engine;

  private static boolean withoutOneDnn;

  private PyTorch() {}

  /**
   * Loads the engine if that has not happened yet.
   *
   * @throws InvalidSettingException (key {@code device}) if the native library does not load
   */
  public static void prepare() {
    engine();
  }

  private static synchronized Engine engine() {
    Engine loaded = engine;
    if (loaded == null) {
      System.setProperty("ai.djl.offline", "true");
      defaultProperty(THREADS, "1");
      defaultProperty(INTEROP_THREADS, "1");
      NativeHeap.keepFreedMemory(System.getenv());
      loaded = load();
      // PyTorch asks NNPACK again for every convolution that oneDNN does not take, and where the
      // processor is not one of NNPACK's a line on standard error answers each time.
      TorchSwitches.enableNnpack(false);
      if (gpus(loaded) > 0) {
        TorchSwitches.computeAlikeOnGpus();
      }
      requireRightConvolutions(loaded);
      engine = loaded;
    }
    return loaded;
  }

  private static void defaultProperty(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static Engine load() {
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw notLoaded(e);
    }
  }

  /**
   * Switches oneDNN off where it convolves wrongly.
   *
   * @throws InvalidSettingException (key {@code device}) if that does not help
   */
  private static void requireRightConvolutions(Engine engine) {
    double error = ConvolutionCheck.error(engine);
    if (ConvolutionCheck.isRounding(error)) {
      return;
    }
    if (!TorchSwitches.enableOneDnn(false)
        || !ConvolutionCheck.isRounding(ConvolutionCheck.error(engine))) {
      throw new InvalidSettingException(
          "device",
          "convolutions of this PyTorch library are wrong on this processor: in single and in"
              + " double precision they differ by "
              + percent(error)
              + " of the greatest value",
          "set the environment variable ONEDNN_MAX_CPU_ISA=SSE41, which lets the library use"
              + " other code, or use another machine");
    }
    withoutOneDnn = true;
    System.err.println(
        "Warning: oneDNN convolves wrongly on this processor (single and double precision differ by"
            + " "
            + percent(error)
            + "). PyTorch computes without it, more slowly.");
  }

  private static String percent(double share) {
    return Double.isInfinite(share) ? "NaN" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** Says in a user's words why the engine did not load. */
  static InvalidSettingException notLoaded(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    InvalidSettingException error =
        new InvalidSettingException(
            "device",
            "the PyTorch library does not load on " + platform + ": " + cause.getMessage(),
            "build on this machine, so that its own native library is bundled, check that the"
                + " folder for native libraries can be written (environment variable"
                + " DJL_CACHE_DIR), or use an evaluator that needs no engine, such as tabular");
    error.initCause(failure);
    return error;
  }

  /** Returns the system properties that say how many threads the engine uses, as it reads them. */
  public static SortedMap<String, String> threads() {
    SortedMap<String, String> threads = new TreeMap<>();
    for (String key : List.of(THREADS, INTEROP_THREADS)) {
      threads.put(key, System.getProperty(key, "1"));
    }
    return threads;
  }

  /**
   * Returns the folder that native libraries are unpacked into, whether it is there or not; nothing
   * is loaded.
   */
  public static Path libraryFolder() {
    return Utils.getEngineCacheDir().toAbsolutePath();
  }

  /** Returns the number of GPUs that the engine can use. */
  public static int gpus() {
    return gpus(engine());
  }

  /**
   * Asks PyTorch itself: DJL counts by CUDA's runtime library, which it does not find where that
   * came with a Python package.
   */
  private static int gpus(Engine engine) {
    return TorchSwitches.gpus().orElseGet(engine::getGpuCount);
  }

  /** Returns the version of PyTorch that was loaded. */
  static String version() {
    return engine().getVersion();
  }

  /** Returns a manager of native memory; whoever asks for it closes it. */
  public static NDManager manager(Device device) {
    return engine().newBaseManager(device.djl());
  }

  /** Returns whether processors convolve numbers of this precision by products of matrices. */
  static boolean convolvesByProducts(Precision precision) {
    return withoutOneDnn || precision == Precision.FLOAT64;
  }

  /** Returns the versions that decide the values which the engine computes. */
  public static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("pytorch", engine().getVersion());
    versions.put("djl", Engine.getDjlVersion());
    versions.put("intra-op-threads", System.getProperty(THREADS, ""));
    if (withoutOneDnn) {
      versions.put("onednn", "off: it convolves wrongly on this processor");
    }
    return versions;
  }
}
