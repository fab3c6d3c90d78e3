package nas.space.darts;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.space.NetworkVariant;

/**
 * Settings of {@link DartsSpace}; resolution and number of classes come from the task.
 *
 * @param channels channels of the first cells; each reduction cell doubles them
 * @param cellsPerStage normal cells in each of the three stages, between which a reduction cell
 *     stands: 2 are the 8 cells of NAS-Bench-301, 6 the 20 of DARTS
 * @param variant which of the two published networks is built
 */
public record DartsSettings(
    @Setting(
            value = "Channels of the first cells; each of the two reduction cells doubles them.",
            byDefault = "32",
            min = 1,
            max = MOST_CHANNELS)
        int channels,
    @Setting(
            value =
                "Normal cells in each of the three stages, with a reduction cell between them: 2"
                    + " make the 8 cells of NAS-Bench-301, 6 the 20 of DARTS.",
            byDefault = "2",
            min = 1,
            max = MOST_CELLS)
        int cellsPerStage,
    @Setting(
            value =
                "Which published network is built: trained (the benchmark's) or zero-cost (the one"
                    + " that NAS-Bench-Suite-Zero scored, without scale and shift behind searched"
                    + " operations).",
            byDefault = "trained")
        NetworkVariant variant) {

  private static final int MOST_CHANNELS = 4096;
  private static final int MOST_CELLS = 100;

  /** Checks the ranges. */
  public DartsSettings {
    requireBetween("channels", channels, MOST_CHANNELS);
    requireBetween("cells-per-stage", cellsPerStage, MOST_CELLS);
  }

  /** Returns the settings of NAS-Bench-301: 32 channels, 8 cells, trained networks. */
  public static DartsSettings published() {
    return new DartsSettings(32, 2, NetworkVariant.TRAINED);
  }

  private static void requireBetween(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from 1 to " + most, "");
    }
  }
}
