package nas.engine.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts that people divide data into, by the names that they give them. */
public enum Part {
  /** Examples to train on. */
  TRAINING("train on", "train", "training"),
  /** Examples that choose between networks. */
  VALIDATION("validate", "val", "valid", "validation", "dev"),
  /** Examples that are only reported on. */
  TEST("test", "test", "testing");

  private final String purpose;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot be changed.
  private final List<String> names;

  Part(String purpose, String... names) {
    this.purpose = purpose;
    this.names = List.of(names);
  }

  /** Returns what its examples are for, such as {@code train on}. */
  String purpose() {
    return purpose;
  }

  /** Returns the part that a word names, whatever its case. */
  static Optional<Part> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(part -> part.names.contains(lower)).findFirst();
  }
}
