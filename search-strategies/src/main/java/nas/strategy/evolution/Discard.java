package nas.strategy.evolution;

/** Who leaves a population that is full when a child joins it. */
public enum Discard {
  /** The oldest, however fit: aging evolution. */
  OLDEST,
  /** The least fit, of equals the oldest: evolution without aging. */
  WORST
}
