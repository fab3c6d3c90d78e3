package nas.result.statistics;

import java.util.List;
import java.util.Optional;
import nas.core.trial.Objective;

/**
 * How the trials of searches are counted in figures and tables.
 *
 * @param objective what the values of trained networks are
 * @param further what they are compared by beside it; measurements of their results
 * @param incumbent which network counts as the best so far
 * @param time the cost that is training time; empty where none is known
 * @param fronts by what numbers fronts are measured; empty: by none
 */
public record Counting(
    Objective objective,
    List<Objective> further,
    Incumbent incumbent,
    Optional<Cost> time,
    Optional<FrontScale> fronts) {

  /** Accuracies, by validation, and by the time that a table states or the clock has measured. */
  public static final Counting BY_DEFAULT =
      new Counting(
          Objective.ACCURACY, List.of(), Incumbent.VALIDATION, Optional.of(Cost.TRAIN_SECONDS));

  /** Counts trials without measuring fronts. */
  public Counting(
      Objective objective, List<Objective> further, Incumbent incumbent, Optional<Cost> time) {
    this(objective, further, incumbent, time, Optional.empty());
  }

  /** Returns the same with another objective. */
  public Counting of(Objective other) {
    return new Counting(other, further, incumbent, time, fronts);
  }

  /**
   * Returns the name of a column of test values of incumbents.
   *
   * @param statistic what is computed of them; empty: the values themselves
   */
  public String testColumn(String statistic) {
    return objective.column(incumbent.isOptimistic() ? "optimistic_test" : "test", statistic);
  }

  /** Copies the list, and checks that time is time. */
  public Counting {
    further = List.copyOf(further);
    if (time.filter(cost -> cost == Cost.TRAINED_MODELS).isPresent()) {
      throw new IllegalArgumentException("trained models are no time");
    }
  }
}
