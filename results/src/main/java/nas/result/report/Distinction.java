package nas.result.report;

import static nas.core.text.NumberText.grouped;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.Provenance;
import nas.result.statistics.Evidence;
import nas.result.statistics.Sample;

/**
 * How well validation accuracies tell trained networks apart.
 *
 * @param networks how many
 * @param images on how many each was validated
 * @param chance standard deviation of an accuracy by chance alone, in percent
 * @param spread standard deviation of the accuracies, in percent
 */
public record Distinction(int networks, int images, double chance, double spread) {

  /** Where a source says on how many images networks were validated. */
  private static final String IMAGES = "validation-images";

  /**
   * Compares the spread of accuracies with what chance alone makes.
   *
   * @param strategies all searches
   * @param origin of which the first source says how many images there were
   * @return nothing if that is not known, networks are compared by something else, or are fewer
   *     than {@link Evidence#FEWEST}
   */
  public static Optional<Distinction> of(List<StrategyRuns> strategies, ReportInput.Origin origin) {
    return origin.sources().stream()
        .findFirst()
        .flatMap(ReportInput.Source::provenance)
        .map(Distinction::validationImages)
        .filter(OptionalInt::isPresent)
        .flatMap(images -> of(strategies, images.getAsInt()));
  }

  /** Returns on how many images the networks of a run were validated, if its provenance says so. */
  public static OptionalInt validationImages(Provenance provenance) {
    return validationImages(provenance.evaluator());
  }

  /** Returns the same of what is known of an evaluator. */
  public static OptionalInt validationImages(Map<String, String> evaluator) {
    String count = evaluator.get(IMAGES);
    return count == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(count));
  }

  private static Optional<Distinction> of(List<StrategyRuns> strategies, int images) {
    double[] accuracies =
        strategies.stream()
            .filter(StrategyRuns::searches)
            .flatMap(runs -> runs.repetitions().stream())
            .flatMap(List::stream)
            .flatMap(trial -> trial.trainedInFull().stream())
            .filter(trained -> trained.objective().equals(Objective.ACCURACY))
            .mapToDouble(Result.Trained::validation)
            .toArray();
    if (accuracies.length < Evidence.FEWEST) {
      return Optional.empty();
    }
    Sample chance =
        new Sample(
            Arrays.stream(accuracies).map(accuracy -> Evidence.chance(accuracy, images)).toArray());
    return Optional.of(
        new Distinction(
            accuracies.length,
            images,
            Math.sqrt(chance.mean()),
            new Sample(accuracies).standardDeviation().orElseThrow()));
  }

  /** Warns where chance makes more than half of the variance of the accuracies. */
  public Optional<String> warning() {
    return chance * chance <= spread * spread / 2
        ? Optional.empty()
        : Optional.of(
            ("on %s validation images chance alone moves an accuracy by %.1f points, and those of"
                    + " %s networks spread by %.1f: most of their order is chance. Maybe use more"
                    + " images, or train for more epochs.")
                .formatted(grouped(images, 0), chance, grouped(networks, 0), spread));
  }
}
