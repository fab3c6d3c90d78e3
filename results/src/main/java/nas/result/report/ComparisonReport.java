package nas.result.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.result.plot.PlotFiles;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.table.CsvText;
import nas.result.table.Table;

/** Writes tables and the plot of a comparison of runs. */
public final class ComparisonReport {

  private static final double PLOT_WIDTH = 760;
  private static final double PLOT_HEIGHT = 430;

  private ComparisonReport() {}

  /**
   * What was written.
   *
   * @param files all files, in the order they were written
   * @param missing why plots are missing as PNG, if they could not be drawn
   */
  public record Written(List<Path> files, Optional<UserException> missing) {

    /** Copies the list. */
    public Written {
      files = List.copyOf(files);
    }
  }

  /**
   * Writes everything; files of the same names are replaced.
   *
   * @param folder created if it is not there
   * @param strategies all that is compared, each once
   * @param caption what must be known to read the curves, in sentences
   * @param text what the console showed
   * @param seed decides the bootstrap
   * @throws nas.core.UserException if a file cannot be written
   */
  public static Written write(
      Path folder,
      Comparison comparison,
      List<StrategyRuns> strategies,
      List<String> caption,
      String text,
      long seed) {
    List<Path> written = new ArrayList<>();
    written.add(file(folder, "comparison.txt", text));
    AnytimeCharts charts = new AnytimeCharts(strategies, counting(comparison), seed);
    Map<String, Table> tables = new LinkedHashMap<>(tables(comparison));
    tables.put("curve-models", RunTables.curve(charts, Cost.TRAINED_MODELS));
    tables.forEach((name, table) -> written.add(file(folder, name + ".csv", CsvText.of(table))));
    PlotFiles plots = new PlotFiles(folder);
    plots.write(
        "curve-models",
        charts
            .chart(Cost.TRAINED_MODELS, false, OptionalDouble.empty())
            .captioned(caption)
            .svg("models", PLOT_WIDTH, PLOT_HEIGHT));
    written.addAll(plots.written());
    return new Written(written, plots.missing());
  }

  /** Returns the tables of a comparison by incumbents of validation, by name. */
  public static Map<String, Table> tables(Comparison comparison) {
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put("significance", ComparisonTables.tests(comparison.tests(), counting(comparison)));
    tables.put("speedup", ComparisonTables.speedups(comparison.speedups(), counting(comparison)));
    return tables;
  }

  private static Counting counting(Comparison comparison) {
    return Counting.BY_DEFAULT.of(comparison.objective());
  }

  private static Path file(Path folder, String name, String content) {
    Path file = folder.resolve(name);
    WholeFile.write(file, content);
    return file;
  }
}
