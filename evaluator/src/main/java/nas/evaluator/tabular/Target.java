package nas.evaluator.tabular;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;

/**
 * Which value of trained networks an experiment asks for.
 *
 * @param dataset the data set, if it is named
 * @param metric the metric, if it is named
 * @param split the images
 * @param epochs length of the training
 * @param run the run, or nothing for one drawn by each trial
 */
record Target(
    Optional<String> dataset, Optional<String> metric, Split split, int epochs, Optional<Run> run) {

  static final String PER_TRIAL = "per-trial";

  /**
   * Reads {@code [DATASET [METRIC]] SPLIT@EPOCHS RUN}, where RUN is {@code mean}, {@code seed N} or
   * {@code per-trial}.
   *
   * @throws InvalidSettingException if the text is something else
   */
  static Target parse(String key, String text) {
    List<String> words = Quantity.words(text);
    int at = 0;
    while (at < words.size() && at < 3 && !words.get(at).contains("@")) {
      at++;
    }
    if (at >= words.size() || !words.get(at).contains("@")) {
      throw new InvalidSettingException(
          key,
          key + " (" + ErrorText.quote(text) + ") does not tell split and epochs",
          "write 'validation@200 mean', 'validation@200 seed 777' or 'validation@108 per-trial'");
    }
    Quantity.SplitAt split = Quantity.SplitAt.parse(key, text, words.get(at));
    List<String> rest = words.subList(at + 1, words.size());
    Optional<Run> run =
        rest.equals(List.of(PER_TRIAL)) ? Optional.empty() : Optional.of(run(key, text, rest));
    return new Target(
        at > 0 ? Optional.of(words.get(0)) : Optional.empty(),
        at > 1 ? Optional.of(words.get(1)) : Optional.empty(),
        split.split(),
        split.epochs(),
        run);
  }

  /** Returns the metric, or that of the settings where this names none. */
  String metric(TabularSettings settings) {
    return metric.orElse(settings.metricByDefault());
  }

  /**
   * Returns the form that {@link #parse} reads, the same for all ways to write it.
   *
   * @param settings what data set and metric are where this names none
   */
  String of(TabularSettings settings) {
    String measured = metric(settings);
    return Stream.of(
            dataset.orElse(settings.dataset()),
            measured.equals(Query.ACCURACY_PERCENT) ? "" : measured,
            split.word() + "@" + epochs,
            run.map(Run::toString).orElse(PER_TRIAL))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
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
