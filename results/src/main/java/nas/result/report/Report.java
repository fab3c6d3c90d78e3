package nas.result.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.file.WholeFile;
import nas.core.trial.Objective;
import nas.result.journal.RunFolder;
import nas.result.plot.PlotFiles;
import nas.result.statistics.Cost;
import nas.result.table.CsvText;
import nas.result.table.Table;

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
      Path report, List<Path> tables, List<Path> plots, Optional<UserException> missing) {}

  /**
   * Writes everything that is derived from the journals.
   *
   * @throws UserException if a file cannot be written
   */
  public static Written write(RunFolder folder, ReportInput input) {
    if (input.counting().time().isEmpty()) {
      removeTime(folder);
    }
    AnytimeCharts charts = AnytimeCharts.of(input);
    List<Path> tables = tables(folder, input, charts);
    PlotFiles plots = new PlotFiles(folder.plotsFolder());
    for (Cost cost : input.costs()) {
      String name = curveName(cost);
      plots.write(name, charts.chart(input, cost).svg(name.substring(6), PLOT_WIDTH, PLOT_HEIGHT));
    }
    FrontCharts fronts = new FrontCharts(input);
    tables.addAll(tables(folder, fronts));
    fronts
        .scale()
        .ifPresent(
            scale ->
                plots.write(
                    "hypervolume",
                    fronts.hypervolumeChart(scale).svg("hypervolume", PLOT_WIDTH, PLOT_HEIGHT)));
    if (fronts.repeated()) {
      for (Objective cost : fronts.costs()) {
        String name = FrontCharts.file(cost);
        plots.write(name, fronts.attainmentChart(cost).svg(name, PLOT_WIDTH, PLOT_HEIGHT));
      }
    }
    SizeCharts sizes = new SizeCharts(input);
    for (SizeCharts.Size size : sizes.sizes()) {
      plots.write(size.file(), sizes.chart(size).svg(PLOT_WIDTH, PLOT_HEIGHT));
    }
    if (!input.networks().importance().isEmpty()) {
      plots.write("importance", NetworkTables.importanceChart(input).svg(PLOT_WIDTH));
    }
    for (int i = 0; i < input.best().size(); i++) {
      BestNetwork network = input.best().get(i);
      for (int k = 0; k < network.drawings().size(); k++) {
        String part = network.drawings().size() == 1 ? "" : "-" + (k + 1);
        plots.write(
            "best-" + (i + 1) + part,
            network.drawings().get(k).cell().svg(network.trial().architecture()));
      }
    }
    WholeFile.write(
        folder.reportFile(), ReportPage.render(new ReportPage(input, charts, sizes, fronts)));
    return new Written(folder.reportFile(), tables, plots.written(), plots.missing());
  }

  private static List<Path> tables(RunFolder folder, ReportInput input, AnytimeCharts charts) {
    List<Path> tables = new ArrayList<>();
    tables.add(table(folder, "trials.csv", RunTables.trials(input)));
    tables.add(table(folder, "final.csv", RunTables.finalResults(input)));
    for (Cost cost : input.costs()) {
      tables.add(table(folder, curveName(cost) + ".csv", RunTables.curve(charts, cost)));
    }
    Comparison comparison = input.comparison().orElse(Comparison.NONE);
    tables.add(
        table(
            folder,
            "speedup.csv",
            ComparisonTables.speedups(comparison.speedups(), input.counting())));
    tables.add(
        table(
            folder,
            "significance.csv",
            ComparisonTables.tests(comparison.tests(), input.counting())));
    if (!input.networks().importance().isEmpty()) {
      tables.add(table(folder, "importance.csv", NetworkTables.importance(input)));
    }
    if (!input.counting().further().isEmpty()) {
      tables.add(table(folder, "front.csv", FrontTable.of(input)));
    }
    if (input.origin().sources().size() > 1) {
      tables.add(table(folder, "sources.csv", RunTables.sources(input)));
    }
    List<Published> published = input.charts().published();
    if (!published.isEmpty()) {
      tables.add(
          table(
              folder,
              "published.csv",
              RunTables.published(published, input.caption().objective())));
    }
    return tables;
  }

  private static List<Path> tables(RunFolder folder, FrontCharts fronts) {
    List<Path> tables = new ArrayList<>();
    if (fronts.repeated()) {
      tables.add(table(folder, "attainment.csv", fronts.attainment()));
    }
    fronts
        .scale()
        .ifPresent(
            scale -> {
              tables.add(table(folder, "hypervolume.csv", fronts.hypervolumes(scale)));
              if (scale.knowsTruth()) {
                tables.add(table(folder, "true-front.csv", fronts.trueFront(scale)));
              }
            });
    return tables;
  }

  private static String curveName(Cost cost) {
    return cost == Cost.TRAINED_MODELS ? "curve-models" : "curve-seconds";
  }

  /** Removes curves that earlier reports drew over a time that nobody knows. */
  private static void removeTime(RunFolder folder) {
    for (Path file :
        List.of(
            folder.tablesFolder().resolve("curve-seconds.csv"),
            folder.plotsFolder().resolve("curve-seconds.svg"),
            folder.plotsFolder().resolve("curve-seconds.png"))) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw FileProblem.explain("remove", file, e);
      }
    }
  }

  private static Path table(RunFolder folder, String name, Table content) {
    Path file = folder.tablesFolder().resolve(name);
    WholeFile.write(file, CsvText.of(content));
    return file;
  }
}
