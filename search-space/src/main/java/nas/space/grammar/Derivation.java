package nas.space.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The options that were taken in a {@link Rule}, and those in its parts: an architecture of a
 * grammar.
 *
 * @param option the option taken, from 0; of a repetition how many parts there are above the
 *     minimum; 0 where there is nothing to choose
 * @param parts of a choice what was chosen; of others the parts in order
 */
public record Derivation(int option, List<Derivation> parts) {

  static final Derivation LEAF = new Derivation(0, List.of());

  private static final List<Derivation> TAKING =
      IntStream.range(0, 16).mapToObj(option -> new Derivation(option, List.of(LEAF))).toList();

  /** Copies the list. */
  public Derivation {
    parts = List.copyOf(parts);
  }

  /** Returns the derivation of a sequence, a graph or a repetition at its minimum. */
  public static Derivation of(List<Derivation> parts) {
    return new Derivation(0, parts);
  }

  /** Returns the derivation of a choice that takes a block without parameters. */
  public static Derivation taking(int option) {
    return option >= 0 && option < TAKING.size()
        ? TAKING.get(option)
        : new Derivation(option, List.of(LEAF));
  }

  /** Returns this derivation with another one as a part. */
  Derivation with(int place, Derivation part) {
    List<Derivation> changed = new ArrayList<>(parts);
    changed.set(place, part);
    return new Derivation(option, changed);
  }
}
