package nas.space.nasbench201;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.space.NetworkVariant;

/**
 * Settings of {@link NasBench201Space}; resolution and number of classes come from the task.
 *
 * @param channels channels of the first stage; the second has twice, the third four times as many
 * @param cellsPerStage cells in each of the three stages
 * @param variant which of the two published networks is built
 * @param canonical which cells count as one architecture
 */
public record NasBench201Settings(
    @Setting(
            value = "Channels of the first stage; the later stages double them.",
            byDefault = "16",
            min = 1,
            max = MOST_CHANNELS)
        int channels,
    @Setting(
            value = "Cells in each of the three stages.",
            byDefault = "5",
            min = 1,
            max = MOST_CELLS)
        int cellsPerStage,
    @Setting(
            value =
                "Which published network is built: trained (the benchmark's) or zero-cost (the one"
                    + " that zero-cost metrics were published for).",
            byDefault = "trained")
        NetworkVariant variant,
    @Setting(
            value =
                "Which cells count as one architecture: network (6,040 different networks), or, as"
                    + " in the literature, string (15,625), isomorphism (12,751), zero-aware"
                    + " (6,466) or live (5,390).",
            byDefault = "network")
        CanonicalDefinition canonical) {

  private static final int MOST_CHANNELS = 4096;
  private static final int MOST_CELLS = 100;

  /** Checks the ranges. */
  public NasBench201Settings {
    requireBetween("channels", channels, MOST_CHANNELS);
    requireBetween("cells-per-stage", cellsPerStage, MOST_CELLS);
  }

  /** Returns the settings of the benchmark: 16 channels, 5 cells a stage, trained networks. */
  public static NasBench201Settings published() {
    return new NasBench201Settings(16, 5, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK);
  }

  private static void requireBetween(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from 1 to " + most, "");
    }
  }
}
