package nas.evaluator.tabular;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** On which images a trained network was measured. */
public enum Split {
  /** Those it was trained on. */
  TRAINING,
  /** Those that decide a search. */
  VALIDATION,
  /** Those that are reported only. */
  TEST;

  /** Returns the word for it, such as {@code validation}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Split::word).toList();
  }

  static Optional<Split> of(String word) {
    return Arrays.stream(values()).filter(split -> split.word().equals(word)).findFirst();
  }
}
