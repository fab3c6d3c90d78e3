package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.ForwardingEvaluator;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.experiment.config.Experiment;

/**
 * Objectives of a search beside the value that its evaluator gives. Their values are measurements
 * of the results, so that they stand in the journals.
 */
final class FurtherObjectives {

  private static final String KEY = "objectives";

  private FurtherObjectives() {}

  /** Returns the further objectives of an experiment, in the order of their names. */
  static List<Objective> of(Experiment experiment) {
    List<Objective> objectives = new ArrayList<>();
    experiment
        .objectives()
        .ifPresent(
            wanted ->
                wanted.forEach(
                    (quantity, better) -> objectives.add(Objective.ofMetric(quantity, better))));
    return List.copyOf(objectives);
  }

  /** Says whether an experiment wants the latency that is measured to be low. */
  static boolean measured(Experiment experiment) {
    return experiment
        .objectives()
        .filter(wanted -> wanted.containsKey(MeasuredLatencies.QUANTITY))
        .isPresent();
  }

  /**
   * Returns the values that a result holds of them.
   *
   * @throws IllegalArgumentException if a trained network has no value of one
   */
  static List<ObjectiveValue> values(List<Objective> objectives, Result result) {
    if (!(result instanceof Result.Trained trained)) {
      return List.of();
    }
    List<ObjectiveValue> values = new ArrayList<>();
    for (Objective objective : objectives) {
      Double value = trained.measurements().get(objective.key());
      if (value == null) {
        throw new IllegalArgumentException("there is no " + objective.key());
      }
      values.add(new ObjectiveValue(objective, value));
    }
    return values;
  }

  /**
   * Returns an evaluator whose results hold the values of the further objectives of an experiment;
   * the evaluator itself if there are none.
   *
   * @param full index of the full fidelity
   * @throws nas.experiment.config.ExperimentException if a quantity is unknown
   */
  static <A> Evaluator<A> measuring(
      Experiment experiment, Evaluator<A> evaluator, int full, Quantities<A> quantities) {
    SortedMap<String, ToDoubleFunction<A>> measured = new TreeMap<>();
    for (Objective objective : of(experiment)) {
      measured.put(objective.key(), quantities.find(KEY, objective.key()));
    }
    return measuring(evaluator, full, measured);
  }

  /**
   * Returns an evaluator whose results hold quantities of their networks; the evaluator itself if
   * there are none.
   *
   * @param full index of the full fidelity
   * @param measured the quantities by name; a network of which one is not finite has failed
   */
  static <A> Evaluator<A> measuring(
      Evaluator<A> evaluator, int full, SortedMap<String, ToDoubleFunction<A>> measured) {
    return measured.isEmpty() ? evaluator : new Measuring<>(evaluator, full, measured);
  }

  /** Adds measurements to results. */
  private static final class Measuring<A> extends ForwardingEvaluator<A> {

    private final SortedMap<String, ToDoubleFunction<A>> measured;

    Measuring(Evaluator<A> inner, int full, SortedMap<String, ToDoubleFunction<A>> measured) {
      super(inner, full);
      this.measured = measured;
    }

    @Override
    public SliceResult evaluate(
        A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
        throws InterruptedException {
      SliceResult result = super.evaluate(architecture, fidelity, seed, slice, progress);
      return result instanceof SliceResult.Ended ended
              && ended.result() instanceof Result.Trained trained
          ? new SliceResult.Ended(measured(architecture, trained))
          : result;
    }

    private Result measured(A architecture, Result.Trained trained) throws InterruptedException {
      SortedMap<String, Double> all = new TreeMap<>(trained.measurements());
      for (var quantity : measured.entrySet()) {
        double value = value(architecture, quantity.getValue());
        if (!Double.isFinite(value)) {
          return new Result.Failed(
              FailureKind.UNTRAINABLE,
              "its " + quantity.getKey() + " is not known, which is an objective",
              trained.simulatedTrainSeconds());
        }
        all.put(quantity.getKey(), value);
      }
      return trained.withMeasurements(all);
    }

    private static <A> double value(A architecture, ToDoubleFunction<A> quantity)
        throws InterruptedException {
      try {
        return quantity.applyAsDouble(architecture);
      } catch (StoppedException stopped) {
        throw new InterruptedException();
      }
    }
  }
}
