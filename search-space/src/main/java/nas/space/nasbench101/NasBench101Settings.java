package nas.space.nasbench101;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Settings of {@link NasBench101Space}; resolution and number of classes come from the task.
 *
 * @param stemChannels channels of the stem and of the first stack
 * @param stacks number of stacks; from each to the next height and width halve and channels double
 * @param cellsPerStack cells in each stack
 * @param maxVertices greatest number of vertices of a pruned cell, input and output included
 * @param maxEdges greatest number of edges of a pruned cell
 * @param batchNormMomentum weight of the newest batch in the statistics that evaluation uses
 * @param sampling how cells are drawn at random
 */
public record NasBench101Settings(
    @Setting(
            value = "Channels of the stem and of the first stack; the later stacks double them.",
            byDefault = "128",
            min = 1,
            max = MOST_CHANNELS)
        int stemChannels,
    @Setting(
            value = "Number of stacks; height and width halve from each to the next.",
            byDefault = "3",
            min = 1,
            max = MOST_STACKS)
        int stacks,
    @Setting(value = "Cells in each stack.", byDefault = "3", min = 1, max = MOST_CELLS)
        int cellsPerStack,
    @Setting(
            value = "Greatest number of vertices of a cell, input and output included.",
            byDefault = "7",
            min = 2,
            max = NasBench101Cell.MOST_VERTICES)
        int maxVertices,
    @Setting(
            value = "Greatest number of edges of a cell.",
            byDefault = "9",
            min = 1,
            max = MOST_EDGES)
        int maxEdges,
    @Setting(
            value =
                "Weight of the newest batch in the running statistics of batch normalisation; the"
                    + " published 0.003 takes a thousand steps to settle, 0.1 suits short trainings.",
            byDefault = "0.003",
            min = 0,
            max = 1)
        double batchNormMomentum,
    @Setting(
            value =
                "How cells are drawn at random: uniform, every different cell with the same"
                    + " probability; random-spec, as the benchmark's authors do, which draws cells of"
                    + " few vertices far more often.",
            byDefault = "uniform")
        CellSampling sampling) {

  private static final int MOST_CHANNELS = 4096;
  private static final int MOST_STACKS = 10;
  private static final int MOST_CELLS = 100;
  private static final int MOST_EDGES = 21;

  /** Checks the ranges, and that every vertex of a cell can have a channel. */
  public NasBench101Settings {
    requireBetween("stem-channels", stemChannels, 1, MOST_CHANNELS);
    requireBetween("stacks", stacks, 1, MOST_STACKS);
    requireBetween("cells-per-stack", cellsPerStack, 1, MOST_CELLS);
    requireBetween("max-vertices", maxVertices, 2, NasBench101Cell.MOST_VERTICES);
    requireBetween("max-edges", maxEdges, 1, MOST_EDGES);
    if (!(batchNormMomentum > 0 && batchNormMomentum <= 1)) {
      throw new InvalidSettingException(
          "batch-norm-momentum",
          "batch-norm-momentum (" + batchNormMomentum + ") must be greater than 0 and at most 1",
          "");
    }
    if (stemChannels < maxVertices - 2) {
      throw new InvalidSettingException(
          "stem-channels",
          "stem-channels ("
              + stemChannels
              + ") must be at least max-vertices ("
              + maxVertices
              + ") - 2, so that every vertex of a cell has a channel",
          "raise stem-channels or lower max-vertices");
    }
  }

  /** Makes settings with uniform draws. */
  public NasBench101Settings(
      int stemChannels,
      int stacks,
      int cellsPerStack,
      int maxVertices,
      int maxEdges,
      double batchNormMomentum) {
    this(
        stemChannels,
        stacks,
        cellsPerStack,
        maxVertices,
        maxEdges,
        batchNormMomentum,
        CellSampling.UNIFORM);
  }

  /** Returns these settings with another way to draw cells. */
  public NasBench101Settings with(CellSampling newSampling) {
    return new NasBench101Settings(
        stemChannels, stacks, cellsPerStack, maxVertices, maxEdges, batchNormMomentum, newSampling);
  }

  /**
   * Returns the settings of the benchmark: 128 channels, 3 stacks of 3 cells, 7 vertices, 9 edges.
   */
  public static NasBench101Settings published() {
    return new NasBench101Settings(128, 3, 3, 7, 9, 0.003);
  }

  private static void requireBetween(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + most, "");
    }
  }
}
