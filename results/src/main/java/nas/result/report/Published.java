package nas.result.report;

import java.util.List;
import java.util.stream.Collectors;
import nas.core.text.NumberText;
import nas.core.trial.Objective;

/**
 * A published point or curve that stands beside the results of a run.
 *
 * @param name what was searched by what
 * @param points by increasing number of trained models, at least one
 * @param source where the numbers stand
 */
public record Published(String name, List<Point> points, String source) {

  /**
   * What was reached.
   *
   * @param trainedModels networks trained, above 0
   * @param test test value, such as an accuracy in percent
   */
  public record Point(double trainedModels, double test) {}

  /** Copies the list. */
  public Published {
    points = List.copyOf(points);
  }

  String pointsInWords(Objective objective) {
    return points.stream()
        .map(
            point ->
                NumberText.grouped(point.test(), 2)
                    + (objective.unit().isEmpty() ? "" : " " + objective.symbol())
                    + " after "
                    + NumberText.grouped(point.trainedModels(), 0))
        .collect(Collectors.joining(", "));
  }
}
