package nas.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;

/**
 * A set of architectures: how to draw, edit, name, encode and count them, and which network each
 * one describes.
 *
 * <p>Implementations are immutable and safe for use by several threads. All randomness comes from
 * the generator passed in; all lists and streams have a fixed, documented order.
 *
 * @param <A> the architecture, an immutable value with {@code equals} and {@code hashCode}
 */
public interface SearchSpace<A> {

  /** Returns the name by which experiments refer to this space, such as {@code nasbench201}. */
  String name();

  /**
   * Returns the number of points that {@link #enumerate()} yields; an upper limit of it where the
   * space is not {@link #enumerable}.
   */
  BigInteger size();

  /** Returns every point once, lazily and in a fixed order. */
  Stream<A> enumerate();

  /**
   * Says whether a search may go through the points of a small space one by one. Where it may not,
   * because telling which points belong takes a measurement of each, searches draw samples instead.
   * By default it may.
   */
  default boolean enumerable() {
    return true;
  }

  /** Draws a valid point; the Javadoc of the implementation states the distribution. */
  A sample(RandomGenerator random);

  /**
   * Says in a few words how {@link #sample} draws, such as {@code cells drawn uniformly}, for the
   * captions of figures that depend on it; empty, the default, if it is not known.
   */
  default String drawing() {
    return "";
  }

  /**
   * Draws one of {@link #neighbours neighbours(architecture)} uniformly.
   *
   * @throws InvalidArchitectureException if the architecture is invalid or has no neighbour
   */
  default A mutate(A architecture, RandomGenerator random) {
    List<A> neighbours = neighbours(architecture);
    if (neighbours.isEmpty()) {
      throw new InvalidArchitectureException(
          format(architecture) + " has no neighbour in this space.");
    }
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  /**
   * Returns all valid points that differ from the given one by exactly one edit, without the point
   * itself and without repetition, in a fixed order.
   */
  List<A> neighbours(A architecture);

  /**
   * Returns a name shared by exactly those points that are the same architecture: equal ids mean
   * that training one of them answers for the others. It consists of printable ASCII characters.
   */
  String canonicalId(A architecture);

  /**
   * Returns the one among all points with the same canonical id that stands for them: what is
   * measured on it, weights drawn by node names included, is measured once for all of them.
   *
   * <p>The default is right for spaces whose canonical ids tell all points apart.
   *
   * @return the same point for all points with one canonical id; it has that id too
   * @throws InvalidArchitectureException if the architecture is invalid
   */
  default A representative(A architecture) {
    return architecture;
  }

  /** Returns the graph encoding that predictors learn from. */
  Encoding encode(A architecture);

  /**
   * Returns the architectures as sequences of choices, which controllers learn to write.
   *
   * <p>The default numbers all points, anew at every call; spaces whose architectures are choices
   * by nature give those.
   *
   * @throws IllegalArgumentException if the space offers none: by default, if it has more than
   *     1,000,000 points
   */
  default ChoiceSequence<A> choiceSequence() {
    return ChoiceSequence.ofEnumeration(this);
  }

  /** Returns the cell as a drawable graph. */
  CellGraph cellGraph(A architecture);

  /**
   * Reads the text that {@link #format} writes.
   *
   * @throws InvalidArchitectureException if the text is not an architecture of this space
   */
  A parse(String text);

  /** Writes a point as text that {@link #parse} reads back to an equal point. */
  String format(A architecture);

  /** Says why a point is not valid in this space, or nothing if it is valid. */
  Optional<String> whyInvalid(A architecture);

  /**
   * Returns the network that the architecture describes, for a task.
   *
   * @throws InvalidArchitectureException if the architecture is invalid, or too deep for the task's
   *     image size
   */
  Network network(A architecture, Task task);

  /**
   * Says why the architectures describe no networks, so that they can be neither trained nor scored
   * by metrics; empty, the default, if they do. A phrase that can stand after "but".
   */
  default Optional<String> whyNoNetworks() {
    return Optional.empty();
  }

  /**
   * Says why no point has neighbours, so that nothing can be edited; empty, the default, if points
   * have some. A phrase that can stand after "but".
   */
  default Optional<String> whyNoNeighbours() {
    return Optional.empty();
  }

  /**
   * Returns the size of the networks, if it can be changed by {@link #resized}; by default it
   * cannot.
   */
  default Optional<NetworkSize> networkSize() {
    return Optional.empty();
  }

  /**
   * Returns the space of the same architectures, which describe networks of another size: all but
   * {@link #network} is as here.
   *
   * @throws IllegalArgumentException if networks cannot have that size; by default always
   */
  default SearchSpace<A> resized(NetworkSize size) {
    throw new IllegalArgumentException("networks of " + name() + " have one size only");
  }
}
