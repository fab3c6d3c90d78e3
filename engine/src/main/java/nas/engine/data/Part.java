package nas.engine.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

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

  /**
   * Returns how many examples the parts have, by keys such as {@code training-images}.
   *
   * @param examples what they are called, such as {@code images}
   */
  public static SortedMap<String, String> counts(String examples, ToIntFunction<Part> count) {
    SortedMap<String, String> counts = new TreeMap<>();
    for (Part part : values()) {
      String key = part.name().toLowerCase(Locale.ROOT) + "-" + examples;
      counts.put(key, Integer.toString(count.applyAsInt(part)));
    }
    return counts;
  }

  /** Returns the part that a word names, whatever its case. */
  static Optional<Part> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(part -> part.names.contains(lower)).findFirst();
  }
}
