package nas.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A set of architectures: how to draw, edit, name and count them. What a space can do beside, such
 * as to build networks, it offers as {@link #capabilities()}.
 *
 * <p>Implementations are immutable and safe for use by several threads. All randomness comes from
 * the generator passed in; all lists and streams have a fixed, documented order.
 *
 * @param <A> the architecture, an immutable value with {@code equals} and {@code hashCode}
 */
public interface Space<A> {

  /** Returns the name by which experiments refer to this space, such as {@code nasbench201}. */
  String name();

  /** Returns the number of points; an upper limit of it where there is no {@link Enumeration}. */
  BigInteger size();

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
   * Returns all valid points that differ from the given one by exactly one edit, without the point
   * itself and without repetition, in a fixed order.
   */
  List<A> neighbours(A architecture);

  /** Returns the number of {@link #neighbours}; by default they are listed to count them. */
  default long countNeighbours(A architecture) {
    return neighbours(architecture).size();
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
   * Says why no point has neighbours, so that nothing can be edited; empty, the default, if points
   * have some. A phrase that can stand after "but".
   */
  default Optional<String> whyNoNeighbours() {
    return Optional.empty();
  }

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

  /**
   * Returns a name shared by exactly those points that are the same architecture: equal ids mean
   * that training one of them answers for the others. It consists of printable ASCII characters; by
   * default it is the text of the representative.
   */
  default String canonicalId(A architecture) {
    return format(representative(architecture));
  }

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
   * Returns what the space can do beside; of several of one kind the first counts. By default it
   * can do nothing else.
   */
  default List<Capability<A>> capabilities() {
    return List.of();
  }

  /**
   * Says why the space does not offer a kind of {@link Capability}, as a phrase that can stand
   * after "but".
   */
  default String whyNo(Class<?> kind) {
    return "the space %s offers no %s".formatted(name(), kind.getSimpleName());
  }
}
