package nas.experiment.config;

import nas.core.plugin.MetricTerm;
import nas.core.plugin.Setting;
import nas.strategy.guide.Warmup;

/**
 * Where a search starts: from the best of many architectures that are scored, not trained.
 *
 * @param proxy name of the metric
 * @param samples how many architectures are scored
 * @param by how they are found
 */
public record WarmupSettings(
    @Setting(
            "Metric that scores them, or several joined by +, whose ranks are added, or vote, or"
                + " log-ranks(A + B), which adds the logarithms of ranks; see 'java -jar nas.jar proxies'; {column:"
                + " NAME} is a score in the evaluator's table, in a sum column:NAME")
        @MetricTerm
        String proxy,
    @Setting(
            value =
                "How many different architectures are scored; all, if the space has no more than"
                    + " that",
            byDefault = "1000",
            min = 1,
            max = 1000000)
        int samples,
    @Setting(
            value =
                "How they are found: sampling draws them; evolution draws a fiftieth of them, at"
                    + " most 64, and the others are children by one edit of the best so far",
            byDefault = "sampling")
        Warmup.By by) {}
