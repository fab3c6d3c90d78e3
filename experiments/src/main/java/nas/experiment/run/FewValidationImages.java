package nas.experiment.run;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.trial.Objective;
import nas.experiment.config.Budget;
import nas.result.Provenance;
import nas.result.report.Distinction;
import nas.result.statistics.Evidence;

/** Says before a search that its trainings will hardly tell networks apart. */
final class FewValidationImages {

  /**
   * With so many an accuracy of 80 % moves by 2.5 points; with 100 and 200 searches by training
   * found worse networks than scores did, in results/own-images.
   */
  static final int FEW = 250;

  /** In percent; what small networks reach on small sets. */
  private static final double USUAL_ACCURACY = 80;

  private FewValidationImages() {}

  /**
   * Returns what is to be said.
   *
   * @param objective what networks are compared by
   * @param evaluator what is known of the evaluator, as in {@link Provenance#evaluator}
   */
  static Optional<String> remark(
      Budget budget, Objective objective, Map<String, String> evaluator) {
    OptionalInt images = Distinction.validationImages(evaluator);
    boolean compares = !budget.trainedModels().equals(Optional.of(1));
    if (images.isEmpty()
        || images.getAsInt() > FEW
        || !compares
        || !objective.equals(Objective.ACCURACY)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "On %d validation images chance alone moves an accuracy of %.0f %% by %.1f points, about as"
                + " much as good architectures differ by. Maybe let scores choose and train one"
                + " network for long, as experiments/own-images.yaml does.",
            images.getAsInt(),
            USUAL_ACCURACY,
            Math.sqrt(Evidence.chance(USUAL_ACCURACY, images.getAsInt()))));
  }
}
