package nas.evaluator;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * When to end trainings that lag behind: the median rule of Golovin et al. 2017, Google Vizier, DOI
 * 10.1145/3097983.3098043. A training ends after an epoch if its best validation value so far is
 * worse than the median of the mean values that earlier trainings of the same search and fidelity
 * had up to that epoch.
 *
 * <p>Which trainings are earlier must not depend on the number of workers, so a training is
 * compared with those proposed at least {@code lag} trials before it, and waits for them where they
 * are not done. One that ended early counts with the epochs that it has.
 *
 * @param after see the description of the setting, as for all components
 */
public record MedianStopping(
    @Setting(value = "epochs for which every network is trained", byDefault = "1", min = 1)
        int after,
    @Setting(
            value = "networks to compare with, below which none ends early",
            byDefault = "5",
            min = 1)
        int networks,
    @Setting(
            value =
                "trials by which a network must have been proposed earlier to be compared with;"
                    + " more workers than that wait for each other",
            byDefault = "8",
            min = 1)
        int lag) {

  /** Checks the ranges. */
  public MedianStopping {
    require("after", after);
    require("networks", networks);
    require("lag", lag);
  }

  private static void require(String key, int value) {
    if (value < 1) {
      throw new InvalidSettingException(key, key + " (" + value + ") must be at least 1", "");
    }
  }
}
