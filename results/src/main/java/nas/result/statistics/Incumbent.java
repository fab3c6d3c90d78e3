package nas.result.statistics;

import nas.core.trial.Result;

/** Which of the networks trained so far counts as the best of a search. */
public enum Incumbent {
  /** The one with the best validation accuracy: what a search could know. */
  VALIDATION {
    @Override
    double score(Result.Trained trained) {
      return trained.validationAccuracyPercent();
    }
  },
  /**
   * The one with the best accuracy among those reported. No search can know it, so figures by it
   * are optimistic; papers that plot the best test accuracy so far draw these.
   */
  TEST {
    @Override
    double score(Result.Trained trained) {
      return trained.testAccuracyPercent();
    }
  };

  abstract double score(Result.Trained trained);

  /** Says whether figures by it are better than a search can choose. */
  public boolean isOptimistic() {
    return this == TEST;
  }
}
