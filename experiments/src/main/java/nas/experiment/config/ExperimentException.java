package nas.experiment.config;

import java.util.List;
import java.util.stream.Collectors;

/** Says everything that is wrong in an experiment file; the message has one line for each. */
public final class ExperimentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ExperimentException(List<Problem> problems) {
    super(
        problems.stream()
            .sorted(Problem.BY_PLACE)
            .map(Problem::toString)
            .collect(Collectors.joining("\n")));
    this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** Returns the problems in the order of the file; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
