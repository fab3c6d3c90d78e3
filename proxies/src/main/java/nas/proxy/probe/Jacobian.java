package nas.proxy.probe;

/**
 * Derivatives of the sum of all logits of a batch by its pixels, or by its embedded tokens.
 *
 * @param rows (images, channels * height * width), or (texts, features * steps)
 * @param labels class of each image; none where an image has several labels
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
public record Jacobian(double[][] rows, int[] labels) {}
