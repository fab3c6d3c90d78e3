package nas.experiment.config;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * A YAML file with published results.
 *
 * @param source where the numbers stand
 * @param curves the results, at least one
 */
record PublishedCurves(
    @Setting("Where the numbers stand, as people find it") String source,
    @Setting("Points and curves") @NotEmpty List<Curve> curves) {

  /** Copies the list. */
  PublishedCurves {
    curves = List.copyOf(curves);
  }

  /**
   * A point or a curve.
   *
   * @param name what was searched by what
   * @param source where its numbers stand, if not where the others do
   * @param points by increasing number of models, at least one
   */
  record Curve(
      @Setting("What was searched by what") String name,
      @Setting("Where its numbers stand, if not where the others do") Optional<String> source,
      @Setting("What was reached after how many trained models, in their order") @NotEmpty
          List<Point> points) {

    /** Copies the list and checks the order. */
    Curve {
      points = List.copyOf(points);
      for (int i = 1; i < points.size(); i++) {
        if (points.get(i).models() <= points.get(i - 1).models()) {
          throw new InvalidSettingException(
              "points[" + i + "].models",
              "models ("
                  + Numbers.format(points.get(i).models())
                  + ") must be more than those of the point before it ("
                  + Numbers.format(points.get(i - 1).models())
                  + ")",
              "put the points in the order of their models");
        }
      }
    }
  }

  /**
   * What was reached.
   *
   * @param models trained models
   * @param accuracy test accuracy in percent
   */
  record Point(
      @Setting(value = "Trained models", min = 1) double models,
      @Setting(value = "Test accuracy in percent", min = 0, max = 100) double accuracy) {}
}
