package nas.evaluator.tabular;

import java.util.List;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;

/**
 * What a column of a benchmark holds: a measurement of trained networks ({@link Query}) or a cost
 * of the networks themselves ({@link Cost}).
 */
public sealed interface Quantity permits Query, Cost {

  /** What names of data sets, metrics and costs look like. */
  Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * Reads what {@link Object#toString} of a quantity writes: {@code cifar10 accuracy-percent
   * validation@200 seed 777}, the same with {@code mean} at the end, or the one word of a cost.
   *
   * @param key the setting it stands under, for messages
   * @throws InvalidSettingException if it is neither
   */
  static Quantity parse(String key, String text) {
    List<String> words = words(text);
    if (words.size() == 1) {
      return new Cost(name(key, text, "cost", words.get(0)));
    }
    if (words.size() != 4 && words.size() != 5) {
      throw new InvalidSettingException(
          key,
          key + " (" + ErrorText.quote(text) + ") has " + words.size() + " words",
          "write 'DATASET METRIC SPLIT@EPOCHS mean' or '... seed N', as in 'cifar10 "
              + Query.ACCURACY_PERCENT
              + " validation@200 seed 777', or one word such as 'parameters'");
    }
    SplitAt at = SplitAt.parse(key, text, words.get(2));
    return new Query(
        name(key, text, "data set", words.get(0)),
        name(key, text, "metric", words.get(1)),
        at.split(),
        at.epochs(),
        run(key, text, words.subList(3, words.size())));
  }

  /**
   * Returns what says whether a number can be a value of it: finite, percentages from 0 to 100,
   * times not negative.
   */
  default DoublePredicate possible() {
    if (this instanceof Query query && query.isPercent()) {
      return value -> value >= 0 && value <= 100;
    }
    String words = toString();
    boolean time = words.contains("seconds") || words.contains("latency");
    return value -> Double.isFinite(value) && (value >= 0 || !time);
  }

  /** Returns the words of a text. */
  static List<String> words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", -1));
  }

  private static String name(String key, String text, String noun, String word) {
    if (!NAME.matcher(word).matches()) {
      throw new InvalidSettingException(
          key,
          key
              + " ("
              + ErrorText.quote(text)
              + "): "
              + ErrorText.quote(word)
              + " cannot be the name of a "
              + noun,
          "use letters, digits, dots, hyphens and underscores");
    }
    return word;
  }

  /** Reads {@code mean}, {@code seed N} or {@code mean-of N+M}. */
  static Run run(String key, String text, List<String> words) {
    if (words.equals(List.of("mean"))) {
      return Run.MEAN;
    }
    if (words.size() == 2 && words.get(0).equals("seed") && words.get(1).matches("[0-9]{1,9}")) {
      return new Run.Seed(Integer.parseInt(words.get(1)));
    }
    boolean some = !words.isEmpty() && words.get(0).equals(Run.MeanOf.WORD);
    if (some && words.size() == 2 && words.get(1).matches("[0-9]{1,9}([+][0-9]{1,9})+")) {
      List<Integer> numbers =
          Pattern.compile("[+]").splitAsStream(words.get(1)).map(Integer::valueOf).toList();
      if (numbers.equals(numbers.stream().distinct().sorted().toList())) {
        return new Run.MeanOf(numbers);
      }
    }
    throw new InvalidSettingException(
        key,
        key + " (" + ErrorText.quote(text) + ") does not say which run at its end",
        some
            ? "write the numbers of several runs, ascending, as in 'mean-of 2+3'"
            : "write 'mean', or 'seed N' with a whole number");
  }

  /** A split with the number of epochs, as in {@code validation@200}. */
  record SplitAt(Split split, int epochs) {

    /** Reads it. */
    static SplitAt parse(String key, String text, String word) {
      int at = word.indexOf('@');
      String epochs = word.substring(at + 1);
      String split = at < 0 ? word : word.substring(0, at);
      if (at < 0 || !epochs.matches("[0-9]{1,7}") || Integer.parseInt(epochs) < 1) {
        throw new InvalidSettingException(
            key,
            key
                + " ("
                + ErrorText.quote(text)
                + ") must tell split and epochs, not "
                + ErrorText.quote(word),
            "write them as in validation@200");
      }
      return new SplitAt(
          Split.of(split)
              .orElseThrow(
                  () ->
                      new InvalidSettingException(
                          key,
                          key
                              + " ("
                              + ErrorText.quote(text)
                              + ") names no split by "
                              + ErrorText.quote(split),
                          "use one of " + String.join(", ", Split.words()))),
          Integer.parseInt(epochs));
    }
  }
}
