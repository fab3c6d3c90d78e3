package nas.space.listed;

import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;
import nas.space.Subspace;

/**
 * The architectures of a list, as points of the space they come from: what a benchmark has measured
 * of a larger space, for instance.
 *
 * <p>A point belongs to this space if its canonical id is that of a listed one.
 *
 * @param <A> the architecture
 */
public final class ListedSpace<A> implements Subspace<A> {

  private final SearchSpace<A> inner;
  private final List<A> points;

  /** The representatives of the points, in their order. */
  private final Set<A> listed = new LinkedHashSet<>();

  /**
   * Creates a space.
   *
   * @param inner the space that the points come from
   * @param points valid points of it, at least one, no two with the same canonical id
   * @throws InvalidArchitectureException if a point is invalid or two are the same architecture
   */
  public ListedSpace(SearchSpace<A> inner, List<A> points) {
    this.inner = inner;
    for (A point : points) {
      Optional<String> problem = inner.whyInvalid(point);
      if (problem.isPresent()) {
        throw new InvalidArchitectureException(
            inner.format(point) + " is not valid: " + problem.get());
      }
      if (!listed.add(inner.representative(point))) {
        throw new InvalidArchitectureException(
            inner.format(point) + " is listed twice, or is the same architecture as another.");
      }
    }
    if (listed.isEmpty()) {
      throw new InvalidArchitectureException("the list has no architecture.");
    }
    this.points = List.copyOf(listed);
  }

  @Override
  public SearchSpace<A> inner() {
    return inner;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(points.size());
  }

  /** Returns the representatives of the listed points in the order of the list. */
  @Override
  public Stream<A> enumerate() {
    return points.stream();
  }

  /** Draws a listed architecture uniformly. */
  @Override
  public A sample(RandomGenerator random) {
    return points.get(random.nextInt(points.size()));
  }

  @Override
  public String drawing() {
    return String.format(Locale.ROOT, "drawn uniformly from a list of %,d", points.size());
  }

  @Override
  public Optional<String> whyOutside(A architecture) {
    return listed.contains(inner.representative(architecture))
        ? Optional.empty()
        : Optional.of("it is none of the " + points.size() + " listed architectures.");
  }
}
