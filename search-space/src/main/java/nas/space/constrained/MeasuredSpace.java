package nas.space.constrained;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import nas.space.Capability;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.Subspace;
import nas.space.constrained.ConstrainedSpace.Constraint;

/**
 * The architectures of a space that keep a limit on a quantity that must be measured on each of
 * them, such as a latency.
 *
 * <p>As every answer may cost a measurement, points are found by drawing only: the space offers no
 * {@link Enumeration}, and {@link #size} is that of the inner space, an upper limit.
 *
 * <p>Safe for use by several threads if the function of its constraint is.
 *
 * @param <A> the architecture
 */
public final class MeasuredSpace<A> implements Subspace<A> {

  private static final int DRAWS = 10_000;

  /** So many random points decide whether a search is worth its start. */
  private static final int CHECKED = 200;

  private final Space<A> inner;
  private final Constraint<A> constraint;

  /**
   * Creates a space.
   *
   * @param inner the space that is limited; cheaper limits belong there, as they are checked first
   * @param constraint what all points keep; its value must be the same at every call
   */
  public MeasuredSpace(Space<A> inner, Constraint<A> constraint) {
    this.inner = inner;
    this.constraint = constraint;
  }

  @Override
  public Space<A> inner() {
    return inner;
  }

  @Override
  public Optional<String> whyOutside(A architecture) {
    return constraint.whyBroken(architecture);
  }

  /** Returns all that the inner space can do, but for listing its points. */
  @Override
  public List<Capability<A>> capabilities() {
    return Subspace.super.capabilities().stream()
        .filter(capability -> !(capability instanceof Enumeration))
        .toList();
  }

  /**
   * Draws from the inner space until a point keeps the limit.
   *
   * @throws InvalidArchitectureException if 10,000 draws do not find one
   */
  @Override
  public A sample(RandomGenerator random) {
    for (int draw = 0; draw < DRAWS; draw++) {
      A point = inner.sample(random);
      if (whyOutside(point).isEmpty()) {
        return point;
      }
    }
    throw new InvalidArchitectureException(
        "None of "
            + Bound.number(DRAWS)
            + " random architectures of "
            + described()
            + " has "
            + constraint.quantity()
            + " "
            + constraint.bound());
  }

  /** Says that no point is found among 200 random ones, or nothing if one is. */
  public Optional<String> whyEmpty(RandomGenerator random) {
    ToDoubleFunction<A> value = constraint.value();
    Bound bound = constraint.bound();
    double nearest = Double.NaN;
    for (int draw = 0; draw < CHECKED; draw++) {
      double measured = value.applyAsDouble(inner.sample(random));
      if (bound.admits(measured)) {
        return Optional.empty();
      }
      nearest = bound.nearer(measured, nearest) ? measured : nearest;
    }
    return Optional.of(
        "None of "
            + CHECKED
            + " random architectures of "
            + described()
            + " has "
            + constraint.quantity()
            + " "
            + bound
            + (Double.isNaN(nearest)
                ? " (known of none)"
                : " (the nearest has " + Bound.number(nearest) + ")"));
  }

  private String described() {
    return inner.name()
        + (inner instanceof ConstrainedSpace ? " that keep the other constraints" : "");
  }
}
