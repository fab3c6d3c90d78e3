package nas.space;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Architectures of a space as sequences of choices: at each of a fixed number of positions one of a
 * fixed number of options, the form that a controller writes.
 *
 * <p>Not every sequence needs to be an architecture, but every architecture has a sequence that
 * reads back to it or to one with the same canonical id.
 *
 * @param sizes number of options at each position, all at least 1
 * @param decoder gives the architecture of a sequence, or nothing if it describes no valid one
 * @param encoder gives the sequence of a valid architecture
 * @param <A> the architecture
 */
public record ChoiceSequence<A>(
    List<Integer> sizes,
    Function<List<Integer>, Optional<A>> decoder,
    Function<A, List<Integer>> encoder)
    implements Capability<A> {

  /** Copies the sizes and checks them. */
  public ChoiceSequence {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("sizes " + sizes + " must be at least one, none below 1");
    }
  }

  /**
   * Returns the sequences that a space offers or, if it offers none, numbers its points.
   *
   * @throws IllegalArgumentException if it offers none and cannot be enumerated, or has more than
   *     1,000,000 points
   */
  public static <A> ChoiceSequence<A> of(Space<A> space) {
    return Capability.<A, ChoiceSequence<A>>find(space, ChoiceSequence.class)
        .orElseGet(() -> ofEnumeration(space));
  }

  /**
   * Returns the sequences of a space that can be enumerated: the decimal digits, highest first, of
   * the index at which {@link Enumeration#enumerate()} yields the point.
   *
   * <p>Digits of an index say little of an architecture, so spaces should give sequences of their
   * own. All points are kept in memory.
   *
   * @throws IllegalArgumentException if the space cannot be enumerated, or has more than 1,000,000
   *     points
   */
  public static <A> ChoiceSequence<A> ofEnumeration(Space<A> space) {
    EnumeratedPoints<A> points = EnumeratedPoints.of(space);
    return new ChoiceSequence<>(points.sizes(), points::decode, points::encode);
  }

  /** Returns the same sequences; those of points outside the part describe nothing. */
  @Override
  public ChoiceSequence<A> within(Predicate<? super A> part) {
    return new ChoiceSequence<>(sizes, choices -> decode(choices).filter(part), encoder);
  }

  /** Returns the number of positions. */
  public int length() {
    return sizes.size();
  }

  /**
   * Returns the architecture of a sequence; nothing if it describes no valid one.
   *
   * @param choices an option, from 0, for every position
   * @throws IllegalArgumentException if there is not one option for every position
   */
  public Optional<A> decode(List<Integer> choices) {
    if (!fits(choices)) {
      throw new IllegalArgumentException("choices " + choices + " do not fit sizes " + sizes);
    }
    return decoder.apply(choices);
  }

  private boolean fits(List<Integer> choices) {
    if (choices.size() != length()) {
      return false;
    }
    for (int position = 0; position < length(); position++) {
      if (choices.get(position) < 0 || choices.get(position) >= sizes.get(position)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a sequence whose architecture has the same canonical id as the given one.
   *
   * @throws IllegalArgumentException if the architecture is invalid
   */
  public List<Integer> encode(A architecture) {
    return encoder.apply(architecture);
  }
}
