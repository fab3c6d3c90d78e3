package nas.result.report;

import static nas.result.plot.SvgText.escape;
import static nas.result.plot.SvgText.grouped;

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
import nas.result.text.Csv;

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
    WholeFile.write(folder.resolve("confusion.csv"), confusion.csv());
    WholeFile.write(folder.resolve("recall.csv"), confusion.recallCsv());
    WholeFile.write(folder.resolve("learning-curve.csv"), learningCurve());
    PlotFiles plots = new PlotFiles(folder);
    plots.write("confusion", confusion.heatMap().svg());
    plots.write("learning-curve", accuracies().svg("accuracy", CHART_WIDTH, CHART_HEIGHT));
    Path report = folder.resolve("report.html");
    WholeFile.write(report, html());
    return new Written(report, plots.missing());
  }

  private String learningCurve() {
    StringBuilder csv =
        new StringBuilder(
            Csv.line(
                List.of(
                    "epoch",
                    "train-loss",
                    "train-accuracy-percent",
                    "validation-accuracy-percent")));
    for (Epoch epoch : epochs) {
      csv.append(
          Csv.line(
              List.of(
                  Integer.toString(epoch.number()),
                  Csv.number(epoch.trainLoss()),
                  Csv.number(epoch.trainAccuracyPercent()),
                  validation(epoch).map(Csv::number).orElse(""))));
    }
    return csv.toString();
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

  private String html() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'">
        """);
    out.append("<title>").append(escape(title)).append("</title>\n<style>\n");
    out.append(HtmlReport.resource("report.css")).append("</style>\n</head>\n<body>\n<main>\n");
    out.append("<header>\n<h1>").append(escape(title)).append("</h1>\n</header>\n");
    headline(out);
    out.append("<section>\n<h2>Training</h2>\n<div class=\"charts\">\n");
    figure(out, accuracies().svg("accuracy", CHART_WIDTH, CHART_HEIGHT));
    figure(out, losses().svg("loss", CHART_WIDTH, CHART_HEIGHT));
    out.append("</div>\n</section>\n<section>\n<h2>Which classes were taken for which</h2>\n");
    figure(out, confusion.heatMap().svg());
    classes(out);
    out.append("</section>\n<section>\n<h2>Settings</h2>\n");
    out.append("<div class=\"scroll\"><table class=\"plain\">\n<tbody>\n");
    settings.forEach(
        (key, value) ->
            out.append("<tr><td>")
                .append(escape(key))
                .append("</td><td class=\"value\">")
                .append(escape(value))
                .append("</td></tr>\n"));
    return out.append("</tbody></table></div>\n</section>\n</main>\n</body>\n</html>\n").toString();
  }

  private void headline(StringBuilder out) {
    out.append("<section class=\"headline\" aria-label=\"Accuracy\">\n");
    out.append("<div class=\"big\"><p class=\"caption\">Trained network</p><p class=\"figure\">")
        .append(grouped(testAccuracyPercent, 2))
        .append("<span class=\"unit\">&#8201;%</span></p><p>test accuracy</p></div>\n");
    out.append("<div class=\"what\"><code class=\"architecture\">")
        .append(HtmlReport.breakable(architecture))
        .append("</code>\n<figure class=\"cell-box\">")
        .append(HtmlReport.inline(cell.svg(architecture)))
        .append("</figure></div>\n<dl class=\"facts\">\n");
    fact(out, "Balanced accuracy", grouped(confusion.balancedAccuracyPercent(), 2) + "&#8201;%");
    fact(
        out,
        "Always " + escape(confusion.classNames().get(confusion.largest())),
        grouped(confusion.largestPercent(), 2) + "&#8201;%");
    fact(out, "Validation accuracy", grouped(validationAccuracyPercent, 2) + "&#8201;%");
    fact(out, "Parameters", HtmlReport.scaled((double) parameters));
    fact(out, "MACs", HtmlReport.scaled((double) macs));
    fact(out, "Epochs", grouped(epochs.size(), 0));
    fact(out, "Classes", grouped(confusion.classNames().size(), 0));
    out.append("</dl>\n");
    confusion
        .warning(testAccuracyPercent)
        .ifPresent(warning -> out.append("<p>").append(escape(warning)).append("</p>\n"));
    out.append("</section>\n");
  }

  private static void fact(StringBuilder out, String name, String html) {
    out.append("<div><dt>").append(name).append("</dt><dd>").append(html).append("</dd></div>\n");
  }

  private static void figure(StringBuilder out, String svg) {
    out.append("<figure class=\"chart-box\">").append(HtmlReport.inline(svg)).append("</figure>\n");
  }

  private void classes(StringBuilder out) {
    out.append("<div class=\"scroll\"><table class=\"sortable\">\n<thead><tr>");
    out.append("<th scope=\"col\">Class</th><th scope=\"col\">Test images</th>");
    out.append("<th scope=\"col\">Recognised (%)</th></tr></thead>\n<tbody>\n");
    for (int label = 0; label < confusion.classNames().size(); label++) {
      out.append("<tr><th scope=\"row\">")
          .append(escape(confusion.classNames().get(label)))
          .append("</th><td>")
          .append(grouped(confusion.images(label), 0))
          .append("</td><td>")
          .append(confusion.recall(label, 1))
          .append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }
}
