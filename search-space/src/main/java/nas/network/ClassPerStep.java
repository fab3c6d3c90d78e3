package nas.network;

import nas.core.trial.Objective;

/**
 * The class of each step of a sequence, such as the next token of a text; networks are compared by
 * their perplexity, the exponential of the mean cross-entropy in nats.
 *
 * @param classes number of classes, at least 2
 * @param steps number of steps, at least 1
 */
public record ClassPerStep(int classes, int steps) implements Target {

  /** Checks the ranges. */
  public ClassPerStep {
    if (classes < 2) {
      throw new IllegalArgumentException("classes (" + classes + ") must be at least 2");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps (" + steps + ") must be at least 1");
    }
  }

  @Override
  public int labels() {
    return steps;
  }

  @Override
  public FeatureShape output() {
    return FeatureShape.sequence(classes, steps);
  }

  @Override
  public Objective objective() {
    return Objective.PERPLEXITY;
  }

  @Override
  public String described() {
    return "one of %d classes at each of %d steps".formatted(classes, steps);
  }
}
