package nas.space.listed;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.space.ChoiceSequence;
import nas.space.DelegatingSpace;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;

/**
 * The architectures of a list, as points of the space they come from: what a benchmark has measured
 * of a larger space, for instance.
 *
 * <p>A point belongs to this space if its canonical id is that of a listed one. It bears the name
 * of the inner space, because its points are the same architectures: scores and tables of one serve
 * the other.
 *
 * @param <A> the architecture
 */
public final class ListedSpace<A> implements DelegatingSpace<A> {

  /** So many draws cost about as much as hashing all neighbours of a cell. */
  private static final int PATIENCE = 30;

  private final SearchSpace<A> inner;
  private final List<A> points;
  private final Map<String, A> byCanonicalId = new LinkedHashMap<>();

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
      A earlier = byCanonicalId.putIfAbsent(inner.canonicalId(point), inner.representative(point));
      if (earlier != null) {
        throw new InvalidArchitectureException(
            inner.format(point) + " is listed twice, or is the same architecture as another.");
      }
    }
    if (byCanonicalId.isEmpty()) {
      throw new InvalidArchitectureException("the list has no architecture.");
    }
    this.points = List.copyOf(byCanonicalId.values());
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

  /** Returns those neighbours in the inner space, in its order, that belong to this one. */
  @Override
  public List<A> neighbours(A architecture) {
    return inner.neighbours(architecture).stream().filter(this::isListed).toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Draws neighbours in the inner space until one belongs to this space, which gives each of
   * them the same chance; only if that takes long are all neighbours listed.
   */
  @Override
  public A mutate(A architecture, RandomGenerator random) {
    for (int draw = 0; draw < PATIENCE; draw++) {
      A neighbour = inner.mutate(architecture, random);
      if (isListed(neighbour)) {
        return neighbour;
      }
    }
    List<A> neighbours = neighbours(architecture);
    if (neighbours.isEmpty()) {
      throw new InvalidArchitectureException(
          format(architecture) + " has no neighbour in this space.");
    }
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  /** Returns the sequences of the inner space; those that are not listed describe nothing. */
  @Override
  public ChoiceSequence<A> choiceSequence() {
    ChoiceSequence<A> all = inner.choiceSequence();
    return new ChoiceSequence<>(
        all.sizes(), choices -> all.decode(choices).filter(this::isListed), all::encode);
  }

  private boolean isListed(A architecture) {
    return byCanonicalId.containsKey(inner.canonicalId(architecture));
  }

  @Override
  public A parse(String text) {
    A read = inner.parse(text);
    whyInvalid(read)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException(inner.format(read) + ": " + problem);
            });
    return read;
  }

  @Override
  public Optional<String> whyInvalid(A architecture) {
    Optional<String> problem = inner.whyInvalid(architecture);
    return problem.isPresent() || isListed(architecture)
        ? problem
        : Optional.of("it is none of the " + points.size() + " listed architectures.");
  }
}
