package nas.experiment.config;

import java.util.List;
import java.util.SortedMap;
import nas.core.plugin.Setting;

/**
 * How fronts of several objectives are measured; never changes the results.
 *
 * @param reference values of the reference point, by objective
 * @param logarithmic objectives that are measured by their logarithms
 */
public record HypervolumeSettings(
    @Setting(
            "Reference point, from which the volume is measured: a value of every objective, that"
                + " of the evaluator included, such as {accuracy-percent: 10, parameters:"
                + " 1531546}; what is worse by one of them adds nothing")
        SortedMap<String, Double> reference,
    @Setting(
            value = "Objectives of which common logarithms are measured, such as costs",
            byDefault = "[]")
        List<String> logarithmic) {

  /** Copies the list. */
  public HypervolumeSettings {
    logarithmic = List.copyOf(logarithmic);
  }
}
