package nas.engine.loss;

/** Measures the quantity by which trained networks are compared, batch after batch. */
public interface Tally {

  /**
   * Adds a batch.
   *
   * @param outputs of the network, example after example
   * @param labels those of the first example, of the second, and so on
   * @param examples how many there are
   * @return whether all outputs are finite; those of an example that are not count as wrong
   */
  boolean add(float[] outputs, int[] labels, int examples);

  /** Returns the share of answers that are right, in percent. */
  double rightPercent();

  /** Returns the quantity, in its unit. */
  double value();
}
