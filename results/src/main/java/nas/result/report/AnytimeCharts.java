package nas.result.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.result.journal.TrialRecord;
import nas.result.plot.LineChart;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.StepCurve;

/**
 * The anytime curves of searches: mean over the repetitions, with the band between the quartiles.
 * Networks beside them are level lines as long as the axis.
 *
 * <p>Remembers its curves, which tables, plots and page all show. Not safe for use by several
 * threads at once.
 */
final class AnytimeCharts {

  private final List<StrategyRuns> strategies;
  private final Counting counting;
  private final long seed;

  /** By strategy, in their order, then by cost. */
  private final List<Map<Cost, AggregateCurve>> curves;

  /**
   * Creates the charts.
   *
   * @param strategies the searches
   * @param counting how trials are counted
   * @param seed decides the bootstrap
   */
  AnytimeCharts(List<StrategyRuns> strategies, Counting counting, long seed) {
    this.strategies = List.copyOf(strategies);
    this.counting = counting;
    this.seed = seed;
    curves =
        Stream.generate(
                () -> (Map<Cost, AggregateCurve>) new EnumMap<Cost, AggregateCurve>(Cost.class))
            .limit(strategies.size())
            .toList();
  }

  static AnytimeCharts of(ReportInput input) {
    return new AnytimeCharts(input.strategies(), input.counting(), input.statisticsSeed());
  }

  List<StrategyRuns> strategies() {
    return strategies;
  }

  Counting counting() {
    return counting;
  }

  /**
   * Returns the curve of a strategy.
   *
   * @param strategy its index
   */
  AggregateCurve curve(int strategy, Cost cost) {
    return curves
        .get(strategy)
        .computeIfAbsent(
            cost,
            over ->
                AggregateCurve.of(
                    strategies.get(strategy).repetitions().stream()
                        .map(trials -> StepCurve.of(trials, over, counting.incumbent()))
                        .toList(),
                    seed));
  }

  /** Returns the chart over a cost, with its caption. */
  LineChart chart(ReportInput input, Cost cost) {
    boolean logarithmic = cost == Cost.TRAINED_MODELS && input.charts().logarithmicModels();
    return chart(cost, logarithmic, input.charts().accuracyFrom())
        .captioned(input.caption().sentences())
        .marked(cost == Cost.TRAINED_MODELS ? marks(input) : List.of());
  }

  private static List<LineChart.Marks> marks(ReportInput input) {
    return input.charts().published().stream()
        .map(
            one ->
                new LineChart.Marks(
                    one.name(),
                    one.points().stream()
                        .map(point -> new LineChart.Point(point.trainedModels(), point.test()))
                        .toList()))
        .toList();
  }

  LineChart chart(Cost cost, boolean logarithmic, OptionalDouble accuracyFrom) {
    List<AggregateCurve> curves =
        IntStream.range(0, strategies.size()).mapToObj(i -> curve(i, cost)).toList();
    TimeUnit unit = TimeUnit.of(greatestCost(curves));
    double scale = cost == Cost.TRAINED_MODELS ? 1 : unit.seconds();
    double least = logarithmic ? leastCost(curves) : 0;
    double greatest = greatestCost(curves);
    List<LineChart.Curve> drawn =
        IntStream.range(0, curves.size())
            .mapToObj(
                i ->
                    strategies.get(i).searches()
                        ? drawn(strategies.get(i).name(), curves.get(i), scale)
                        : level(
                            strategies.get(i).name(),
                            curves.get(i),
                            least / scale,
                            greatest / scale))
            .toList();
    return new LineChart(
        title(cost),
        new LineChart.Axis(costLabel(cost, unit), logarithmic),
        new LineChart.Axis(valueLabel(), false, accuracyFrom),
        drawn);
  }

  private String title(Cost cost) {
    String over =
        cost == Cost.TRAINED_MODELS
            ? "by " + counting.objective().done() + " models"
            : "by training time";
    String name = counting.objective().words();
    return counting.incumbent().isOptimistic()
        ? "Best test " + name + " so far (optimistic) " + over
        : Words.capitalised(name) + " " + over;
  }

  private String valueLabel() {
    String name = counting.objective().words();
    String unit = counting.objective().unitInBrackets();
    return counting.incumbent().isOptimistic()
        ? "Best test " + name + " so far" + unit + ", optimistic"
        : Words.capitalised(counting.objective().reported()) + " of the incumbent" + unit;
  }

  private String costLabel(Cost cost, TimeUnit unit) {
    return cost == Cost.TRAINED_MODELS
        ? Words.capitalised(counting.objective().done()) + " models per repetition"
        : timeName(trials()) + " per repetition (" + unit.symbol() + ")";
  }

  /** Returns what the training time of trials is called. */
  static String timeName(List<TrialRecord> trials) {
    return Cost.simulated(trials) ? "Simulated training time" : "Training time";
  }

  private List<TrialRecord> trials() {
    return strategies.stream()
        .flatMap(runs -> runs.repetitions().stream())
        .flatMap(List::stream)
        .toList();
  }

  private static double greatestCost(List<AggregateCurve> curves) {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(AggregateCurve.Point::cost)
        .max()
        .orElse(0);
  }

  private static double leastCost(List<AggregateCurve> curves) {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(AggregateCurve.Point::cost)
        .min()
        .orElse(1);
  }

  /** Draws what a network has in the end from one end of the axis to the other. */
  private static LineChart.Curve level(
      String name, AggregateCurve curve, double least, double greatest) {
    int last = curve.points().size() - 1;
    return new LineChart.Curve(
        name,
        true,
        curve.points().stream()
            .skip(Math.max(0, last))
            .flatMap(
                point ->
                    DoubleStream.of(least, greatest)
                        .mapToObj(
                            cost ->
                                new LineChart.Point(
                                    cost,
                                    point.mean(),
                                    point.lowerQuartile(),
                                    point.upperQuartile())))
            .toList());
  }

  private static LineChart.Curve drawn(String name, AggregateCurve curve, double scale) {
    return new LineChart.Curve(
        name,
        true,
        curve.points().stream()
            .map(
                point ->
                    new LineChart.Point(
                        point.cost() / scale,
                        point.mean(),
                        point.lowerQuartile(),
                        point.upperQuartile()))
            .toList());
  }
}
