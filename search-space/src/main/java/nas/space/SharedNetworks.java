package nas.space;

import java.util.function.Function;

/**
 * Says that the networks of a space are those of another one, whose architectures its own hold: so
 * what is measured on a network need not be measured again.
 *
 * @param space the other space
 * @param held returns the architecture of the other space that one of this space holds
 * @param holder returns the one of this space that stands for all that hold an architecture of the
 *     other
 * @param <A> the architecture
 * @param <B> the architecture of the other space
 */
public record SharedNetworks<A, B>(Space<B> space, Function<A, B> held, Function<B, A> holder)
    implements Capability<A> {

  /** Returns the one that stands for all architectures of a space with the same network. */
  public static <A> A representative(Space<A> space, A architecture) {
    return Capability.<A, SharedNetworks<A, ?>>find(space, SharedNetworks.class)
        .map(shared -> shared.representative(architecture))
        .orElseGet(() -> space.representative(architecture));
  }

  private A representative(A architecture) {
    return holder.apply(representative(space, held.apply(architecture)));
  }
}
