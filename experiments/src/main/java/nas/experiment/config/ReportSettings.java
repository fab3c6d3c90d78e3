package nas.experiment.config;

import nas.space.plugin.Setting;

/**
 * What the report shows; never changes the results.
 *
 * @param best how many of the best architectures are drawn
 * @param modelsAxis how trained models are laid out in the chart of the anytime curves
 * @param speedup what strategies are compared with and by
 */
public record ReportSettings(
    @Setting(
            value = "How many of the best architectures are drawn",
            byDefault = "3",
            min = 0,
            max = 100)
        int best,
    @Setting(
            value = "How trained models are laid out in the chart of the anytime curves",
            byDefault = "linear")
        Scale modelsAxis,
    @Setting(value = "What strategies are compared with and by", byDefault = "{}")
        SpeedupSettings speedup) {

  /** How an axis is laid out. */
  public enum Scale {
    /** Equal differences take equal lengths. */
    LINEAR,
    /** Equal ratios take equal lengths. */
    LOGARITHMIC
  }
}
