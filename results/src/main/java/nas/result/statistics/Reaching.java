package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import nas.core.trial.Objective;

/**
 * When the repetitions of a strategy reach a test value, for any weights of the repetitions: a
 * resample is a weight for each, how often it was drawn. All changes of all anytime curves are
 * sorted once, so that a resample takes one pass.
 */
final class Reaching {

  /** Values that differ by less than rounding count as equal. */
  private static final double ROUNDING = 1e-9;

  private final List<StepCurve> curves;
  private final Objective objective;
  private final double[] costs;
  private final int[] owners;
  private final double[] changes;
  private final boolean[] starts;

  /** By repetition and step: what the best incumbent so far is worth. */
  private final double[][] rewards;

  /**
   * Sorts the changes.
   *
   * @param curves one for each repetition; those without a step reach nothing
   */
  Reaching(List<StepCurve> curves) {
    record Change(double cost, int owner, double by, boolean start) {}
    this.curves = List.copyOf(curves);
    objective =
        curves.stream()
            .filter(curve -> !curve.steps().isEmpty())
            .map(StepCurve::objective)
            .findFirst()
            .orElse(Objective.ACCURACY);
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      double before = 0;
      List<StepCurve.Step> steps = curves.get(i).steps();
      for (int k = 0; k < steps.size(); k++) {
        double after = steps.get(k).test();
        all.add(new Change(steps.get(k).cost(), i, after - before, k == 0));
        before = after;
      }
    }
    all.sort(Comparator.comparingDouble(Change::cost));
    costs = all.stream().mapToDouble(Change::cost).toArray();
    owners = all.stream().mapToInt(Change::owner).toArray();
    changes = all.stream().mapToDouble(Change::by).toArray();
    starts = new boolean[all.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = all.get(i).start();
    }
    rewards = curves.stream().map(this::bestSoFar).toArray(double[][]::new);
  }

  private double[] bestSoFar(StepCurve curve) {
    double[] best = new double[curve.steps().size()];
    for (int i = 0; i < best.length; i++) {
      double own = objective.reward(curve.steps().get(i).test());
      best[i] = i == 0 ? own : Math.max(best[i - 1], own);
    }
    return best;
  }

  private boolean reaches(double value, double target) {
    return objective.reward(value) >= due(target);
  }

  private double due(double target) {
    return objective.reward(target) - ROUNDING;
  }

  int repetitions() {
    return curves.size();
  }

  /** Returns the weights of the repetitions as they are. */
  int[] once() {
    int[] weights = new int[curves.size()];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** Returns the mean of the last incumbents; NaN if no network was trained. */
  double finalMean(int[] weights) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < costs.length; i++) {
      sum += weights[owners[i]] * changes[i];
      count += starts[i] ? weights[owners[i]] : 0;
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /**
   * Returns the first cost per repetition at which the mean of the incumbents reaches the target,
   * once every repetition that trains a network has one.
   */
  Bounds ofMean(int[] weights, double target) {
    int count = 0;
    double spent = 0;
    for (int i = 0; i < curves.size(); i++) {
      count += curves.get(i).steps().isEmpty() ? 0 : weights[i];
      spent = weights[i] > 0 ? Math.max(spent, curves.get(i).totalCost()) : spent;
    }
    double sum = 0;
    int begun = 0;
    for (int i = 0; i < costs.length; i++) {
      sum += weights[owners[i]] * changes[i];
      begun += starts[i] ? weights[owners[i]] : 0;
      boolean settled = i + 1 == costs.length || costs[i + 1] > costs[i];
      if (settled && count > 0 && begun == count && reaches(sum / count, target)) {
        return Bounds.exactly(costs[i]);
      }
    }
    return Bounds.atLeast(spent);
  }

  /** Returns for each repetition the first cost at which its incumbent reaches the target. */
  List<Bounds> ofEach(double target) {
    double due = due(target);
    List<Bounds> each = new ArrayList<>(curves.size());
    for (int i = 0; i < rewards.length; i++) {
      int step = firstAtLeast(rewards[i], due);
      StepCurve curve = curves.get(i);
      each.add(
          step < rewards[i].length
              ? Bounds.exactly(curve.steps().get(step).cost())
              : Bounds.atLeast(curve.totalCost()));
    }
    return each;
  }

  /** Returns the index of the first of rising values that is at least the one due, or how many. */
  private static int firstAtLeast(double[] rising, double due) {
    int low = 0;
    int high = rising.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rising[middle] >= due) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Returns the weighted median of what the repetitions need. */
  static Bounds median(List<Bounds> each, int[] weights) {
    int count = 0;
    for (int weight : weights) {
      count += weight;
    }
    double[] lower = new double[count];
    double[] upper = new double[count];
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      for (int k = 0; k < weights[i]; k++) {
        lower[at] = each.get(i).lower();
        upper[at++] = each.get(i).upper();
      }
    }
    Arrays.sort(lower);
    Arrays.sort(upper);
    return new Bounds(Sample.quantile(lower, 0.5), Sample.quantile(upper, 0.5));
  }
}
