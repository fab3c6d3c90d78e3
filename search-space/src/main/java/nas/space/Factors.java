package nas.space;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says which choices an architecture is made of, so that one can ask how much each of them matters.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface Factors<A> extends Capability<A> {

  /**
   * Returns the option that was taken of each choice, such as {@code conv3x3} of {@code edge 0->1},
   * the choices in a fixed order; those that an architecture does not have are left out.
   *
   * @throws InvalidArchitectureException if the architecture is invalid
   */
  Map<String, String> of(A architecture);

  /**
   * Returns the choices of a space or, if it names none, how often its architectures have each
   * operation of their graphs; empty if it offers no graphs either.
   */
  static <A> Optional<Factors<A>> of(Space<A> space) {
    Optional<Factors<A>> named = Capability.find(space, Factors.class);
    return named.isPresent() ? named : Encoder.of(space).map(Factors::counting);
  }

  private static <A> Factors<A> counting(Encoder<A> encoder) {
    return architecture -> {
      Encoding encoding = encoder.encode(architecture);
      int[] counts = new int[encoding.vocabulary().size()];
      encoding.operations().forEach(operation -> counts[operation]++);
      Map<String, String> factors = new LinkedHashMap<>();
      for (int operation = 0; operation < counts.length; operation++) {
        factors.put(
            "how many " + encoding.vocabulary().get(operation), String.valueOf(counts[operation]));
      }
      return factors;
    };
  }
}
