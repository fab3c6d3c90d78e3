package nas.strategy.predictor;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;

/**
 * When a predictor-based search trains networks to learn from, and when to win.
 *
 * @param trainingPoints networks trained to learn from
 * @param iterations in how many portions; the predictor learns anew after each
 * @param exploreShare share of a portion, but the first, that is drawn from the top of the ranking
 *     instead of following it, 0 to 1
 * @param pool greatest number of candidates ranked at a time
 * @param neighboursOf where a sample of the space is ranked: how many of the best trained networks
 *     add their neighbours to it
 * @param retrainEvery after the training points, how many networks follow one ranking; empty: all
 */
public record Schedule(
    int trainingPoints,
    int iterations,
    double exploreShare,
    int pool,
    int neighboursOf,
    Optional<Integer> retrainEvery) {

  /** Checks how the settings fit together. */
  public Schedule {
    if (trainingPoints < iterations) {
      throw new InvalidSettingException(
          "training-points",
          "training-points ("
              + trainingPoints
              + ") must be at least iterations ("
              + iterations
              + ")",
          "raise training-points or lower iterations");
    }
    if (pool < trainingPoints) {
      throw new InvalidSettingException(
          "pool",
          "pool (" + pool + ") must be at least training-points (" + trainingPoints + ")",
          "raise pool or lower training-points");
    }
  }

  /** Returns how many networks follow one ranking; rankings are counted from 0. */
  int portion(int ranking) {
    return ranking < iterations
        ? (int) ((ranking + 1L) * trainingPoints / iterations)
            - (int) ((long) ranking * trainingPoints / iterations)
        : retrainEvery.orElse(pool);
  }

  /** Returns how many of a portion are drawn from the top of the ranking. */
  int explored(int ranking) {
    return ranking < iterations ? (int) (exploreShare * portion(ranking)) : 0;
  }

  /** Returns the share of the full effort that the fit before a ranking, at least 1, gets. */
  double effort(int ranking) {
    return Math.min(ranking, iterations) / (double) iterations;
  }
}
