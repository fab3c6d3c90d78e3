package nas.experiment.run;

import java.util.Locale;
import java.util.Optional;
import nas.core.trial.Result;
import nas.experiment.config.Budget;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;

/**
 * The limits of a search that its results decide: time and target accuracy. They are looked at when
 * a trial settles, in the order of trials, so the search ends with the same trial for any number of
 * workers; what was underway behind that trial is dropped.
 */
final class SearchLimits {

  private static final double SECONDS_PER_HOUR = 3600;

  private final Budget budget;
  private double seconds;

  SearchLimits(Budget budget) {
    this.budget = budget;
  }

  /** Says whether results decide when the search ends. */
  boolean any() {
    return budget.hours().isPresent() || budget.target().isPresent();
  }

  /** Takes the next trial; returns why the search ends with it, if it does. */
  Optional<SearchEnd> endsWith(TrialRecord trial) {
    seconds += Cost.TRAIN_SECONDS.of(trial);
    if (reaches(trial)) {
      Result.Trained reached = (Result.Trained) trial.result();
      return end(
          SearchEnd.Reason.TARGET_REACHED,
          trial,
          reached.objective().text(reached.validation()) + " " + reached.objective().searched());
    }
    double hours = seconds / SECONDS_PER_HOUR;
    if (budget.hours().isPresent() && hours >= budget.hours().get()) {
      return end(
          SearchEnd.Reason.TIME_LIMIT,
          trial,
          String.format(Locale.ROOT, "%.3g hours of training", hours));
    }
    return Optional.empty();
  }

  private boolean reaches(TrialRecord trial) {
    return budget.target().isPresent()
        && trial.fidelity().isEmpty()
        && trial.result() instanceof Result.Trained trained
        && trained.reward() >= trained.objective().reward(budget.target().get());
  }

  private static Optional<SearchEnd> end(
      SearchEnd.Reason reason, TrialRecord trial, String detail) {
    return Optional.of(new SearchEnd(reason, trial.trial() + 1, detail));
  }
}
