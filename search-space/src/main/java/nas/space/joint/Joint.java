package nas.space.joint;

import java.util.List;

/**
 * An architecture with one option of each hyperparameter.
 *
 * @param architecture a point of the inner space
 * @param options the index of each hyperparameter's option, in the order of the space
 */
public record Joint<A>(A architecture, List<Integer> options) {

  /** Copies the list. */
  public Joint {
    options = List.copyOf(options);
  }
}
