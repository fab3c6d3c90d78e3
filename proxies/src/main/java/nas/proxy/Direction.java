package nas.proxy;

/** Which scores promise the more accurate network. */
public enum Direction {
  /** The higher the better. */
  HIGHER_IS_BETTER,
  /** The lower the better. */
  LOWER_IS_BETTER
}
