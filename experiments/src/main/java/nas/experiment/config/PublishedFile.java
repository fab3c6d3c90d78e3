package nas.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.result.report.Published;

/**
 * Reads published points and curves, to be drawn beside results: YAML as {@link PublishedCurves}
 * describes it, or CSV with the columns name, trained_models, test_accuracy_percent and source, a
 * row a point.
 */
final class PublishedFile {

  private static final String NAME = "name";
  private static final String MODELS = "trained_models";
  private static final String ACCURACY = "test_accuracy_percent";
  private static final String SOURCE = "source";

  private PublishedFile() {}

  /**
   * Reads a file.
   *
   * @throws ExperimentException if it is YAML that is not as described
   * @throws UserException if it is CSV that is not as described, or neither by its name
   */
  static List<Published> read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return csv(file);
    } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return yaml(file);
    }
    throw new UserException(
        "The published results in " + file + " have a form that is not known",
        "give a file whose name ends with .yaml, .yml or .csv");
  }

  private static List<Published> yaml(Path file) {
    PublishedCurves curves = SettingsReader.read(file, PublishedCurves.class);
    return curves.curves().stream()
        .map(
            curve ->
                new Published(
                    curve.name(),
                    curve.points().stream()
                        .map(point -> new Published.Point(point.models(), point.accuracy()))
                        .toList(),
                    curve.source().orElse(curves.source())))
        .toList();
  }

  private static List<Published> csv(Path file) {
    Map<String, Published> byName = new LinkedHashMap<>();
    try (CsvReader csv = CsvReader.open(file)) {
      int name = column(csv, NAME);
      int models = column(csv, MODELS);
      int accuracy = column(csv, ACCURACY);
      int source = column(csv, SOURCE);
      while (csv.next()) {
        Published.Point point =
            new Published.Point(
                number(csv, models, 1, Double.MAX_VALUE), number(csv, accuracy, 0, 100));
        add(csv, byName, text(csv, name), text(csv, source), point);
      }
    }
    if (byName.isEmpty()) {
      throw new UserException(file + " has no row", "add a point");
    }
    return List.copyOf(byName.values());
  }

  private static void add(
      CsvReader csv,
      Map<String, Published> byName,
      String name,
      String source,
      Published.Point point) {
    Published before = byName.get(name);
    List<Published.Point> points = new ArrayList<>();
    if (before != null) {
      points.addAll(before.points());
      double last = points.get(points.size() - 1).trainedModels();
      if (point.trainedModels() <= last) {
        throw refused(
            csv,
            MODELS
                + " ("
                + Numbers.format(point.trainedModels())
                + ") must be more than those of the point of "
                + name
                + " before it ("
                + Numbers.format(last)
                + ")",
            "put the points in the order of their models");
      }
    }
    points.add(point);
    byName.put(name, new Published(name, points, before == null ? source : before.source()));
  }

  private static int column(CsvReader csv, String name) {
    int column = csv.header().indexOf(name);
    if (column < 0) {
      throw new UserException(
          csv.file() + ":1: there is no column " + name,
          "published results have the columns "
              + String.join(", ", NAME, MODELS, ACCURACY, SOURCE));
    }
    return column;
  }

  private static String text(CsvReader csv, int column) {
    String text = csv.cell(column).strip();
    if (text.isEmpty()) {
      throw refused(csv, csv.header().get(column) + " is empty", "");
    }
    return text;
  }

  private static double number(CsvReader csv, int column, double least, double greatest) {
    double value = csv.number(column).orElse(Double.NaN);
    if (!(value >= least && value <= greatest)) {
      throw refused(
          csv,
          csv.header().get(column)
              + " ("
              + csv.cell(column)
              + ") must be "
              + (greatest < Double.MAX_VALUE
                  ? Numbers.format(least) + " to " + Numbers.format(greatest)
                  : "at least " + Numbers.format(least)),
          "");
    }
    return value;
  }

  private static UserException refused(CsvReader csv, String problem, String advice) {
    return UserException.at(csv.file(), csv.line(), problem, advice);
  }
}
