package nas.result.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import nas.result.plot.FrontChart;
import nas.result.statistics.Front;

/**
 * How good the networks of a run are for their size, by each measurement that is a size.
 *
 * <p>Remembers its charts, which plots and page both show. Not safe for use by several threads at
 * once.
 */
final class SizeCharts {

  private final ReportInput input;
  private final List<Size> sizes;
  private final Map<Size, FrontChart> charts = new HashMap<>();

  /** Networks of a strategy that are drawn; of more, every so many-th. */
  private static final int MOST_POINTS = 600;

  private static final int MOST_CHARTS = 4;

  /** Sizes that are numbers of things. */
  static final List<Size> COUNTED =
      List.of(
          new Size("parameters", "parameters"),
          new Size("macs", "multiply-adds"),
          new Size("flops", "flops"));

  private static final String LATENCY = "latency-ms.";

  /** Looks for the sizes that at least two networks differ by: counts first, then latencies. */
  SizeCharts(ReportInput input) {
    this.input = input;
    sizes = sizes(input);
  }

  /** Returns the sizes. */
  List<Size> sizes() {
    return sizes;
  }

  /** Returns the chart of a size, which is made once. */
  FrontChart chart(Size size) {
    return charts.computeIfAbsent(size, of -> chart(input, of));
  }

  /**
   * A size.
   *
   * @param measurement its name in journals
   * @param words its name for people
   */
  record Size(String measurement, String words) {

    /** Says whether it is a number of things. */
    boolean counted() {
      return !measurement.startsWith(LATENCY);
    }

    /** Returns the name of the file of its chart. */
    String file() {
      return "size-" + measurement.replaceAll("[^A-Za-z0-9]+", "-");
    }
  }

  /** A network with its size. */
  private record Sized(TrialRecord trial, Result.Trained trained, double size) {

    double[] rewards() {
      return new double[] {trained.reward(), -size};
    }

    FrontChart.Network drawn(Objective objective) {
      return new FrontChart.Network(
          objective.text(trained.validation())
              + ", "
              + Page.scaled(size)
              + ": "
              + trial.architecture(),
          size,
          trained.validation());
    }
  }

  /** Returns what a measurement is called, such as {@code latency in ms, phone}. */
  static String words(String measurement) {
    return measurement.startsWith(LATENCY)
        ? "latency in ms, " + measurement.substring(LATENCY.length())
        : COUNTED.stream()
            .filter(size -> size.measurement().equals(measurement))
            .map(Size::words)
            .findFirst()
            .orElse(measurement.replace('-', ' '));
  }

  private static List<Size> sizes(ReportInput input) {
    List<Size> sizes = new ArrayList<>();
    Set<String> latencies = new TreeSet<>();
    for (TrialRecord trial : input.trials()) {
      trial
          .trainedInFull()
          .ifPresent(
              trained ->
                  trained.measurements().keySet().stream()
                      .filter(name -> name.startsWith(LATENCY))
                      .forEach(latencies::add));
    }
    sizes.addAll(COUNTED);
    latencies.forEach(name -> sizes.add(new Size(name, words(name))));
    return sizes.stream().filter(size -> differs(input, size)).limit(MOST_CHARTS).toList();
  }

  private static boolean differs(ReportInput input, Size size) {
    return input.strategies().stream()
            .flatMap(runs -> sized(runs, size).stream())
            .mapToDouble(Sized::size)
            .distinct()
            .limit(2)
            .count()
        == 2;
  }

  private static List<Sized> sized(StrategyRuns runs, Size size) {
    List<Sized> networks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (List<TrialRecord> trials : runs.repetitions()) {
      for (TrialRecord trial : trials) {
        trial
            .trainedInFull()
            .filter(trained -> trained.measurements().containsKey(size.measurement()))
            .filter(trained -> seen.add(trial.canonicalId()))
            .ifPresent(
                trained ->
                    networks.add(
                        new Sized(
                            trial,
                            trained,
                            trained.measurements().getOrDefault(size.measurement(), Double.NaN))));
      }
    }
    return networks;
  }

  private static FrontChart chart(ReportInput input, Size size) {
    Objective objective = input.caption().objective();
    List<Sized> all = new ArrayList<>();
    List<FrontChart.Cloud> clouds = new ArrayList<>();
    for (StrategyRuns runs : input.strategies()) {
      List<Sized> networks = sized(runs, size);
      int step = Math.max(1, (networks.size() + MOST_POINTS - 1) / MOST_POINTS);
      List<FrontChart.Network> drawn = new ArrayList<>();
      for (int i = 0; i < networks.size(); i += step) {
        drawn.add(networks.get(i).drawn(objective));
      }
      clouds.add(new FrontChart.Cloud(runs.name(), drawn));
      all.addAll(networks);
    }
    return new FrontChart(
        Words.capitalised(objective.words()) + " against " + size.words(),
        "Networks evaluated in full; the line joins those that no other is better than by both.",
        Words.capitalised(size.words()),
        Words.capitalised(input.caption().seenWords()) + objective.unitInBrackets(),
        clouds,
        Front.of(all, Sized::rewards).stream().map(network -> network.drawn(objective)).toList());
  }
}
