package nas.core.trial;

/**
 * A value of an objective.
 *
 * @param value a finite number
 */
public record ObjectiveValue(Objective objective, double value) {

  /** Checks the range. */
  public ObjectiveValue {
    if (!objective.allows(value)) {
      throw new IllegalArgumentException(objective.key() + " cannot be " + value);
    }
  }

  /** Returns a number that is the higher the better the value is. */
  public double reward() {
    return objective.reward(value);
  }
}
