package nas.evaluator;

/** Which values of a known quantity promise the more accurate network. */
public enum Better {
  /** The higher the better. */
  HIGHER,
  /** The lower the better. */
  LOWER
}
