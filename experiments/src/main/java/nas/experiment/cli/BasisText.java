package nas.experiment.cli;

import java.util.stream.Collectors;
import nas.evaluator.AccuracyBasis;
import nas.result.report.Distinction;
import nas.result.report.ReportInput;
import nas.result.statistics.FinalResult;

/** What stands beside accuracies, so that they are not taken for more than they are. */
final class BasisText {

  private BasisText() {}

  /** Says what always answering with one class has, and which strategies end no better. */
  static String beside(AccuracyBasis basis, ReportInput input) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%n%s%n", basis.sentence()));
    String noBetter =
        input.strategies().stream()
            .map(runs -> FinalResult.of(runs.name(), runs.repetitions(), input.counting()))
            .filter(
                result -> result.test().filter(sample -> basis.explains(sample.mean())).isPresent())
            .map(FinalResult::strategy)
            .collect(Collectors.joining(", "));
    if (!noBetter.isEmpty()) {
      text.append(
          String.format(
              "Warning: no better than that: %s. Maybe train for more epochs, or set"
                  + " evaluator.training.class-weights=balanced.%n",
              noBetter));
    }
    Distinction.of(input.strategies(), input.origin())
        .flatMap(Distinction::warning)
        .ifPresent(warning -> text.append(String.format("Warning: %s%n", warning)));
    return text.toString();
  }
}
