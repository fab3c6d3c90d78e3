package nas.experiment.run;

import nas.strategy.Search.Assignment;

/**
 * Says that an evaluator threw an exception, which its contract forbids: a defect, not a result.
 */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EvaluationException(SearchKey key, Assignment<?> assignment, Throwable cause) {
    super(
        "The evaluation of trial "
            + assignment.trial()
            + " of "
            + key
            + " ("
            + assignment.architecture()
            + ") broke off: "
            + cause,
        cause);
  }
}
