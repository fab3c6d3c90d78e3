package nas.space;

import java.util.Optional;

/**
 * Gives the graphs that predictors learn architectures from.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface Encoder<A> extends Capability<A> {

  /**
   * Returns the encoding of an architecture; all of a space share one vocabulary.
   *
   * @throws InvalidArchitectureException if the architecture is invalid
   */
  Encoding encode(A architecture);

  /** Returns the encoder of a space, if it offers one. */
  static <A> Optional<Encoder<A>> of(Space<A> space) {
    return Capability.find(space, Encoder.class);
  }

  /**
   * Returns the encoder of a space.
   *
   * @throws InvalidArchitectureException if it offers none
   */
  static <A> Encoder<A> required(Space<A> space) {
    return of(space)
        .orElseThrow(() -> new InvalidArchitectureException(space.whyNo(Encoder.class) + "."));
  }
}
