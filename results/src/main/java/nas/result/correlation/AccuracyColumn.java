package nas.result.correlation;

/**
 * Accuracies of all architectures, the higher the better.
 *
 * @param name such as the column of the table they come from
 * @param values one for each architecture, in any unit, NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record AccuracyColumn(String name, double[] values) {}
