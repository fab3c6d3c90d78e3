package nas.experiment.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A setting that is a whole number, or a text that stands for another way to say how many.
 *
 * @param number the number, if it is one
 * @param text the text, if there is no number
 */
public record WholeOrText(OptionalInt number, Optional<String> text) {

  /** Checks that it is one of both. */
  public WholeOrText {
    if (number.isPresent() == text.isPresent()) {
      throw new IllegalArgumentException(number + " and " + text);
    }
  }

  /** Returns a number. */
  public static WholeOrText of(int number) {
    return new WholeOrText(OptionalInt.of(number), Optional.empty());
  }

  /** Returns a text. */
  public static WholeOrText of(String text) {
    return new WholeOrText(OptionalInt.empty(), Optional.of(text));
  }
}
