package nas.space.grammar;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A parameter of a block, one of whose values is chosen, such as the side of a kernel.
 *
 * @param name its name; may be empty
 * @param values its values as texts write them, at least one
 */
public record Parameter(String name, List<String> values) {

  /** Copies the list. */
  public Parameter {
    values = List.copyOf(values);
  }

  /** Returns a parameter with some values. */
  public static Parameter of(String name, Object... values) {
    return new Parameter(name, Stream.of(values).map(String::valueOf).toList());
  }

  /**
   * Returns a parameter that is a whole number from a minimum in steps up to a maximum.
   *
   * @param step at least 1
   */
  public static Parameter range(String name, int minimum, int maximum, int step) {
    if (step < 1 || maximum < minimum || (maximum - (long) minimum) / step >= Grammar.MAX_STATES) {
      throw new GrammarException(
          "a range from %d to %d in steps of %d has none or too many numbers"
              .formatted(minimum, maximum, step),
          "");
    }
    return new Parameter(
        name,
        IntStream.rangeClosed(0, (maximum - minimum) / step)
            .mapToObj(number -> String.valueOf(minimum + number * step))
            .toList());
  }
}
