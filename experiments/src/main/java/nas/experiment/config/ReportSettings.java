package nas.experiment.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;
import nas.result.statistics.Incumbent;

/**
 * What the report shows; never changes the results.
 *
 * @param best how many of the best architectures are drawn
 * @param modelsAxis how trained models are laid out in the chart of the anytime curves
 * @param accuracyFrom where the axis of accuracies begins in these charts
 * @param incumbent which network counts as the best of a search so far
 * @param published files with published points and curves to draw beside the results
 * @param speedup what strategies are compared with and by
 * @param hypervolume how fronts of several objectives are measured; empty: they are not
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
            "Where the axis of accuracies, or of what else is compared, begins in these charts, in"
                + " its unit; by default where the curves do")
        Optional<Double> accuracyFrom,
    @Setting(
            value =
                "Which network counts as the best of a search so far: that with the best validation"
                    + " accuracy, or for figures that stand beside papers which plot it, the best"
                    + " test accuracy so far, which is optimistic",
            byDefault = "validation")
        Incumbent incumbent,
    @Setting(
            value =
                "Files (YAML or CSV) with published points and curves to draw beside the accuracy"
                    + " by trained models",
            byDefault = "[]")
        List<Path> published,
    @Setting(value = "What strategies are compared with and by", byDefault = "{}")
        SpeedupSettings speedup,
    @Setting(
            "How good the fronts of several objectives are after so many networks, by their"
                + " hypervolume; where all values are in a table, also by their distance from the"
                + " true front")
        Optional<HypervolumeSettings> hypervolume) {

  /** Copies the list. */
  public ReportSettings {
    published = List.copyOf(published);
  }

  /** How an axis is laid out. */
  public enum Scale {
    /** Equal differences take equal lengths. */
    LINEAR,
    /** Equal ratios take equal lengths. */
    LOGARITHMIC
  }
}
