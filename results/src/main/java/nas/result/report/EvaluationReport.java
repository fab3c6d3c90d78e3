package nas.result.report;

import static nas.core.text.NumberText.grouped;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.result.plot.PlotFiles;
import nas.result.statistics.Proportion;
import nas.result.table.CsvText;
import nas.result.table.Field;
import nas.result.table.Table;

/**
 * How a trained network does on labelled images.
 *
 * @param title which network, on which images
 * @param confusion which classes it took for which
 * @param mistakes images that it took for another class, the surest first
 * @param pictures those of the first mistakes, as PNG in base 64
 */
public record EvaluationReport(
    String title, Confusion confusion, List<Mistake> mistakes, List<String> pictures) {

  /**
   * An image that was taken for another class.
   *
   * @param file as the user named it
   * @param label name of its class
   * @param answer name of the class that it was taken for
   * @param sure probability that the network gave the answer
   * @param own probability that it gave the class of the image
   */
  public record Mistake(String file, String label, String answer, double sure, double own) {}

  /** Copies the lists and puts the surest mistakes first, equally sure ones by file. */
  public EvaluationReport {
    mistakes =
        mistakes.stream()
            .sorted(
                Comparator.comparingDouble((Mistake one) -> -one.sure())
                    .thenComparing(Mistake::file))
            .toList();
    pictures = List.copyOf(pictures);
  }

  /** Returns the same with pictures. */
  public EvaluationReport withPictures(List<String> shown) {
    return new EvaluationReport(title, confusion, mistakes, shown);
  }

  /** Returns the number of images. */
  public int images() {
    return IntStream.range(0, confusion.classNames().size()).map(confusion::images).sum();
  }

  /** Returns the share of right answers. */
  public Proportion accuracy() {
    return new Proportion(images() - mistakes.size(), images());
  }

  /** Returns the accuracy with its interval, such as {@code 92.50 % (90.10 to 94.35)}. */
  public String accuracyText() {
    Proportion accuracy = accuracy();
    return "%.2f %% (95 %% interval %.2f to %.2f)"
        .formatted(100 * accuracy.share(), 100 * accuracy.lower(), 100 * accuracy.upper());
  }

  /** Returns all mistakes. */
  Table table() {
    return Table.of(
        List.<Field<Mistake>>of(
            Field.text("file", Mistake::file).headed("File"),
            Field.text("class", Mistake::label).headed("Class"),
            Field.text("taken-for", Mistake::answer).headed("Taken for"),
            Field.number("probability", Mistake::sure)
                .shown(one -> grouped(100 * one.sure(), 2))
                .headed("Probability", "%"),
            Field.number("probability-of-its-class", Mistake::own)
                .shown(one -> grouped(100 * one.own(), 2))
                .headed("Of its class", "%")),
        mistakes);
  }

  /**
   * Writes report, tables and plots; files of the same names are replaced.
   *
   * @param folder created if it is not there
   * @return the HTML file, and why PNG plots are missing, if they could not be drawn
   * @throws UserException if a file cannot be written
   */
  public TrainingReport.Written write(Path folder) {
    PlotFiles plots = new PlotFiles(folder);
    WholeFile.write(folder.resolve("confusion.csv"), CsvText.of(confusion.table()));
    WholeFile.write(folder.resolve("recall.csv"), CsvText.of(confusion.recall()));
    WholeFile.write(folder.resolve("mistakes.csv"), CsvText.of(table()));
    plots.write("confusion", confusion.heatMap().svg());
    Path report = folder.resolve("report.html");
    WholeFile.write(report, Page.render("evaluation.jte", this));
    return new TrainingReport.Written(report, plots.missing());
  }

  /** Returns the mistake that a picture is of. */
  Mistake mistake(int picture) {
    return mistakes.get(picture);
  }

  /** Returns the warning of the confusion, if there is one. */
  public Optional<String> warning() {
    return confusion.warning(100 * accuracy().share());
  }
}
