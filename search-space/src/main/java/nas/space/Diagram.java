package nas.space;

import java.util.Optional;

/**
 * Draws architectures, or the cell that stands for one.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface Diagram<A> extends Capability<A> {

  /**
   * Returns the architecture as a drawable graph.
   *
   * @throws InvalidArchitectureException if the architecture is invalid
   */
  CellGraph cellGraph(A architecture);

  /** Returns the diagram of a space, if its architectures can be drawn. */
  static <A> Optional<Diagram<A>> of(Space<A> space) {
    return Capability.find(space, Diagram.class);
  }
}
