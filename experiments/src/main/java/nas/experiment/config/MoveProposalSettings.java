package nas.experiment.config;

import java.util.Optional;
import nas.core.plugin.MetricTerm;
import nas.core.plugin.Setting;

/**
 * Which edit a search tries: the one whose outcome a metric likes best.
 *
 * @param proxy name of the metric
 * @param candidates how many edits are scored; empty: all
 * @param randomShare probability of an edit drawn uniformly instead
 * @param revisit whether what was proposed before may be proposed again
 */
public record MoveProposalSettings(
    @Setting(
            "Metric that scores the candidates, or several joined by +, whose ranks are added, or vote, or"
                + " log-ranks(A + B), which adds the logarithms of ranks; see 'java -jar nas.jar proxies'; {column:"
                + " NAME} is a score in the evaluator's table, in a sum column:NAME")
        @MetricTerm
        String proxy,
    @Setting(
            value = "How many of the edits are scored, drawn at random; by default all",
            min = 1,
            max = 1000000)
        Optional<Integer> candidates,
    @Setting(
            value = "Probability of an edit drawn at random instead of the best",
            byDefault = "0.25",
            min = 0,
            max = 1)
        double randomShare,
    @Setting(
            value =
                "Whether evolution and others that mutate may move to what the search has proposed"
                    + " before, as in the paper; repeats are not trained again",
            byDefault = "false")
        boolean revisit) {}
