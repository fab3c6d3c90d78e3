package nas.engine.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts that people divide data into, by the names that they give them. */
public enum Part {
  /** Examples to train on. */
  TRAINING("train", "training"),
  /** Examples that choose between networks. */
  VALIDATION("val", "valid", "validation", "dev"),
  /** Examples that are only reported on. */
  TEST("test", "testing");

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot be changed.
  private final List<String> names;

  Part(String... names) {
    this.names = List.of(names);
  }

  /** Returns the part that a word names, whatever its case. */
  static Optional<Part> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(part -> part.names.contains(lower)).findFirst();
  }
}
