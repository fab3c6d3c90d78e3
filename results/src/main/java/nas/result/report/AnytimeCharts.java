package nas.result.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import nas.result.journal.TrialRecord;
import nas.result.plot.LineChart;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Cost;
import nas.result.statistics.StepCurve;

/** The anytime curves of a run: mean over the repetitions, with the band between the quartiles. */
final class AnytimeCharts {

  private AnytimeCharts() {}

  static AggregateCurve curve(StrategyRuns runs, Cost cost, long seed) {
    return AggregateCurve.of(
        runs.repetitions().stream().map(trials -> StepCurve.of(trials, cost)).toList(), seed);
  }

  static LineChart chart(ReportInput input, Cost cost) {
    boolean logarithmic = cost == Cost.TRAINED_MODELS && input.logarithmicModels();
    return chart(
        input.strategies(), cost, logarithmic, input.accuracyFrom(), input.statisticsSeed());
  }

  static LineChart chart(
      List<StrategyRuns> strategies,
      Cost cost,
      boolean logarithmic,
      OptionalDouble accuracyFrom,
      long seed) {
    List<AggregateCurve> curves = strategies.stream().map(runs -> curve(runs, cost, seed)).toList();
    double greatest =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(AggregateCurve.Point::cost)
            .max()
            .orElse(0);
    TimeUnit unit = TimeUnit.of(greatest);
    double scale = cost == Cost.TRAINED_MODELS ? 1 : unit.seconds();
    List<LineChart.Curve> drawn = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      drawn.add(
          new LineChart.Curve(
              strategies.get(i).name(),
              true,
              curves.get(i).points().stream()
                  .map(
                      point ->
                          new LineChart.Point(
                              point.cost() / scale,
                              point.mean(),
                              point.lowerQuartile(),
                              point.upperQuartile()))
                  .toList()));
    }
    boolean models = cost == Cost.TRAINED_MODELS;
    List<TrialRecord> trials =
        strategies.stream()
            .flatMap(runs -> runs.repetitions().stream())
            .flatMap(List::stream)
            .toList();
    String time = Cost.simulated(trials) ? "Simulated training time" : "Training time";
    return new LineChart(
        models ? "Accuracy by trained models" : "Accuracy by training time",
        new LineChart.Axis(
            models
                ? "Trained models per repetition"
                : time + " per repetition (" + unit.symbol() + ")",
            logarithmic),
        new LineChart.Axis("Test accuracy of the incumbent (%)", false, accuracyFrom),
        drawn);
  }
}
