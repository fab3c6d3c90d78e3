package nas.strategy.evolution;

import nas.core.plugin.Setting;
import nas.strategy.predictor.regression.FeatureEncoding;
import nas.strategy.predictor.regression.RegressionFamily;

/**
 * More children than are trained, and the regressions that choose among them.
 *
 * @param candidates children for each that is trained
 */
public record Preselection(
    @Setting(
            value =
                "How many children are made for each that is trained; the best of them by predicted"
                    + " ranks and crowding distances are.",
            byDefault = "4",
            min = 2,
            max = 1000)
        int candidates,
    @Setting(
            value = "What predicts the rank of every objective, from all networks trained so far.",
            byDefault = "random-forest")
        RegressionFamily model,
    @Setting(
            value = "Number of trees; a linear model has none.",
            byDefault = "100",
            min = 1,
            max = 10_000)
        int trees,
    @Setting(
            value = "What the model sees of an architecture, as in regression-predictor.",
            byDefault = "adjacency")
        FeatureEncoding encoding) {}
