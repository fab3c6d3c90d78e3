package nas.space.constrained;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.space.Capability;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.Subspace;

/**
 * The architectures of a space that keep limits, such as at most a million parameters.
 *
 * <p>Safe for use by several threads if the functions of its constraints are.
 *
 * @param <A> the architecture
 */
public final class ConstrainedSpace<A> implements Subspace<A> {

  /** Spaces up to this size are listed where drawing finds no point, and to count points. */
  private static final BigInteger MOST_LISTED = BigInteger.valueOf(1_000_000);

  private static final int DRAWS = 10_000;

  /**
   * What an architecture must keep.
   *
   * @param quantity name of what is limited, such as {@code parameters}
   * @param value returns the quantity of an architecture; NaN if it is unknown
   */
  public record Constraint<A>(String quantity, Bound bound, ToDoubleFunction<A> value) {

    Optional<String> whyBroken(A architecture) {
      double actual = value.applyAsDouble(architecture);
      if (bound.admits(actual)) {
        return Optional.empty();
      }
      return Optional.of(
          Double.isNaN(actual)
              ? "its " + quantity + " is not known, but must be " + bound + "."
              : "its " + quantity + " is " + Bound.number(actual) + ", but must be " + bound + ".");
    }
  }

  private final Space<A> inner;
  private final List<Constraint<A>> constraints;
  private Optional<List<A>> points = Optional.empty();

  /**
   * Creates a space.
   *
   * @param inner the space that is limited
   * @param constraints what all points keep, at least one
   */
  public ConstrainedSpace(Space<A> inner, List<Constraint<A>> constraints) {
    this.inner = inner;
    this.constraints = List.copyOf(constraints);
  }

  @Override
  public Space<A> inner() {
    return inner;
  }

  @Override
  public Optional<String> whyOutside(A architecture) {
    return constraints.stream()
        .map(constraint -> constraint.whyBroken(architecture))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private boolean belongs(A architecture) {
    return whyOutside(architecture).isEmpty();
  }

  /**
   * Returns the number of points; that of the inner space, as an upper limit, where it has more
   * than a million.
   */
  @Override
  public BigInteger size() {
    return mayBeListed() ? BigInteger.valueOf(points().size()) : inner.size();
  }

  /** Lists the points of small spaces once and for all. */
  @Override
  public List<Capability<A>> capabilities() {
    if (!mayBeListed()) {
      return Subspace.super.capabilities();
    }
    Enumeration<A> listed = () -> points().stream();
    return Stream.concat(Stream.of(listed), Subspace.super.capabilities().stream()).toList();
  }

  private boolean mayBeListed() {
    return Enumeration.of(inner).isPresent() && inner.size().compareTo(MOST_LISTED) <= 0;
  }

  private synchronized List<A> points() {
    if (points.isEmpty()) {
      points = Optional.of(all().filter(this::belongs).toList());
    }
    return points.get();
  }

  private Stream<A> all() {
    return Enumeration.of(inner).orElseThrow().enumerate();
  }

  /**
   * Draws from the inner space until a point keeps the limits; if that takes too long, one of the
   * points uniformly.
   *
   * @throws InvalidArchitectureException if no point is found
   */
  @Override
  public A sample(RandomGenerator random) {
    return draw(random)
        .or(
            () ->
                mayBeListed() && !points().isEmpty()
                    ? Optional.of(points().get(random.nextInt(points().size())))
                    : Optional.empty())
        .orElseThrow(() -> new InvalidArchitectureException(emptiness(random)));
  }

  private Optional<A> draw(RandomGenerator random) {
    for (int draw = 0; draw < DRAWS; draw++) {
      A point = inner.sample(random);
      if (belongs(point)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }

  /** Says why there is no point, or nothing if there is one. */
  public Optional<String> whyEmpty(RandomGenerator random) {
    boolean empty = draw(random).isEmpty() && (!mayBeListed() || points().isEmpty());
    return empty ? Optional.of(emptiness(random)) : Optional.empty();
  }

  private String emptiness(RandomGenerator random) {
    List<String> nearest = new ArrayList<>();
    List<A> seen =
        mayBeListed()
            ? all().toList()
            : Stream.generate(() -> inner.sample(random)).limit(DRAWS).toList();
    for (Constraint<A> constraint : constraints) {
      double best = Double.NaN;
      for (A point : seen) {
        double value = constraint.value().applyAsDouble(point);
        best = constraint.bound().nearer(value, best) ? value : best;
      }
      nearest.add(
          constraint.quantity()
              + " "
              + constraint.bound()
              + (Double.isNaN(best)
                  ? " (known of none)"
                  : " (the nearest has " + Bound.number(best) + ")"));
    }
    return (mayBeListed() ? "None of the " : "None of " + DRAWS + " random ones of the ")
        + String.format(java.util.Locale.ROOT, "%,d", inner.size())
        + " architectures of "
        + inner.name()
        + " has "
        + String.join(" and ", nearest);
  }
}
