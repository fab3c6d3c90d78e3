package nas.strategy;

import nas.core.trial.Objective;
import nas.core.trial.Result;

/**
 * Puts results on a scale of 0 to 1, the higher the better, as models that learn from them need.
 *
 * <p>Where the objective is {@linkplain Objective#bounded bounded}, its worst value is 0 and its
 * best 1, so that an accuracy of 93 % is 0.93. Other objectives have no scale of their own: their
 * rewards are compared with mean and deviation of those added so far, by the logistic function,
 * which gives 0.5 to the mean.
 */
public final class RewardScale {

  private long count;
  private double mean;
  private double squares;

  /** Takes a result into account. */
  public void add(Result.Trained result) {
    double reward = result.reward();
    count++;
    double before = reward - mean;
    mean += before / count;
    squares += before * (reward - mean);
  }

  /** Returns the place of a result on the scale. */
  public double of(Result.Trained result) {
    Objective objective = result.objective();
    if (objective.bounded()) {
      return objective.share(result.validation());
    }
    double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
    double distance = deviation > 0 ? (result.reward() - mean) / deviation : 0;
    return 1 / (1 + StrictMath.exp(-distance));
  }
}
