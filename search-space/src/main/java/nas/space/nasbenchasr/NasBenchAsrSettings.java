package nas.space.nasbenchasr;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Settings of {@link NasBenchAsrSpace}; the length of the sequences and the number of outputs come
 * from the task.
 *
 * @param groups groups of the convolutions in cells; the four blocks have 6, 8, 10 and 12 times as
 *     many channels
 * @param cells cells of the first block; each later block has one more than the one before
 * @param lstm features of the LSTM behind the blocks, 0 for none
 * @param lstmBiases biases of each gate of the LSTM
 * @param dropout share of values that training drops behind convolutions and linear layers
 */
public record NasBenchAsrSettings(
    @Setting(
            value =
                "Groups of the convolutions in cells; the four blocks have 6, 8, 10 and 12 times as"
                    + " many channels.",
            byDefault = "100",
            min = 1,
            max = MOST_GROUPS)
        int groups,
    @Setting(
            value = "Cells of the first block; each later block has one more.",
            byDefault = "3",
            min = 1,
            max = MOST_CELLS)
        int cells,
    @Setting(
            value = "Features of the LSTM behind the blocks, 0 for none.",
            byDefault = "500",
            min = 0,
            max = MOST_LSTM)
        int lstm,
    @Setting(
            value = "Biases of each gate of the LSTM: 1 as published, 2 as in PyTorch.",
            byDefault = "1",
            min = 1,
            max = 2)
        int lstmBiases,
    @Setting(
            value =
                "Share of values that training drops behind convolutions and linear layers; the"
                    + " benchmark's networks were trained with 0.2.",
            byDefault = "0.2",
            min = 0,
            max = MOST_DROPOUT)
        double dropout) {

  private static final int MOST_GROUPS = 1000;
  private static final int MOST_CELLS = 100;
  private static final int MOST_LSTM = 10_000;
  private static final double MOST_DROPOUT = 0.99;

  /** Checks the ranges. */
  public NasBenchAsrSettings {
    requireBetween("groups", groups, 1, MOST_GROUPS);
    requireBetween("cells", cells, 1, MOST_CELLS);
    requireBetween("lstm", lstm, 0, MOST_LSTM);
    requireBetween("lstm-biases", lstmBiases, 1, 2);
    if (!(dropout >= 0 && dropout <= MOST_DROPOUT)) {
      throw new InvalidSettingException(
          "dropout", "dropout (" + dropout + ") must be from 0 to " + MOST_DROPOUT, "");
    }
  }

  /** Returns the settings of the benchmark. */
  public static NasBenchAsrSettings published() {
    return new NasBenchAsrSettings(100, 3, 500, 1, 0.2);
  }

  private static void requireBetween(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + most, "");
    }
  }
}
