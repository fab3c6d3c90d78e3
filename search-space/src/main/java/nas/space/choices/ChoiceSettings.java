package nas.space.choices;

import java.util.HashSet;
import java.util.List;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Settings of {@link ChoiceSpace}.
 *
 * @param positions number of positions
 * @param options the words for the options, the same at every position
 * @param separator what stands between two positions; may be empty if all options have one length
 */
public record ChoiceSettings(
    @Setting(value = "Number of positions.", min = 1, max = MOST_POSITIONS) int positions,
    @Setting("The options of every position, such as ['8', '16', '24'].") List<String> options,
    @Setting(value = "What stands between two positions.", byDefault = "':'") String separator) {

  private static final int MOST_POSITIONS = 1_000;
  private static final int MOST_OPTIONS = 100_000;

  /** Checks that every text of options and separators is read in one way only. */
  public ChoiceSettings {
    options = List.copyOf(options);
    if (positions < 1 || positions > MOST_POSITIONS) {
      throw new InvalidSettingException(
          "positions", "positions (" + positions + ") must be from 1 to " + MOST_POSITIONS, "");
    }
    if (options.size() < 2 || options.size() > MOST_OPTIONS) {
      throw new InvalidSettingException(
          "options", "options (" + options.size() + " of them) must be 2 to " + MOST_OPTIONS, "");
    }
    if (new HashSet<>(options).size() < options.size()) {
      throw new InvalidSettingException("options", "options has an option twice", "");
    }
    for (String option : options) {
      if (!option.matches("[!-~]{1,60}")) {
        throw new InvalidSettingException(
            "options", "options must be 1 to 60 printable ASCII characters without spaces", "");
      }
      boolean clash =
          separator.isEmpty()
              ? option.length() != options.get(0).length()
              : option.contains(separator);
      if (clash) {
        throw new InvalidSettingException(
            "separator",
            separator.isEmpty()
                ? "separator is empty, but the options differ in length"
                : "separator (" + separator + ") is part of the option " + option,
            "use another separator");
      }
    }
    if (!separator.matches("[ -~]{0,10}")) {
      throw new InvalidSettingException(
          "separator", "separator must be at most 10 printable ASCII characters", "");
    }
  }
}
