package nas.space.listed;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.space.Capability;
import nas.space.Encoder;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.Subspace;

/**
 * The architectures of a list, as points of the space they come from: what a benchmark has measured
 * of a larger space, for instance.
 *
 * <p>A point belongs to this space if its canonical id is that of a listed one. Of several points
 * with one id the first listed stands for all of them: so what a table says of the listed spelling
 * is found for any other.
 *
 * @param <A> the architecture
 */
public final class ListedSpace<A> implements Subspace<A> {

  /** So many neighbours a point has at least, if the list is long enough. */
  private static final int NEIGHBOURS = 10;

  private final Space<A> inner;
  private final List<A> points;

  /** The first listed point with an id, by the representative that the inner space gives it. */
  private final Map<A, A> standing = new LinkedHashMap<>();

  private Optional<NearestPoints<A>> nearest = Optional.empty();

  /** Neighbours of the points that have few, none for the others, by the point that stands. */
  private final Map<A, List<A>> near = new ConcurrentHashMap<>();

  /**
   * Creates a space.
   *
   * @param inner the space that the points come from
   * @param points valid points of it, at least one, no one twice
   * @throws InvalidArchitectureException if a point is invalid or stands twice
   */
  public ListedSpace(Space<A> inner, List<A> points) {
    this.inner = inner;
    Set<A> listed = new HashSet<>();
    for (A point : points) {
      Optional<String> problem = inner.whyInvalid(point);
      if (problem.isPresent()) {
        throw new InvalidArchitectureException(
            inner.format(point) + " is not valid: " + problem.get());
      }
      if (!listed.add(point)) {
        throw new InvalidArchitectureException(inner.format(point) + " is listed twice.");
      }
      standing.putIfAbsent(inner.representative(point), point);
    }
    if (listed.isEmpty()) {
      throw new InvalidArchitectureException("the list has no architecture.");
    }
    this.points = List.copyOf(points);
  }

  @Override
  public Space<A> inner() {
    return inner;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(points.size());
  }

  /** Returns the listed points in the order of the list. */
  public Stream<A> enumerate() {
    return points.stream();
  }

  @Override
  public List<Capability<A>> capabilities() {
    Enumeration<A> listed = this::enumerate;
    return Stream.concat(Stream.of(listed), Subspace.super.capabilities().stream()).toList();
  }

  /** Draws a listed architecture uniformly. */
  @Override
  public A sample(RandomGenerator random) {
    return points.get(random.nextInt(points.size()));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A point with fewer than ten neighbours in the list has further ones, ten in all: the listed
   * points whose encodings are most like its own, however many edits away. Alike are graphs that
   * share many subtrees, nodes with what is around them (Ru et al. 2021, arXiv:2006.07556).
   */
  @Override
  public List<A> neighbours(A architecture) {
    List<A> near = near(architecture);
    return near.isEmpty() ? Subspace.super.neighbours(architecture) : near;
  }

  /** Draws one of {@link #neighbours}. */
  @Override
  public A mutate(A architecture, RandomGenerator random) {
    List<A> near = near(architecture);
    return near.isEmpty()
        ? Subspace.super.mutate(architecture, random)
        : near.get(random.nextInt(near.size()));
  }

  /** Returns the neighbours of a point that has few; none if it has as many as it needs. */
  private List<A> near(A architecture) {
    Optional<Encoder<A>> encoder = Encoder.of(inner);
    return encoder.isEmpty() || inner.whyNoNeighbours().isPresent()
        ? List.of()
        : near.computeIfAbsent(
            representative(architecture), point -> near(point, nearest(encoder.get())));
  }

  private List<A> near(A point, NearestPoints<A> nearest) {
    Set<A> found = new LinkedHashSet<>();
    for (A neighbour : inner.neighbours(point)) {
      A listed = standing.get(inner.representative(neighbour));
      if (listed != null && !listed.equals(point)) {
        found.add(listed);
        if (found.size() == NEIGHBOURS) {
          return List.of();
        }
      }
    }
    Iterator<A> alike = nearest.to(point, NEIGHBOURS).iterator();
    while (found.size() < NEIGHBOURS && alike.hasNext()) {
      found.add(alike.next());
    }
    return List.copyOf(found);
  }

  private synchronized NearestPoints<A> nearest(Encoder<A> encoder) {
    if (nearest.isEmpty()) {
      nearest = Optional.of(new NearestPoints<>(List.copyOf(standing.values()), encoder));
    }
    return nearest.get();
  }

  /** Returns the first listed point with the same canonical id. */
  @Override
  public A representative(A architecture) {
    A representative = inner.representative(architecture);
    return standing.getOrDefault(representative, representative);
  }

  @Override
  public String drawing() {
    return String.format(Locale.ROOT, "drawn uniformly from a list of %,d", points.size());
  }

  @Override
  public Optional<String> whyOutside(A architecture) {
    return standing.containsKey(inner.representative(architecture))
        ? Optional.empty()
        : Optional.of("it is none of the " + points.size() + " listed architectures.");
  }
}
