package nas.evaluator.training;

/** How the learning rate changes, step by step. */
public enum Schedule {
  /** Stays at the learning rate. */
  CONSTANT,
  /**
   * Falls from the learning rate towards 0 along half a cosine over all steps after the warm-up
   * (Loshchilov and Hutter 2017, SGDR, arXiv:1608.03983, without restarts).
   */
  COSINE;

  /**
   * Returns the learning rate of a step: first a straight rise over {@code warmupSteps} steps, then
   * this schedule.
   *
   * @param base the learning rate of the settings
   * @param step 0 to {@code steps} - 1
   * @param steps number of steps of the whole training
   * @param warmupSteps number of steps of the rise, at most {@code steps}
   */
  public double learningRate(double base, int step, int steps, int warmupSteps) {
    if (step < warmupSteps) {
      return base * (step + 1) / warmupSteps;
    }
    return switch (this) {
      case CONSTANT -> base;
      case COSINE ->
          base * 0.5 * (1 + StrictMath.cos(Math.PI * (step - warmupSteps) / (steps - warmupSteps)));
    };
  }
}
