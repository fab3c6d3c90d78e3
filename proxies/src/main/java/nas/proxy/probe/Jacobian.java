package nas.proxy.probe;

/**
 * Derivatives of the sum of all logits of a batch by its pixels.
 *
 * @param rows (images, channels * height * width)
 * @param labels class of each image; none where an image has several labels
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read by nobody who would change them.
public record Jacobian(double[][] rows, int[] labels) {}
