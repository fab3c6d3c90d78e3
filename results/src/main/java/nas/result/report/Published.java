package nas.result.report;

import java.util.List;
import java.util.stream.Collectors;
import nas.core.text.NumberText;

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
   * @param testAccuracyPercent 0 to 100
   */
  public record Point(double trainedModels, double testAccuracyPercent) {}

  /** Copies the list. */
  public Published {
    points = List.copyOf(points);
  }

  String pointsInWords() {
    return points.stream()
        .map(
            point ->
                NumberText.grouped(point.testAccuracyPercent(), 2)
                    + " % after "
                    + NumberText.grouped(point.trainedModels(), 0))
        .collect(Collectors.joining(", "));
  }
}
