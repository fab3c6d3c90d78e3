package nas.network;

/**
 * How an operation normalises by statistics of the batch in training.
 *
 * @param tracked whether running statistics are kept, by which it normalises in evaluation
 * @param momentum weight of the newest batch in them, 0 to 1
 * @param newest the operation without trained parameters, whose running statistics are those of the
 *     newest batch
 */
public record BatchStatistics(boolean tracked, double momentum, Operation newest) {}
