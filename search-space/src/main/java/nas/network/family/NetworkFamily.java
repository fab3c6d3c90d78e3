package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.network.Network;
import nas.network.Task;

/**
 * Networks made by hand that follow one rule, such as residual networks of any depth; found by
 * {@link java.util.ServiceLoader}.
 */
public interface NetworkFamily {

  /** Builds a network for a task. */
  @FunctionalInterface
  interface Member {

    /**
     * Returns the network.
     *
     * @throws IllegalArgumentException if it cannot take such images
     */
    Network build(Task task);
  }

  /** Returns its name in lower case with hyphens. */
  String name();

  /** Returns what it is, in a sentence that names the paper. */
  String summary();

  /** Returns the names of the members that are known best; others may exist. */
  List<String> members();

  /** Returns the side of the square images that the family was made for, in pixels. */
  int pixels();

  /** Returns the side of the images that a member was made for, where it has one of its own. */
  default int pixels(String member) {
    return pixels();
  }

  /**
   * Returns a member; empty if the name is none of this family.
   *
   * @throws UserException if the name is of this family, but there is no such member
   */
  Optional<Member> find(String member);
}
