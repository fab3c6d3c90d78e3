package nas.result.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.result.plot.HeatMap;
import nas.result.text.Csv;

/**
 * Which classes were taken for which.
 *
 * @param classNames names of the classes
 * @param counts numbers of images: (true class, class predicted)
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Confusion(List<String> classNames, int[][] counts) {

  /** Copies all and checks that the table is as large as there are classes. */
  public Confusion {
    classNames = List.copyOf(classNames);
    int classes = classNames.size();
    if (counts.length != classes || Arrays.stream(counts).anyMatch(row -> row.length != classes)) {
      throw new IllegalArgumentException("the table must have a row and a column for each class");
    }
    counts = Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
  }

  /** Returns the share of a class's images that were recognised, or NaN if it has none. */
  public double recognised(int label) {
    return (double) counts[label][label] / Arrays.stream(counts[label]).sum();
  }

  /** Returns the table as CSV, with the names of the true classes in the first column. */
  public String csv() {
    List<String> head = new ArrayList<>(List.of("true class"));
    head.addAll(classNames);
    StringBuilder csv = new StringBuilder(Csv.line(head));
    for (int label = 0; label < counts.length; label++) {
      List<String> row = new ArrayList<>(List.of(classNames.get(label)));
      Arrays.stream(counts[label]).forEach(count -> row.add(Integer.toString(count)));
      csv.append(Csv.line(row));
    }
    return csv.toString();
  }

  /** Returns the shares of each row as colours. */
  public HeatMap heatMap() {
    double[][] shares = new double[counts.length][counts.length];
    for (int label = 0; label < counts.length; label++) {
      int sum = Arrays.stream(counts[label]).sum();
      for (int predicted = 0; predicted < counts.length; predicted++) {
        shares[label][predicted] = (double) counts[label][predicted] / sum;
      }
    }
    return new HeatMap(
        "Confusion of the test images",
        "Rows: true class. Columns: class predicted. Share of the row.",
        classNames,
        shares);
  }
}
