package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.evaluator.Evaluator;
import nas.experiment.config.HypervolumeSettings;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.Numbers;
import nas.result.statistics.FrontScale;
import nas.result.statistics.ReferencePoint;
import nas.space.Enumeration;
import nas.space.Space;

/** How the fronts of an experiment are measured. */
final class FrontScales {

  private static final String PATH = "report.hypervolume";
  private static final String REFERENCE = "reference.";

  private FrontScales() {}

  /**
   * Refuses objectives of which no architecture of a space has a value, and reference points from
   * which the true front cannot be measured.
   *
   * @param evaluator knows values of the objectives; its results hold them
   * @throws nas.experiment.config.ExperimentException for the first of them
   */
  static <A> void require(LoadedExperiment loaded, Space<A> space, Evaluator<A> evaluator) {
    List<Objective> further = FurtherObjectives.of(loaded.experiment());
    SortedMap<String, ToDoubleFunction<A>> costs = evaluator.costs();
    for (Objective objective : further) {
      ToDoubleFunction<A> value = costs.get(objective.key());
      if (value != null && evaluator.looksUp() && !any(space, value)) {
        throw loaded.explain(
            "objectives",
            new InvalidSettingException(
                objective.key(),
                "The evaluator's table has no value of %s for any architecture of the search space"
                    .formatted(objective.key()),
                "see what it has with 'java -jar nas.jar benchmarks info', or leave it out"));
      }
    }
    requireWorse(loaded, of(loaded, space, evaluator));
  }

  private static void requireWorse(LoadedExperiment loaded, Optional<FrontScale> scale) {
    scale.ifPresent(
        known -> known.trueFront().forEach(point -> requireWorse(loaded, known, point)));
  }

  private static <A> boolean any(Space<A> space, ToDoubleFunction<A> value) {
    Optional<Enumeration<A>> enumeration = Enumeration.of(space);
    if (enumeration.isEmpty()) {
      return true;
    }
    try (Stream<A> architectures = enumeration.get().enumerate()) {
      return architectures.anyMatch(one -> Double.isFinite(value.applyAsDouble(one)));
    }
  }

  private static void requireWorse(LoadedExperiment loaded, FrontScale scale, double[] point) {
    for (int i = 0; i < point.length; i++) {
      ReferencePoint.Axis axis = scale.reference().axes().get(i);
      Objective objective = axis.objective();
      if (objective.reward(axis.reference()) > objective.reward(point[i])) {
        boolean higher = objective.better() == Better.HIGHER;
        throw refused(
            loaded,
            REFERENCE + objective.key(),
            "%s (%s) lies inside the true front, which reaches %s, so that part of it would not count"
                .formatted(objective.key(), text(axis.reference()), text(point[i])),
            (higher ? "lower" : "raise") + " it, to the worst value that counts");
      }
    }
  }

  /**
   * Returns the scale of an experiment with the true front as far as it is known; empty if fronts
   * are not measured.
   *
   * @param evaluator its results hold the further objectives
   * @throws nas.experiment.config.ExperimentException if there is no such reference point
   */
  static <A> Optional<FrontScale> of(
      LoadedExperiment loaded, Space<A> space, Evaluator<A> evaluator) {
    return reference(loaded, evaluator.objective())
        .map(
            reference ->
                new FrontScale(
                    reference,
                    TrueFront.of(space, evaluator, FurtherObjectives.of(loaded.experiment()))));
  }

  /**
   * Returns the scale of an experiment whose evaluator and space may not be at hand; the true front
   * is known only if a table is as it was.
   *
   * @param evaluated the objective of the evaluator
   * @throws nas.experiment.config.ExperimentException if there is no such reference point
   */
  static Optional<FrontScale> of(OpenedRun run, Optional<Space<?>> space, Objective evaluated) {
    Optional<FrontScale> scale =
        reference(run.loaded(), evaluated)
            .map(
                reference ->
                    new FrontScale(
                        reference, space.map(known -> trueFront(run, known)).orElse(List.of())));
    requireWorse(run.loaded(), scale);
    return scale;
  }

  private static <A> List<double[]> trueFront(OpenedRun run, Space<A> whole) {
    LoadedExperiment loaded = run.loaded();
    if (loaded.evaluatorNeedsImages()) {
      return List.of();
    }
    LazyImages images = new LazyImages(loaded, whole, notice -> {});
    try (Evaluator<A> evaluator = RunPlans.evaluator(loaded, whole, images)) {
      boolean same =
          run.provenance()
              .map(
                  then ->
                      then.evaluator().entrySet().containsAll(evaluator.provenance().entrySet()))
              .orElse(false);
      return same && evaluator.looksUp()
          ? TrueFront.of(
              RunPlans.searched(loaded, whole, images, run.folder()),
              RunPlans.measuring(loaded, whole, evaluator, images, run.folder()),
              FurtherObjectives.of(loaded.experiment()))
          : List.of();
    } catch (UserException elsewhere) {
      // The report is about the journals, wherever the table may be now.
      return List.of();
    }
  }

  /**
   * Returns the reference point of an experiment; empty if fronts are not measured.
   *
   * @param evaluated the objective of the evaluator
   * @throws nas.experiment.config.ExperimentException if it is none
   */
  static Optional<ReferencePoint> reference(LoadedExperiment loaded, Objective evaluated) {
    Optional<HypervolumeSettings> settings = loaded.experiment().report().hypervolume();
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    List<Objective> objectives = new ArrayList<>(List.of(evaluated));
    objectives.addAll(FurtherObjectives.of(loaded.experiment()));
    if (objectives.size() == 1) {
      throw loaded.explain(
          "report",
          new InvalidSettingException(
              "hypervolume",
              "hypervolume measures fronts of several objectives, but the experiment has one",
              "name others under objectives, as in {parameters: lower}"));
    }
    requireNames(loaded, settings.get(), objectives.stream().map(Objective::key).toList());
    return Optional.of(
        new ReferencePoint(
            objectives.stream().map(one -> axis(loaded, settings.get(), one)).toList()));
  }

  private static void requireNames(
      LoadedExperiment loaded, HypervolumeSettings settings, List<String> keys) {
    for (String key : settings.reference().keySet()) {
      if (!keys.contains(key)) {
        throw refused(
            loaded, REFERENCE + key, ErrorText.quote(key) + " is no objective", nearest(key, keys));
      }
    }
    for (int i = 0; i < settings.logarithmic().size(); i++) {
      String key = settings.logarithmic().get(i);
      if (!keys.contains(key)) {
        throw refused(
            loaded,
            "logarithmic[" + i + "]",
            ErrorText.quote(key) + " is no objective",
            nearest(key, keys));
      }
    }
  }

  private static String nearest(String key, List<String> keys) {
    return ErrorText.nearest(key, keys)
        .map(nearest -> "you mean " + nearest)
        .orElse("use " + String.join(", ", keys));
  }

  private static ReferencePoint.Axis axis(
      LoadedExperiment loaded, HypervolumeSettings settings, Objective objective) {
    String key = objective.key();
    Double value = settings.reference().get(key);
    if (value == null) {
      throw refused(
          loaded, "reference", "reference has no value of the objective " + key, "add one");
    }
    if (!objective.allows(value)) {
      throw refused(
          loaded,
          REFERENCE + key,
          "%s (%s) must be %s to %s"
              .formatted(key, text(value), text(objective.minimum()), text(objective.maximum())),
          "");
    }
    boolean logarithmic = settings.logarithmic().contains(key);
    if (logarithmic && value <= 0) {
      throw refused(
          loaded,
          REFERENCE + key,
          "%s (%s) has no logarithm, but is measured by it".formatted(key, text(value)),
          "raise it above 0, or take it out of logarithmic");
    }
    return new ReferencePoint.Axis(objective, logarithmic, value);
  }

  private static String text(double value) {
    return Double.isFinite(value) ? Numbers.format(value) : Double.toString(value);
  }

  private static UserException refused(
      LoadedExperiment loaded, String key, String problem, String advice) {
    return loaded.explain(PATH, new InvalidSettingException(key, problem, advice));
  }
}
