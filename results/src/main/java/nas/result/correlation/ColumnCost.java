package nas.result.correlation;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What it costs to score a network.
 *
 * @param column name of the column with the scores
 * @param name what stands beside them: the metric, or the reduced training
 * @param epoch epochs of reduced training after which networks were scored; empty for a metric
 * @param minibatches that are passed through a network; 0 for a closed form, empty if unknown
 */
public record ColumnCost(String column, String name, OptionalInt epoch, OptionalLong minibatches) {}
