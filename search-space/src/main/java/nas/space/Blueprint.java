package nas.space;

import java.util.Optional;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;

/**
 * Builds the networks that architectures describe.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface Blueprint<A> extends Capability<A> {

  /**
   * Returns the network that the architecture describes, for a task.
   *
   * @throws InvalidArchitectureException if the architecture is invalid, or too deep for the task's
   *     image size
   */
  Network network(A architecture, Task task);

  /**
   * Refuses a task for which some architecture describes no network, as far as can be told of all
   * of them at once; by default none is refused.
   *
   * @throws nas.core.plugin.InvalidSettingException naming the setting of the space that is at
   *     fault, and the choices that lead there
   */
  default void check(Task task) {}

  /**
   * Refuses a task whose examples are no images.
   *
   * @param networks whose networks they are, such as {@code NAS-Bench-201}
   * @throws InvalidArchitectureException if they are none
   */
  static void requireImages(Task task, String networks) {
    if (task.input().kind() != FeatureShape.Kind.IMAGE) {
      throw new InvalidArchitectureException(
          "networks of %s read images, not %s. Maybe use other data, such as digits, or another search space."
              .formatted(networks, task.input().described()));
    }
  }

  /** Returns the blueprint of a space, if its architectures describe networks. */
  static <A> Optional<Blueprint<A>> of(Space<A> space) {
    return Capability.find(space, Blueprint.class);
  }

  /**
   * Returns the blueprint of a space.
   *
   * @throws InvalidArchitectureException if its architectures describe no networks
   */
  static <A> Blueprint<A> required(Space<A> space) {
    return of(space)
        .orElseThrow(
            () ->
                new InvalidArchitectureException(
                    "%s. Maybe use an evaluator such as tabular, and strategies without zero-cost metrics."
                        .formatted(space.whyNo(Blueprint.class))));
  }
}
