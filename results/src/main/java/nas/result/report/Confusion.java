package nas.result.report;

import static nas.core.text.NumberText.grouped;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.result.plot.HeatMap;
import nas.result.table.Column;
import nas.result.table.Field;
import nas.result.table.Table;
import nas.result.table.Value;

/**
 * Which classes were taken for which.
 *
 * @param classNames names of the classes
 * @param counts numbers of images: (true class, class predicted)
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Confusion(List<String> classNames, int[][] counts) {

  private static final String NO_IMAGES = "no images";

  /** Classes of which the console shows the recall. */
  private static final int MOST_LISTED = 20;

  private static final double ROUNDING = 1e-9;

  /** Copies all and checks that the table is as large as there are classes. */
  public Confusion {
    classNames = List.copyOf(classNames);
    int classes = classNames.size();
    if (counts.length != classes || Arrays.stream(counts).anyMatch(row -> row.length != classes)) {
      throw new IllegalArgumentException("the table must have a row and a column for each class");
    }
    counts = Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
  }

  /** Returns the number of images of a class. */
  public int images(int label) {
    return Arrays.stream(counts[label]).sum();
  }

  /** Returns the recall of a class: the share of its images recognised; NaN if it has none. */
  public double recognised(int label) {
    return images(label) == 0 ? Double.NaN : (double) counts[label][label] / images(label);
  }

  /** Returns the mean recall of the classes that have images, in percent. */
  public double balancedAccuracyPercent() {
    return 100
        * labels()
            .mapToDouble(this::recognised)
            .filter(share -> !Double.isNaN(share))
            .average()
            .orElse(Double.NaN);
  }

  /** Returns the class with the most images, the first of several. */
  public int largest() {
    int largest = 0;
    for (int label = 1; label < counts.length; label++) {
      largest = images(label) > images(largest) ? label : largest;
    }
    return largest;
  }

  /** Returns the accuracy of always answering with the largest class, in percent. */
  public double largestPercent() {
    return 100.0 * images(largest()) / labels().map(this::images).sum();
  }

  /** Returns the names of the classes that have no images. */
  public List<String> withoutImages() {
    return labels().filter(label -> images(label) == 0).mapToObj(classNames::get).toList();
  }

  /** Returns a recall in percent as people read it. */
  String recall(int label, int digits) {
    return images(label) == 0 ? NO_IMAGES : grouped(100 * recognised(label), digits);
  }

  private IntStream labels() {
    return IntStream.range(0, counts.length);
  }

  /** Returns a row for each class: images, how many were recognised, and the recall. */
  Table recall() {
    return Table.of(
        List.<Field<Integer>>of(
            Field.text("class", classNames::get).headed("Class"),
            Field.count("test-images", this::images).headed("Test images"),
            Field.count("recognised", label -> counts[label][label]),
            Field.<Integer>values(
                    "recall-percent",
                    Column.Type.NUMBER,
                    label ->
                        images(label) == 0
                            ? new Value.Text(NO_IMAGES)
                            : Value.of(100 * recognised(label)))
                .shown(label -> recall(label, 1))
                .headed("Recognised", "%")),
        labels().boxed().toList());
  }

  /** Returns what the console says of the classes: a few lines, each with its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Balanced accuracy %.2f %%; always answering '%s' has %.2f %%%n",
            balancedAccuracyPercent(),
            classNames.get(largest()),
            largestPercent()));
    text.append(counts.length <= MOST_LISTED ? "Recall: " : "Lowest recall: ");
    text.append(
        labels()
            .boxed()
            .sorted(
                counts.length <= MOST_LISTED
                    ? Comparator.naturalOrder()
                    : Comparator.comparingDouble(this::recognised))
            .limit(MOST_LISTED)
            .map(
                label ->
                    classNames.get(label)
                        + " "
                        + recall(label, 2)
                        + (images(label) == 0 ? "" : " %"))
            .collect(Collectors.joining(", ")));
    text.append(System.lineSeparator());
    if (!withoutImages().isEmpty()) {
      text.append("No test images: ").append(String.join(", ", withoutImages()));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  /** Returns a warning where an accuracy on these images says nothing; empty otherwise. */
  public Optional<String> warning(double accuracyPercent) {
    return accuracyPercent > largestPercent() + ROUNDING
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Warning: the test accuracy (%.2f %%) is no better than always answering '%s'"
                    + " (%.2f %%).",
                accuracyPercent,
                classNames.get(largest()),
                largestPercent()));
  }

  /** Returns the counts, with the names of the true classes in the first column. */
  Table table() {
    List<Field<Integer>> fields = new ArrayList<>();
    fields.add(Field.text("true class", classNames::get));
    labels()
        .forEach(
            predicted ->
                fields.add(
                    Field.count(classNames.get(predicted), label -> counts[label][predicted])));
    return Table.of(fields, labels().boxed().toList());
  }

  /** Returns the shares of each row as colours. */
  public HeatMap heatMap() {
    double[][] shares = new double[counts.length][counts.length];
    for (int label = 0; label < counts.length; label++) {
      int sum = images(label);
      for (int predicted = 0; predicted < counts.length; predicted++) {
        shares[label][predicted] = sum == 0 ? Double.NaN : (double) counts[label][predicted] / sum;
      }
    }
    return new HeatMap(
        "Confusion of the test images",
        "Rows: true class. Columns: class predicted. Share of the row.",
        labels()
            .mapToObj(
                label -> classNames.get(label) + (images(label) == 0 ? " (" + NO_IMAGES + ")" : ""))
            .toList(),
        shares);
  }
}
