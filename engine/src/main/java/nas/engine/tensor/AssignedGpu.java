package nas.engine.tensor;

import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * The GPU that whoever hands out work has assigned to the thread that does it, as clusters do:
 * where networks are to be executed on a GPU, that one is taken.
 */
public final class AssignedGpu {

  private static final ThreadLocal<OptionalInt> INDEX = ThreadLocal.withInitial(OptionalInt::empty);

  private AssignedGpu() {}

  /**
   * Does something on this thread with a GPU assigned to it.
   *
   * @param index its index; empty: none is assigned
   * @throws Exception what the work throws
   */
  public static <T> T during(OptionalInt index, Callable<T> work) throws Exception {
    OptionalInt before = INDEX.get();
    INDEX.set(index);
    try {
      return work.call();
    } finally {
      INDEX.set(before);
    }
  }

  /**
   * Returns the device to take where one is named: the assigned GPU for a GPU, else that itself.
   *
   * @throws nas.core.plugin.InvalidSettingException (key {@code device}) if it is not there
   */
  public static Device insteadOf(Device named) {
    OptionalInt index = INDEX.get();
    return named.gpu().isPresent() && index.isPresent() && !named.gpu().equals(index)
        ? Device.parse("gpu:" + index.getAsInt())
        : named;
  }
}
