package nas.experiment.config;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * What one search may cost, and when it is good enough; it ends at the first limit that it meets.
 * All limits can be raised when a run has ended, and it goes on.
 *
 * @param trainedModels number of networks to train; duplicates of trained ones cost nothing; empty:
 *     no limit
 * @param hours hours of training, added up over the networks of a search; empty: no limit
 * @param targetAccuracy validation accuracy in percent that is enough; empty: none is
 * @param targetValue the same for any objective, in its unit
 * @param maxConsecutiveDuplicates a search ends after so many duplicates in a row
 */
public record Budget(
    @Setting(
            value =
                "Number of networks each search trains; may be left out where hours,"
                    + " target-accuracy or target-value is given",
            min = 1)
        Optional<Integer> trainedModels,
    @Setting(
            value =
                "Hours of training each search may spend, added up over its networks: as its table"
                    + " says where that has times, else as measured, and then the result depends on"
                    + " the machine; the network that exceeds it is the last",
            min = 0.000001,
            max = 1_000_000)
        Optional<Double> hours,
    @Setting(
            value =
                "A search ends with the first fully evaluated network whose validation accuracy"
                    + " reaches so many percent",
            min = 0,
            max = 100)
        Optional<Double> targetAccuracy,
    @Setting(
            "A search ends with the first fully evaluated network whose validation value is at"
                + " least as good as this; in the unit of what is compared, such as a perplexity")
        Optional<Double> targetValue,
    @Setting(
            value = "A search ends after so many proposals in a row that repeat earlier ones",
            byDefault = "1000",
            min = 1)
        int maxConsecutiveDuplicates) {

  /** Number of networks where there is no limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Returns the budget of a network that is evaluated and no search. */
  public static Budget ofOneNetwork() {
    return new Budget(Optional.of(1), Optional.empty(), Optional.empty(), Optional.empty(), 1);
  }

  /** Checks that there is a limit. */
  public Budget {
    if (trainedModels.isEmpty()
        && hours.isEmpty()
        && targetAccuracy.isEmpty()
        && targetValue.isEmpty()) {
      throw new InvalidSettingException(
          "trained-models",
          "The budget has no limit",
          "set trained-models, hours or target-accuracy");
    }
  }

  /** Returns the validation value that is enough; empty: none is. */
  public Optional<Double> target() {
    return targetAccuracy.or(() -> targetValue);
  }

  /** Returns the number of networks that each search may train, perhaps {@link #UNLIMITED}. */
  public int models() {
    return trainedModels.orElse(UNLIMITED);
  }

  /** Returns the networks that so many searches may train together, at most {@link #UNLIMITED}. */
  public int models(long searches) {
    return (int) Math.min(UNLIMITED, searches * models());
  }

  /** Returns the limits in words, such as {@code 100 networks, 2.5 hours of training}. */
  public String inWords() {
    StringBuilder words = new StringBuilder();
    trainedModels.ifPresent(
        count -> words.append(", ").append(count).append(count == 1 ? " network" : " networks"));
    hours.ifPresent(
        most ->
            words
                .append(", ")
                .append(most)
                .append(most == 1 ? " hour" : " hours")
                .append(" of training"));
    targetAccuracy.ifPresent(
        target -> words.append(", until ").append(target).append(" % validation accuracy"));
    targetValue.ifPresent(target -> words.append(", until a validation value of ").append(target));
    return words.substring(2);
  }
}
