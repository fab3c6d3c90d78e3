package nas.result.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;

/**
 * The anytime curve of one search: test value of its incumbent after every cost.
 *
 * <p>The incumbent is the fully evaluated network with the best validation value so far, the
 * earliest of equals. The test value decides nothing, so the curve may fall; only by {@link
 * Incumbent#TEST} does it decide. Evaluations at lower fidelities cost what they cost, but make no
 * incumbent.
 *
 * @param objective what is better
 * @param steps where the incumbent changes, by increasing cost; each holds until the next
 * @param totalCost cost of the whole search; the last incumbent holds beyond it
 */
public record StepCurve(Objective objective, List<Step> steps, double totalCost) {

  /**
   * A new incumbent.
   *
   * @param cost cost spent when it was known, that of its own training included
   * @param incumbent the trial
   * @param validation its validation value
   * @param test its test value
   */
  public record Step(double cost, int incumbent, double validation, double test) {}

  /** Copies the list. */
  public StepCurve {
    steps = List.copyOf(steps);
  }

  /** Creates a curve of accuracies. */
  public StepCurve(List<Step> steps, double totalCost) {
    this(Objective.ACCURACY, steps, totalCost);
  }

  /** Returns the anytime curve of a search, the incumbent chosen by validation. */
  public static StepCurve of(List<TrialRecord> trials, Cost cost) {
    return of(trials, cost, Incumbent.VALIDATION);
  }

  /**
   * Returns the anytime curve of a search.
   *
   * @param by what makes a network the incumbent
   */
  public static StepCurve of(List<TrialRecord> trials, Cost cost, Incumbent by) {
    List<Step> steps = new ArrayList<>();
    double spent = 0;
    double best = Double.NEGATIVE_INFINITY;
    Objective objective = Objective.ACCURACY;
    for (TrialRecord trial : trials) {
      spent += cost.of(trial);
      if (trial.result() instanceof Result.Trained trained
          && trial.fidelity().isEmpty()
          && by.score(trained) > best) {
        best = by.score(trained);
        objective = trained.objective();
        Step step = new Step(spent, trial.trial(), trained.validation(), trained.reported());
        // Trainings that took no time leave several incumbents at one cost; the last one counts.
        if (!steps.isEmpty() && steps.get(steps.size() - 1).cost() == spent) {
          steps.remove(steps.size() - 1);
        }
        steps.add(step);
      }
    }
    return new StepCurve(objective, steps, spent);
  }

  /** Returns the objective of the trained networks of searches; empty if there is none. */
  public static Optional<Objective> objective(List<List<TrialRecord>> searches) {
    return searches.stream()
        .flatMap(List::stream)
        .filter(trial -> trial.result() instanceof Result.Trained)
        .map(trial -> ((Result.Trained) trial.result()).objective())
        .findFirst();
  }

  /**
   * Returns the incumbent of a search at its end, chosen by validation; empty if no network was
   * trained.
   */
  public static Optional<TrialRecord> incumbent(List<TrialRecord> trials) {
    return incumbent(trials, Incumbent.VALIDATION);
  }

  /** Returns the incumbent of a search at its end; empty if no network was trained. */
  public static Optional<TrialRecord> incumbent(List<TrialRecord> trials, Incumbent by) {
    List<Step> steps = of(trials, Cost.TRAINED_MODELS, by).steps();
    return steps.isEmpty()
        ? Optional.empty()
        : Optional.of(trials.get(steps.get(steps.size() - 1).incumbent()));
  }

  /** Returns the test values of the incumbents alone. */
  public Progress tested() {
    return new Progress(
        steps.stream().map(step -> new Progress.Step(step.cost(), step.test())).toList(),
        totalCost);
  }

  /** Returns the test value of the incumbent after a cost; empty before the first network. */
  public OptionalDouble testAt(double cost) {
    return tested().at(cost);
  }
}
