package nas.result.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;

/**
 * The front of one search after every cost: the networks evaluated in full that no other is better
 * than by all objectives.
 *
 * <p>As with {@linkplain StepCurve incumbents}, validation values decide which networks these are,
 * and test values are what is measured of them; so a front may become worse, too.
 *
 * @param steps where the front changes, by increasing cost; each holds until the next
 * @param totalCost cost of the whole search
 */
public record FrontProgress(List<Step> steps, double totalCost) {

  /**
   * A new front.
   *
   * @param cost cost spent when it was known
   * @param front of each network its values: the test value, then those of the further objectives
   */
  public record Step(double cost, List<double[]> front) {

    /** Copies the list. */
    public Step {
      front = List.copyOf(front);
    }
  }

  /** Copies the list. */
  public FrontProgress {
    steps = List.copyOf(steps);
  }

  /** A network and what decides whether it is on the front. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Seen(double[] rewards, double[] values) {

    static Seen of(Result.Trained trained, Counting counting) {
      List<Objective> further = counting.further();
      double[] rewards = new double[1 + further.size()];
      double[] values = new double[rewards.length];
      rewards[0] = counting.incumbent().score(trained);
      values[0] = trained.reported();
      for (int i = 0; i < further.size(); i++) {
        values[1 + i] = Objects.requireNonNull(trained.measurements().get(further.get(i).key()));
        rewards[1 + i] = further.get(i).reward(values[1 + i]);
      }
      return new Seen(rewards, values);
    }
  }

  /**
   * Returns the fronts of a search.
   *
   * @param counting by which objectives, and whether validation values decide
   */
  public static FrontProgress of(List<TrialRecord> trials, Cost cost, Counting counting) {
    List<Step> steps = new ArrayList<>();
    List<Seen> front = new ArrayList<>();
    double spent = 0;
    for (TrialRecord trial : trials) {
      spent += cost.of(trial);
      if (trial.trainedInFull().isPresent()
          && joins(front, Seen.of(trial.trainedInFull().get(), counting))) {
        // Trainings that took no time leave several fronts at one cost; the last one counts.
        if (!steps.isEmpty() && steps.get(steps.size() - 1).cost() == spent) {
          steps.remove(steps.size() - 1);
        }
        steps.add(new Step(spent, front.stream().map(Seen::values).toList()));
      }
    }
    return new FrontProgress(steps, spent);
  }

  /** Adds a network to a front, and takes away what it dominates, unless it is dominated itself. */
  private static boolean joins(List<Seen> front, Seen seen) {
    if (front.stream().anyMatch(one -> Front.dominates(one.rewards, seen.rewards))) {
      return false;
    }
    front.removeIf(one -> Front.dominates(seen.rewards, one.rewards));
    return front.add(seen);
  }

  /** Returns the front at the end; empty if no network was evaluated in full. */
  public List<double[]> last() {
    return steps.isEmpty() ? List.of() : steps.get(steps.size() - 1).front();
  }

  /** Returns a number that is computed of each front. */
  public Progress measured(ToDoubleFunction<List<double[]>> measure) {
    return new Progress(
        steps.stream()
            .map(step -> new Progress.Step(step.cost(), measure.applyAsDouble(step.front())))
            .toList(),
        totalCost);
  }
}
