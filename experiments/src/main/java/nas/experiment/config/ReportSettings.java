package nas.experiment.config;

import java.util.Optional;
import nas.space.plugin.Setting;

/**
 * What the report shows; never changes the results.
 *
 * @param best how many of the best architectures are drawn
 * @param modelsAxis how trained models are laid out in the chart of the anytime curves
 * @param accuracyFrom where the axis of accuracies begins in these charts
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
    @Setting(
            value =
                "Where the axis of accuracies begins in these charts, in percent; by default where"
                    + " the curves do",
            min = 0,
            max = 100)
        Optional<Double> accuracyFrom,
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
