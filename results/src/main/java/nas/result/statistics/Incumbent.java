package nas.result.statistics;

import nas.core.trial.Result;

/** Which of the networks trained so far counts as the best of a search. */
public enum Incumbent {
  /** The one with the best validation value: what a search could know. */
  VALIDATION {
    @Override
    double score(Result.Trained trained) {
      return trained.reward();
    }
  },
  /**
   * The one with the best value among those reported. No search can know it, so figures by it are
   * optimistic; papers that plot the best test value so far draw these.
   */
  TEST {
    @Override
    double score(Result.Trained trained) {
      return trained.objective().reward(trained.reported());
    }
  };

  abstract double score(Result.Trained trained);

  /** Says whether figures by it are better than a search can choose. */
  public boolean isOptimistic() {
    return this == TEST;
  }
}
