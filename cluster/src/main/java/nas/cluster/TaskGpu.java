package nas.cluster;

import java.util.Map;
import java.util.OptionalInt;
import nas.core.UserException;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPU that Spark has assigned to a task, as its resource {@code gpu} says. */
final class TaskGpu {

  private static final String RESOURCE = "gpu";

  private TaskGpu() {}

  /** Returns the index of the one of the task that this thread works at; empty: it has none. */
  static OptionalInt here() {
    TaskContext task = TaskContext.get();
    return task == null ? OptionalInt.empty() : of(task.resourcesJMap());
  }

  /**
   * Returns the index of the first one.
   *
   * @param resources what was assigned, by name
   * @throws UserException if its address is no index
   */
  static OptionalInt of(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(RESOURCE);
    if (gpus == null || gpus.addresses().length == 0) {
      return OptionalInt.empty();
    }
    String address = gpus.addresses()[0];
    if (!address.matches("[0-9]{1,4}")) {
      throw new UserException(
          "Spark calls the GPU of a task %s, which is no index".formatted(address),
          "let the script of spark.executor.resource.gpu.discoveryScript print indices, 0 being the"
              + " first");
    }
    return OptionalInt.of(Integer.parseInt(address));
  }
}
