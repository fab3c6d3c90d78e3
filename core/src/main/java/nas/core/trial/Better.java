package nas.core.trial;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which values of a quantity are better, or promise the better network. */
public enum Better {
  /** The higher the better. */
  HIGHER,
  /** The lower the better. */
  LOWER;

  /** Returns the word for it, {@code higher} or {@code lower}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what a word stands for. */
  public static Optional<Better> of(String key) {
    return Arrays.stream(values()).filter(better -> better.key().equals(key)).findFirst();
  }
}
