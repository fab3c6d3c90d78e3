package nas.engine.loss;

/** Counts the places where the greatest logit, the first of equal ones, is that of the label. */
final class Right {

  private final int classes;
  private final int places;
  private long right;
  private long seen;

  Right(int classes, int places) {
    this.classes = classes;
    this.places = places;
  }

  /**
   * Adds a batch of logits (examples, classes, places).
   *
   * @return whether all are finite; nothing of a batch with others counts as right
   */
  boolean add(float[] logits, int[] labels, int examples) {
    int count = 0;
    boolean finite = true;
    for (int example = 0; example < examples && finite; example++) {
      for (int place = 0; place < places && finite; place++) {
        int from = example * classes * places + place;
        int best = 0;
        for (int label = 0; label < classes; label++) {
          finite &= Float.isFinite(logits[from + label * places]);
          if (logits[from + label * places] > logits[from + best * places]) {
            best = label;
          }
        }
        count += best == labels[example * places + place] ? 1 : 0;
      }
    }
    seen += (long) examples * places;
    right += finite ? count : 0;
    return finite;
  }

  /** Returns the share of all places, in percent. */
  double percent() {
    return 100.0 * right / seen;
  }
}
