package nas.experiment.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Objective;
import nas.result.journal.TrialRecord;
import nas.result.plot.Palette;
import nas.result.report.StrategyRuns;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Cost;
import nas.result.statistics.StepCurve;

/**
 * Anytime curves of searches, as reports have them, at costs that all share: of every strategy the
 * mean with its quartiles, and of few repetitions each one.
 *
 * @param searched the searches
 * @param timed whether they are drawn over training time and not over networks
 * @param seen whether values are those that the searches see and not those that are reported
 */
record CurvesJson(SearchedRuns searched, boolean timed, boolean seen) {

  /** Costs at which curves are told; more points than a screen has are of no use. */
  private static final int MOST_COSTS = 400;

  /** Repetitions of a strategy that are drawn one by one. */
  private static final int MOST_SEARCHES = 12;

  private static final long SEED = 1;

  /** Returns what the page draws. */
  ObjectNode json() {
    Objective objective = searched.objective();
    ObjectNode json = PageJson.object();
    json.put("xName", timed ? "training time in seconds" : "networks " + objective.done());
    json.put(
        "yName", (seen ? objective.searched() : objective.reported()) + objective.unitInBrackets());
    List<List<StepCurve>> all =
        searched.strategies().stream().map(named -> curves(named.runs())).toList();
    List<Double> costs = costs(all);
    ArrayNode x = json.putArray("x");
    costs.forEach(x::add);
    ArrayNode series = json.putArray("series");
    for (int i = 0; i < all.size(); i++) {
      series.add(strategy(i, all.get(i), costs));
    }
    return json;
  }

  private List<StepCurve> curves(StrategyRuns runs) {
    List<StepCurve> curves = new ArrayList<>();
    for (List<TrialRecord> trials : runs.repetitions()) {
      StepCurve curve = StepCurve.of(trials, cost(trials));
      curves.add(seen ? seen(curve) : curve);
    }
    return curves;
  }

  private Cost cost(List<TrialRecord> trials) {
    if (!timed) {
      return Cost.TRAINED_MODELS;
    }
    return Cost.simulated(trials) ? Cost.TABLE_SECONDS : Cost.TRAIN_SECONDS;
  }

  /** Returns the curve whose values are those by which incumbents were chosen. */
  private static StepCurve seen(StepCurve curve) {
    return new StepCurve(
        curve.objective(),
        curve.steps().stream()
            .map(
                step ->
                    new StepCurve.Step(
                        step.cost(), step.incumbent(), step.validation(), step.validation()))
            .toList(),
        curve.totalCost());
  }

  private static List<Double> costs(List<List<StepCurve>> all) {
    TreeSet<Double> grid = new TreeSet<>();
    for (List<StepCurve> curves : all) {
      for (StepCurve curve : curves) {
        curve.steps().forEach(step -> grid.add(step.cost()));
        if (!curve.steps().isEmpty()) {
          grid.add(curve.totalCost());
        }
      }
    }
    List<Double> costs = List.copyOf(grid);
    if (costs.size() <= MOST_COSTS) {
      return costs;
    }
    List<Double> thinned = new ArrayList<>();
    for (int i = 0; i < MOST_COSTS; i++) {
      thinned.add(costs.get((int) ((long) i * (costs.size() - 1) / (MOST_COSTS - 1))));
    }
    return thinned;
  }

  private static ObjectNode series(int index, String name) {
    ObjectNode json = PageJson.object();
    json.put("name", name);
    json.put("colour", index % Palette.size());
    json.put("dashes", Palette.dashes(index));
    return json;
  }

  private ObjectNode strategy(int index, List<StepCurve> curves, List<Double> costs) {
    ObjectNode json = series(index, searched.strategies().get(index).name());
    AggregateCurve mean = AggregateCurve.at(curves, costs, SEED);
    TreeMap<Double, AggregateCurve.Point> byCost = new TreeMap<>();
    double longest = curves.stream().mapToDouble(StepCurve::totalCost).max().orElse(0);
    mean.points().stream()
        .filter(point -> point.cost() <= longest)
        .forEach(point -> byCost.put(point.cost(), point));
    json.put("repetitions", mean.repetitions());
    json.set("mean", values(byCost, costs, AggregateCurve.Point::mean));
    if (mean.repetitions() > 1) {
      json.set("low", values(byCost, costs, AggregateCurve.Point::lowerQuartile));
      json.set("high", values(byCost, costs, AggregateCurve.Point::upperQuartile));
    }
    if (curves.size() > 1 && curves.size() <= MOST_SEARCHES) {
      ArrayNode searches = json.putArray("searches");
      curves.forEach(curve -> searches.add(values(curve, costs)));
    }
    return json;
  }

  private static ArrayNode values(
      TreeMap<Double, AggregateCurve.Point> byCost,
      List<Double> costs,
      ToDoubleFunction<AggregateCurve.Point> value) {
    ArrayNode json = PageJson.array();
    for (double cost : costs) {
      AggregateCurve.Point point = byCost.get(cost);
      PageJson.put(
          json,
          point == null ? OptionalDouble.empty() : OptionalDouble.of(value.applyAsDouble(point)));
    }
    return json;
  }

  /** Returns the values of one search, which ends where it has got to. */
  private static ArrayNode values(StepCurve curve, List<Double> costs) {
    ArrayNode json = PageJson.array();
    for (double cost : costs) {
      PageJson.put(json, cost <= curve.totalCost() ? curve.testAt(cost) : OptionalDouble.empty());
    }
    return json;
  }
}
