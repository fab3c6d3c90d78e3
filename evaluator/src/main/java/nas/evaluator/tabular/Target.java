package nas.evaluator.tabular;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;

/**
 * Which accuracy an experiment asks for.
 *
 * @param dataset the data set, if it is named
 * @param split the images
 * @param epochs length of the training
 * @param run the run, or nothing for one drawn by each trial
 */
record Target(Optional<String> dataset, Split split, int epochs, Optional<Run> run) {

  static final String PER_TRIAL = "per-trial";

  /** What to do where a table has no accuracies in percent. */
  static final String NO_ACCURACY =
      "import an error rate in percent as "
          + Query.ACCURACY_PERCENT
          + " with 'subtract-from: 100' in the mapping; other quantities cannot be searched";

  /**
   * Reads {@code [DATASET] SPLIT@EPOCHS RUN}, where RUN is {@code mean}, {@code seed N} or {@code
   * per-trial}.
   *
   * @throws InvalidSettingException if the text is something else
   */
  static Target parse(String key, String text) {
    List<String> words = withoutMetric(key, text);
    int at = !words.isEmpty() && words.get(0).contains("@") ? 0 : 1;
    if (words.size() <= at || !words.get(at).contains("@")) {
      throw new InvalidSettingException(
          key,
          key + " (" + ErrorText.quote(text) + ") does not tell split and epochs",
          "write 'validation@200 mean', 'validation@200 seed 777' or 'validation@108 per-trial'");
    }
    Optional<String> dataset = at == 0 ? Optional.empty() : Optional.of(words.get(0));
    Quantity.SplitAt split = Quantity.SplitAt.parse(key, text, words.get(at));
    List<String> rest = words.subList(at + 1, words.size());
    Optional<Run> run =
        rest.equals(List.of(PER_TRIAL)) ? Optional.empty() : Optional.of(run(key, text, rest));
    return new Target(dataset, split.split(), split.epochs(), run);
  }

  /**
   * Returns the form that {@link #parse} reads, the same for all ways to write it.
   *
   * @param byDefault the data set where this names none
   */
  String of(String byDefault) {
    return String.join(
        " ",
        dataset.orElse(byDefault),
        split.word() + "@" + epochs,
        run.map(Run::toString).orElse(PER_TRIAL));
  }

  /** Drops the metric, which may stand after the data set, if it is the one that is searched. */
  private static List<String> withoutMetric(String key, String text) {
    List<String> words = new ArrayList<>(Quantity.words(text));
    if (words.size() > 2 && !words.get(1).contains("@") && words.get(2).contains("@")) {
      String metric = words.remove(1);
      if (!metric.equals(Query.ACCURACY_PERCENT)) {
        throw new InvalidSettingException(
            key,
            key
                + " ("
                + ErrorText.quote(text)
                + ") asks for "
                + metric
                + ", but searches compare accuracies in percent, the higher the better",
            NO_ACCURACY);
      }
    }
    return words;
  }

  private static Run run(String key, String text, List<String> words) {
    try {
      return Quantity.run(key, text, words);
    } catch (InvalidSettingException refused) {
      throw new InvalidSettingException(
          key,
          String.valueOf(refused.getMessage()),
          refused.advice() + ", or 'per-trial' for a run drawn by each trial");
    }
  }
}
