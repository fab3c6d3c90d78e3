package nas.result.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.result.ResultException;
import nas.result.io.WholeFile;
import nas.result.journal.RunFolder;
import nas.result.plot.LineChart;
import nas.result.plot.PlotFiles;
import nas.result.statistics.Cost;

/** Writes tables, plots and the report of a run; all can be written again at any time. */
public final class Report {

  private static final double PLOT_WIDTH = 760;
  private static final double PLOT_HEIGHT = 430;

  private Report() {}

  /**
   * What was written.
   *
   * @param report the HTML report
   * @param tables the CSV tables
   * @param plots the SVG and PNG plots
   * @param missing why PNG plots are missing, if they could not be drawn; the rest is complete
   */
  public record Written(
      Path report, List<Path> tables, List<Path> plots, Optional<ResultException> missing) {}

  /**
   * Writes everything that is derived from the journals.
   *
   * @throws ResultException if a file cannot be written
   */
  public static Written write(RunFolder folder, ReportInput input) {
    List<Comparison.Raced> speedups =
        input.comparison().map(Comparison::speedups).orElse(List.of());
    List<Comparison.Tested> tests = input.comparison().map(Comparison::tests).orElse(List.of());
    List<Path> tables =
        List.of(
            table(folder, "trials.csv", CsvTables.trials(input)),
            table(folder, "final.csv", CsvTables.finalResults(input)),
            table(folder, "curve-models.csv", CsvTables.curve(input, Cost.TRAINED_MODELS)),
            table(folder, "curve-seconds.csv", CsvTables.curve(input, Cost.TRAIN_SECONDS)),
            table(folder, "speedup.csv", CsvTables.speedups(speedups)),
            table(folder, "significance.csv", CsvTables.tests(tests)));
    LineChart models = AnytimeCharts.chart(input, Cost.TRAINED_MODELS);
    LineChart seconds = AnytimeCharts.chart(input, Cost.TRAIN_SECONDS);
    PlotFiles plots = new PlotFiles(folder.plotsFolder());
    plots.write("curve-models", models.svg("models", PLOT_WIDTH, PLOT_HEIGHT));
    plots.write("curve-seconds", seconds.svg("seconds", PLOT_WIDTH, PLOT_HEIGHT));
    for (int i = 0; i < input.best().size(); i++) {
      BestNetwork network = input.best().get(i);
      for (int k = 0; k < network.drawings().size(); k++) {
        String part = network.drawings().size() == 1 ? "" : "-" + (k + 1);
        plots.write(
            "best-" + (i + 1) + part,
            network.drawings().get(k).cell().svg(network.trial().architecture()));
      }
    }
    WholeFile.write(folder.reportFile(), HtmlReport.render(input));
    return new Written(folder.reportFile(), tables, plots.written(), plots.missing());
  }

  private static Path table(RunFolder folder, String name, String content) {
    Path file = folder.tablesFolder().resolve(name);
    WholeFile.write(file, content);
    return file;
  }
}
