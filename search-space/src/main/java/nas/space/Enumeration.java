package nas.space;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Lists all points of a space.
 *
 * <p>Spaces where telling which points belong takes a measurement of each do not offer it: searches
 * draw samples of them instead.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface Enumeration<A> extends Capability<A> {

  /** Returns every point once, {@link Space#size()} of them, lazily and in a fixed order. */
  Stream<A> enumerate();

  /** Lists those points that belong to the part. */
  @Override
  default Enumeration<A> within(Predicate<? super A> part) {
    return () -> enumerate().filter(part);
  }

  /** Returns the enumeration of a space, if it offers one. */
  static <A> Optional<Enumeration<A>> of(Space<A> space) {
    return Capability.find(space, Enumeration.class);
  }
}
