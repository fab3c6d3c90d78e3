package nas.result.correlation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import nas.result.ResultException;
import nas.result.io.WholeFile;
import nas.result.plot.Png;

/** Writes correlations into a folder: tables, plots, and the text of the console. */
public final class CorrelationReport {

  private static final double SCATTER_WIDTH = 860;
  private static final double SCATTER_HEIGHT = 470;
  private static final double BARS_WIDTH = 760;
  private static final int PANELS_IN_A_ROW = 5;
  private static final double PANEL_SIDE = 190;
  private static final double PNG_SCALE = 2;
  private static final int LONGEST_FILE_NAME = 80;

  private CorrelationReport() {}

  /**
   * What was written.
   *
   * @param files all files
   * @param missing why PNG plots are missing, if they could not be drawn; the rest is complete
   */
  public record Written(List<Path> files, Optional<ResultException> missing) {}

  /**
   * Writes everything; files of the same names are replaced.
   *
   * @param folder created if it is not there
   * @param all one for each kind of accuracy
   * @param matrix accuracies and metrics
   * @param text what the console showed
   * @throws ResultException if a file cannot be written
   */
  public static Written write(
      Path folder, List<Correlations> all, CorrelationMatrix matrix, String text) {
    Output output = new Output(folder);
    output.text("correlations.txt", text);
    output.text("correlations.csv", CorrelationTables.csv(all));
    output.text("metric-correlations.csv", CorrelationTables.csv(matrix));
    output.plot("plots/metric-correlations", CorrelationPlots.heatMap(matrix).svg());
    Set<String> accuracies = new HashSet<>();
    for (Correlations correlations : all) {
      String part =
          all.size() == 1 ? "" : fileName(correlations.accuracy().name(), accuracies) + "/";
      output.plot(
          "plots/" + part + "spearman", CorrelationPlots.bars(correlations).svg(BARS_WIDTH));
      output.plot(
          "plots/" + part + "ranks",
          CorrelationPlots.allRanks(correlations).smallMultiples(PANELS_IN_A_ROW, PANEL_SIDE));
      Set<String> metrics = new HashSet<>();
      for (Correlations.Row row : correlations.rows()) {
        output.plot(
            "plots/" + part + "scatter-" + fileName(row.column().name(), metrics),
            CorrelationPlots.scatter(correlations, row).svg(SCATTER_WIDTH, SCATTER_HEIGHT));
      }
    }
    return new Written(List.copyOf(output.written), output.missing);
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

  private static final class Output {
    private final Path folder;
    private final List<Path> written = new ArrayList<>();
    private Optional<ResultException> missing = Optional.empty();

    Output(Path folder) {
      this.folder = folder;
    }

    void text(String name, String content) {
      Path file = folder.resolve(name);
      WholeFile.write(file, content);
      written.add(file);
    }

    void plot(String name, String svg) {
      text(name + ".svg", svg);
      // Without fonts no PNG can be drawn; one complaint is enough.
      if (missing.isEmpty()) {
        byte[] pixels;
        try {
          pixels = Png.render(svg, PNG_SCALE);
        } catch (ResultException e) {
          missing = Optional.of(e);
          return;
        }
        Path image = folder.resolve(name + ".png");
        WholeFile.write(image, pixels);
        written.add(image);
      }
    }
  }
}
