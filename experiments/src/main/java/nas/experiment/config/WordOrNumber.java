package nas.experiment.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A setting that is a number, or a word that stands for one.
 *
 * @param <E> the words
 * @param word the word, if it is one
 * @param number the number, if there is no word
 */
public record WordOrNumber<E extends Enum<E>>(Optional<E> word, OptionalDouble number) {

  /** Checks that it is one of both. */
  public WordOrNumber {
    if (word.isPresent() == number.isPresent()) {
      throw new IllegalArgumentException(word + " and " + number);
    }
  }
}
