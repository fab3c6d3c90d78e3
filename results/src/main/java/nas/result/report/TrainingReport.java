package nas.result.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.result.plot.CellDrawing;
import nas.result.plot.LineChart;
import nas.result.plot.PlotFiles;
import nas.result.table.CsvText;
import nas.result.table.Field;
import nas.result.table.Table;

/**
 * What came of training one network in full.
 *
 * @param title what was trained
 * @param architecture its architecture, as its space writes it
 * @param cell the cell of the network
 * @param testAccuracyPercent accuracy on the test images
 * @param validationAccuracyPercent accuracy on the validation images
 * @param parameters trainable parameters
 * @param macs multiply-accumulate operations for one image
 * @param epochs the epochs in order
 * @param confusion of the test images
 * @param settings what it was trained with, by key
 */
public record TrainingReport(
    String title,
    String architecture,
    CellDrawing cell,
    double testAccuracyPercent,
    double validationAccuracyPercent,
    long parameters,
    long macs,
    List<Epoch> epochs,
    Confusion confusion,
    Map<String, String> settings) {

  private static final double CHART_WIDTH = 600;
  private static final double CHART_HEIGHT = 360;

  /**
   * An epoch of the training.
   *
   * @param number from 1
   * @param trainLoss mean loss, cross-entropy in nats
   * @param trainAccuracyPercent accuracy on the training images during the epoch
   * @param validationAccuracyPercent accuracy on the validation images after it, if it was measured
   */
  public record Epoch(
      int number,
      double trainLoss,
      double trainAccuracyPercent,
      OptionalDouble validationAccuracyPercent) {}

  /** Copies the list. */
  public TrainingReport {
    epochs = List.copyOf(epochs);
  }

  /**
   * What was written.
   *
   * @param report the HTML file
   * @param missing why PNG plots are missing, if they could not be drawn; the rest is complete
   */
  public record Written(Path report, Optional<UserException> missing) {}

  /**
   * Writes report, tables and plots; files of the same names are replaced.
   *
   * @param folder created if it is not there
   * @throws UserException if a file cannot be written
   */
  public Written write(Path folder) {
    WholeFile.write(folder.resolve("confusion.csv"), CsvText.of(confusion.table()));
    WholeFile.write(folder.resolve("recall.csv"), CsvText.of(confusion.recall()));
    WholeFile.write(folder.resolve("learning-curve.csv"), CsvText.of(learningCurve()));
    PlotFiles plots = new PlotFiles(folder);
    plots.write("confusion", confusion.heatMap().svg());
    plots.write("learning-curve", accuraciesSvg());
    Path report = folder.resolve("report.html");
    WholeFile.write(report, Page.render("training.jte", this));
    return new Written(report, plots.missing());
  }

  private Table learningCurve() {
    return Table.of(
        List.of(
            Field.count("epoch", Epoch::number),
            Field.number("train-loss", Epoch::trainLoss),
            Field.number("train-accuracy-percent", Epoch::trainAccuracyPercent),
            Field.number(
                "validation-accuracy-percent", epoch -> validation(epoch).orElse(Double.NaN))),
        epochs);
  }

  String accuraciesSvg() {
    return accuracies().svg("accuracy", CHART_WIDTH, CHART_HEIGHT);
  }

  String lossesSvg() {
    return losses().svg("loss", CHART_WIDTH, CHART_HEIGHT);
  }

  /** Returns the validation accuracy after an epoch; after the last one it is always known. */
  private Optional<Double> validation(Epoch epoch) {
    return epoch.number() == epochs.size()
        ? Optional.of(validationAccuracyPercent)
        : epoch.validationAccuracyPercent().stream().boxed().findFirst();
  }

  private LineChart accuracies() {
    List<LineChart.Point> training =
        epochs.stream()
            .map(epoch -> new LineChart.Point(epoch.number(), epoch.trainAccuracyPercent()))
            .toList();
    List<LineChart.Point> validation =
        epochs.stream()
            .flatMap(
                epoch ->
                    validation(epoch).map(y -> new LineChart.Point(epoch.number(), y)).stream())
            .toList();
    return new LineChart(
        "Accuracy by epoch",
        new LineChart.Axis("Epoch", false),
        new LineChart.Axis("Accuracy (%)", false),
        List.of(
            new LineChart.Curve("Training", false, training),
            new LineChart.Curve("Validation", false, validation)));
  }

  private LineChart losses() {
    List<LineChart.Point> points =
        epochs.stream()
            .map(epoch -> new LineChart.Point(epoch.number(), epoch.trainLoss()))
            .toList();
    return new LineChart(
        "Training loss by epoch",
        new LineChart.Axis("Epoch", false),
        new LineChart.Axis("Cross-entropy (nats)", false),
        List.of(new LineChart.Curve("Training", false, points)));
  }
}
