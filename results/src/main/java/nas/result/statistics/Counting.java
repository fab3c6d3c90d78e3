package nas.result.statistics;

import java.util.Optional;

/**
 * How the trials of searches are counted in figures and tables.
 *
 * @param incumbent which network counts as the best so far
 * @param time the cost that is training time; empty where none is known
 */
public record Counting(Incumbent incumbent, Optional<Cost> time) {

  /** By validation accuracy, and by the time that a table states or the clock has measured. */
  public static final Counting BY_DEFAULT =
      new Counting(Incumbent.VALIDATION, Optional.of(Cost.TRAIN_SECONDS));

  /** Checks that time is time. */
  public Counting {
    if (time.filter(cost -> cost == Cost.TRAINED_MODELS).isPresent()) {
      throw new IllegalArgumentException("trained models are no time");
    }
  }
}
