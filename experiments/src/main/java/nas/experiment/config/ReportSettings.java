package nas.experiment.config;

import nas.space.plugin.Setting;

/**
 * What the report shows; never changes the results.
 *
 * @param best how many of the best architectures are drawn
 */
public record ReportSettings(
    @Setting(
            value = "How many of the best architectures are drawn",
            byDefault = "3",
            min = 0,
            max = 100)
        int best) {}
