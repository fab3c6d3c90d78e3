package nas.space;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Something that a space can do beside what every {@link Space} does, such as to draw its
 * architectures or to build their networks.
 *
 * <p>A space offers its capabilities in {@link Space#capabilities()}; spaces made of others hand
 * them on, so that nobody asks for the class of a space. A new capability is an interface that
 * extends this one.
 *
 * @param <A> the architecture
 */
public interface Capability<A> {

  /**
   * Returns the capability as a part of the space has it; by default this one, which is right for
   * what is said of one architecture at a time.
   *
   * @param part says which architectures belong to the part
   */
  default Capability<A> within(Predicate<? super A> part) {
    return this;
  }

  /**
   * Returns the first capability of a kind that a space offers, if it offers one.
   *
   * @param kind the class of {@code C}
   */
  @SuppressWarnings("unchecked") // All capabilities of a space are about its architectures.
  static <A, C extends Capability<A>> Optional<C> find(Space<A> space, Class<?> kind) {
    return (Optional<C>) space.capabilities().stream().filter(kind::isInstance).findFirst();
  }
}
