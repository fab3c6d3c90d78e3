package nas.experiment.config;

import java.util.List;
import java.util.stream.Collectors;
import nas.core.UserException;

/**
 * Says everything that is wrong in an experiment file; the message has one line for each of the
 * first problems.
 */
public final class ExperimentException extends UserException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_LINES = 20;

  private final transient List<Problem> problems;

  ExperimentException(List<Problem> problems) {
    super(message(problems), "");
    this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  private static String message(List<Problem> problems) {
    int more = problems.size() - MAX_LINES;
    return problems.stream()
        .sorted(Problem.BY_PLACE)
        .limit(MAX_LINES)
        .map(Problem::toString)
        .collect(
            Collectors.joining(
                "\n", "", more > 0 ? "\n" + more + " more problems are not shown." : ""));
  }

  /** Returns the problems in the order of the file; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
