package nas.engine.tensor;

import ai.djl.engine.EngineException;
import java.util.Locale;

/** Says that the engine could not allocate memory on a device. */
public final class OutOfDeviceMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private OutOfDeviceMemoryException(RuntimeException cause) {
    super(cause);
  }

  /**
   * Does something with tensors outside of a {@link GradientMode}, which says so by itself.
   *
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public static <T, E extends Exception> T explained(GradientMode.Action<T, E> action) throws E {
    try {
      return action.run();
    } catch (EngineException e) {
      throw orElse(e);
    }
  }

  /** Returns this exception if that is what the engine complains about, else the complaint. */
  public static RuntimeException orElse(RuntimeException failure) {
    if (!(failure instanceof EngineException)) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean memory =
        message.contains("out of memory")
            || message.contains("can't allocate memory")
            || message.contains("not enough memory")
            || message.contains("bad_alloc")
            || message.contains("status_alloc_failed"); // cuDNN's and cuBLAS's word
    return memory ? new OutOfDeviceMemoryException(failure) : failure;
  }
}
