package nas.result.correlation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.result.plot.PlotFiles;
import nas.result.table.CsvText;

/** Writes correlations into a folder: tables, plots, and the text of the console. */
public final class CorrelationReport {

  private static final double SCATTER_WIDTH = 860;
  private static final double SCATTER_HEIGHT = 470;
  private static final double COST_WIDTH = 860;
  private static final double COST_HEIGHT = 480;
  private static final double BARS_WIDTH = 760;
  private static final int PANELS_IN_A_ROW = 5;
  private static final double PANEL_SIDE = 190;
  private static final int LONGEST_FILE_NAME = 80;

  private CorrelationReport() {}

  /**
   * What was written.
   *
   * @param files all files
   * @param missing why PNG plots are missing, if they could not be drawn; the rest is complete
   */
  public record Written(List<Path> files, Optional<UserException> missing) {}

  /**
   * Writes everything; files of the same names are replaced.
   *
   * @param folder created if it is not there
   * @param all one for each kind of accuracy
   * @param matrix accuracies and metrics
   * @param costs what scores cost, for a chart of the correlation against the cost; none if empty
   * @param text what the console showed
   * @throws UserException if a file cannot be written
   */
  public static Written write(
      Path folder,
      List<Correlations> all,
      CorrelationMatrix matrix,
      List<ColumnCost> costs,
      String text) {
    List<Path> files = new ArrayList<>();
    files.add(written(folder, "correlations.txt", text));
    files.add(written(folder, "correlations.csv", CsvText.of(CorrelationTables.table(all))));
    files.add(
        written(folder, "metric-correlations.csv", CsvText.of(CorrelationTables.table(matrix))));
    if (!costs.isEmpty()) {
      files.add(
          written(folder, "correlation-cost.csv", CsvText.of(CorrelationCost.table(all, costs))));
    }
    PlotFiles plots = new PlotFiles(folder.resolve("plots"));
    plots.write("metric-correlations", CorrelationPlots.heatMap(matrix).svg());
    Set<String> accuracies = new HashSet<>();
    for (Correlations correlations : all) {
      String part =
          all.size() == 1 ? "" : fileName(correlations.accuracy().name(), accuracies) + "/";
      plots.write(part + "spearman", CorrelationPlots.bars(correlations).svg(BARS_WIDTH));
      if (!costs.isEmpty()) {
        plots.write(
            part + "correlation-cost",
            CorrelationCost.chart(correlations, costs).svg(COST_WIDTH, COST_HEIGHT));
      }
      plots.write(
          part + "ranks",
          CorrelationPlots.allRanks(correlations).smallMultiples(PANELS_IN_A_ROW, PANEL_SIDE));
      Set<String> metrics = new HashSet<>();
      for (Correlations.Row row : correlations.rows()) {
        plots.write(
            part + "scatter-" + fileName(row.column().name(), metrics),
            CorrelationPlots.scatter(correlations, row).svg(SCATTER_WIDTH, SCATTER_HEIGHT));
      }
    }
    files.addAll(plots.written());
    return new Written(List.copyOf(files), plots.missing());
  }

  private static Path written(Path folder, String name, String content) {
    Path file = folder.resolve(name);
    WholeFile.write(file, content);
    return file;
  }

  /** Returns a name that is harmless on every file system and differs from those taken. */
  static String fileName(String name, Set<String> taken) {
    String plain = name.replaceAll("[^A-Za-z0-9_-]+", "_");
    if (plain.length() > LONGEST_FILE_NAME) {
      plain = plain.substring(0, LONGEST_FILE_NAME);
    }
    String free = plain;
    // Some file systems take upper and lower case for the same.
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = plain + "-" + i;
    }
    return free;
  }
}
