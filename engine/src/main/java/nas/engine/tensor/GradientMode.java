package nas.engine.tensor;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether the calling thread records operations for differentiation.
 *
 * <p>DJL's own collector allows one recording thread per JVM; this switch is per thread. A thread
 * records by default, except the one that loaded the engine.
 */
public final class GradientMode {

  private GradientMode() {}

  /**
   * Something to do with or without recording.
   *
   * @param <T> its result
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Action<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /**
   * Runs an action whose operations are recorded.
   *
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public static <T, E extends Exception> T recorded(Action<T, E> action) throws E {
    return run(true, action);
  }

  /**
   * Runs an action whose operations are not recorded.
   *
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public static <T, E extends Exception> T unrecorded(Action<T, E> action) throws E {
    return run(false, action);
  }

  private static <T, E extends Exception> T run(boolean record, Action<T, E> action) throws E {
    PyTorch.prepare();
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(record);
    try {
      return action.run();
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
