package nas.result.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.core.trial.Objective;
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
 * @param subject the network
 * @param values how good it is
 * @param remarks what people should know of the training, sentences without a full stop
 * @param epochs the epochs in order
 * @param confusion of the test images, where it tells the class of images
 * @param settings what it was trained with, by key
 */
public record TrainingReport(
    String title,
    Subject subject,
    Values values,
    List<String> remarks,
    List<Epoch> epochs,
    Optional<Confusion> confusion,
    Map<String, String> settings) {

  private static final double CHART_WIDTH = 600;
  private static final double CHART_HEIGHT = 360;

  /**
   * A network.
   *
   * @param architecture its architecture, as its space writes it
   * @param cell the cell of the network
   * @param parameters trainable parameters
   * @param macs multiply-accumulate operations for one example
   */
  public record Subject(String architecture, CellDrawing cell, long parameters, long macs) {}

  /**
   * How good a network is.
   *
   * @param objective what the values are
   * @param test on the test data
   * @param validation on the validation data; empty if these were trained on
   */
  public record Values(Objective objective, double test, Optional<Double> validation) {

    /** Returns the values in words, such as {@code Test accuracy 93.20 %, validation 93.01 %}. */
    public String text() {
      return Words.capitalised(objective.reported())
          + " "
          + objective.text(test)
          + validation.map(value -> ", validation " + objective.text(value)).orElse("");
    }

    private boolean accuracies() {
      return objective.equals(Objective.ACCURACY);
    }
  }

  /**
   * An epoch of the training.
   *
   * @param number from 1
   * @param trainLoss mean loss, in nats
   * @param trainRightPercent share of right answers on the training data during the epoch
   * @param validation value on the validation data after it, if it was measured
   */
  public record Epoch(
      int number, double trainLoss, double trainRightPercent, OptionalDouble validation) {}

  /** Copies the lists. */
  public TrainingReport {
    remarks = List.copyOf(remarks);
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
    PlotFiles plots = new PlotFiles(folder);
    if (confusion.isPresent()) {
      WholeFile.write(folder.resolve("confusion.csv"), CsvText.of(confusion.get().table()));
      WholeFile.write(folder.resolve("recall.csv"), CsvText.of(confusion.get().recall()));
      plots.write("confusion", confusion.get().heatMap().svg());
    }
    WholeFile.write(folder.resolve("learning-curve.csv"), CsvText.of(learningCurve()));
    plots.write("learning-curve", valuesSvg());
    Path report = folder.resolve("report.html");
    WholeFile.write(report, Page.render("training.jte", this));
    return new Written(report, plots.missing());
  }

  private Table learningCurve() {
    return Table.of(
        List.of(
            Field.count("epoch", Epoch::number),
            Field.number("train-loss", Epoch::trainLoss),
            Field.number(
                values.accuracies() ? "train-accuracy-percent" : "train-right-percent",
                Epoch::trainRightPercent),
            Field.number(
                "validation-" + values.objective().key(),
                epoch -> validation(epoch).orElse(Double.NaN))),
        epochs);
  }

  String valuesSvg() {
    return valuesChart().svg(values.objective().name(), CHART_WIDTH, CHART_HEIGHT);
  }

  String lossesSvg() {
    return losses().svg("loss", CHART_WIDTH, CHART_HEIGHT);
  }

  /** Returns the validation value after an epoch; that after the last one is known, if any is. */
  private Optional<Double> validation(Epoch epoch) {
    return epoch.number() == epochs.size() && epoch.validation().isEmpty()
        ? values.validation()
        : epoch.validation().stream().boxed().findFirst();
  }

  private LineChart valuesChart() {
    List<LineChart.Curve> curves = new ArrayList<>();
    if (values.accuracies()) {
      List<LineChart.Point> training =
          epochs.stream()
              .map(epoch -> new LineChart.Point(epoch.number(), epoch.trainRightPercent()))
              .toList();
      curves.add(new LineChart.Curve("Training", false, training));
    }
    List<LineChart.Point> validation =
        epochs.stream()
            .flatMap(
                epoch ->
                    validation(epoch).map(y -> new LineChart.Point(epoch.number(), y)).stream())
            .toList();
    if (!validation.isEmpty()) {
      curves.add(new LineChart.Curve("Validation", false, validation));
    }
    String words = Words.capitalised(values.objective().words());
    return new LineChart(
        words + " by epoch",
        new LineChart.Axis("Epoch", false),
        new LineChart.Axis(words + values.objective().unitInBrackets(), false),
        curves);
  }

  private LineChart losses() {
    List<LineChart.Point> points =
        epochs.stream()
            .map(epoch -> new LineChart.Point(epoch.number(), epoch.trainLoss()))
            .toList();
    return new LineChart(
        "Training loss by epoch",
        new LineChart.Axis("Epoch", false),
        new LineChart.Axis(values.accuracies() ? "Cross-entropy (nats)" : "Loss (nats)", false),
        List.of(new LineChart.Curve("Training", false, points)));
  }
}
