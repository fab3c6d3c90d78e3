package nas.evaluator.training;

/**
 * The order in which successive examples, such as the pieces of a text, are read side by side: each
 * row of a batch follows the same row of the batch before.
 *
 * <p>The examples are cut into as many streams as a batch has rows. Where they do not come out
 * even, the first streams are longer by one example, and a last batch has those alone.
 */
final class Streams {

  private Streams() {}

  /**
   * Returns the examples batch after batch.
   *
   * @param rows of a batch, at most as many as there are examples
   */
  static int[] order(int examples, int rows) {
    int[] order = new int[examples];
    int length = examples / rows;
    int longer = examples % rows;
    for (int at = 0; at < examples; at++) {
      int row = at % rows;
      order[at] = row * length + Math.min(row, longer) + at / rows;
    }
    return order;
  }
}
