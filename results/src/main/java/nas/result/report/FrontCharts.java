package nas.result.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.result.plot.LineChart;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Attainment;
import nas.result.statistics.Cost;
import nas.result.statistics.Front;
import nas.result.statistics.FrontProgress;
import nas.result.statistics.FrontScale;
import nas.result.statistics.ReferencePoint;
import nas.result.table.Field;
import nas.result.table.Table;

/**
 * The fronts of the searches of several objectives: what they attain, and how good they are after
 * so many networks.
 *
 * <p>Remembers its curves, which tables, plots and page all show. Not safe for use by several
 * threads at once.
 */
final class FrontCharts {

  private static final double LOGARITHMIC_FROM = 10;

  private final ReportInput input;
  private final List<StrategyRuns> searches;

  /** Of each strategy the fronts of its repetitions that trained anything. */
  private final List<List<FrontProgress>> fronts;

  /** By cost, of each strategy. */
  private final Map<Objective, List<List<Attainment>>> surfaces = new HashMap<>();

  private final Map<Measure, List<AggregateCurve>> curves = new EnumMap<>(Measure.class);

  /** A number that says how good a front is. */
  enum Measure {
    HYPERVOLUME("hypervolume") {
      @Override
      ToDoubleFunction<List<double[]>> of(FrontScale scale) {
        return scale::hypervolume;
      }
    },
    DISTANCE("igd_plus") {
      @Override
      ToDoubleFunction<List<double[]>> of(FrontScale scale) {
        return scale::distance;
      }
    },
    SHARE("true_front_share") {
      @Override
      ToDoubleFunction<List<double[]>> of(FrontScale scale) {
        return scale::share;
      }
    };

    private final String column;

    Measure(String column) {
      this.column = column;
    }

    abstract ToDoubleFunction<List<double[]>> of(FrontScale scale);
  }

  FrontCharts(ReportInput input) {
    this.input = input;
    searches =
        several() ? input.strategies().stream().filter(StrategyRuns::searches).toList() : List.of();
    fronts =
        searches.stream()
            .map(
                runs ->
                    runs.repetitions().stream()
                        .map(
                            trials ->
                                FrontProgress.of(trials, Cost.TRAINED_MODELS, input.counting()))
                        .filter(progress -> !progress.steps().isEmpty())
                        .toList())
            .toList();
  }

  /** Says whether there is more than one objective. */
  boolean several() {
    return !input.counting().further().isEmpty();
  }

  /** Says whether there are fronts of several repetitions, which attain more or less. */
  boolean repeated() {
    return fronts.stream().anyMatch(each -> each.size() > 1);
  }

  /** Returns how fronts are measured; empty: they are not, or there is none. */
  Optional<FrontScale> scale() {
    return fronts.stream().allMatch(List::isEmpty) ? Optional.empty() : input.counting().fronts();
  }

  private List<AggregateCurve> curves(Measure measure, FrontScale scale) {
    return curves.computeIfAbsent(
        measure,
        of ->
            fronts.stream()
                .map(
                    each ->
                        AggregateCurve.over(
                            each.stream().map(progress -> progress.measured(of.of(scale))).toList(),
                            input.statisticsSeed()))
                .toList());
  }

  /** A point of the curves of a strategy, by measure. */
  private record At(String strategy, int repetitions, Map<Measure, AggregateCurve.Point> measured) {

    AggregateCurve.Point of(Measure measure) {
      return Objects.requireNonNull(measured.get(measure));
    }

    double cost() {
      return of(Measure.HYPERVOLUME).cost();
    }
  }

  /** Returns how good the fronts are after so many networks, of every strategy. */
  Table hypervolumes(FrontScale scale) {
    List<Measure> measures =
        scale.knowsTruth() ? List.of(Measure.values()) : List.of(Measure.HYPERVOLUME);
    List<Field<At>> fields =
        new ArrayList<>(
            List.of(
                Field.text("strategy", At::strategy),
                Field.amount("trained_models", At::cost),
                Field.count("repetitions", At::repetitions)));
    for (Measure measure : measures) {
      fields.addAll(fields(measure));
    }
    if (scale.knowsTruth()) {
      double whole = scale.hypervolume(scale.trueFront());
      fields.add(Field.number("hypervolume_of_true_front", row -> whole));
    }
    fields.add(Field.text("reference_point", row -> scale.reference().text()));
    List<At> rows = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      AggregateCurve curve = curves(Measure.HYPERVOLUME, scale).get(i);
      for (int k = 0; k < curve.points().size(); k++) {
        Map<Measure, AggregateCurve.Point> at = new EnumMap<>(Measure.class);
        for (Measure measure : measures) {
          // All of them change where the front does.
          at.put(measure, curves(measure, scale).get(i).points().get(k));
        }
        rows.add(new At(searches.get(i).name(), curve.repetitions(), at));
      }
    }
    return Table.of(fields, rows);
  }

  /** Returns mean and interval of a measure, and of hypervolumes how they spread. */
  private static List<Field<At>> fields(Measure measure) {
    List<Field<At>> fields = new ArrayList<>();
    fields.add(Field.number(measure.column + "_mean", row -> row.of(measure).mean()));
    if (measure == Measure.HYPERVOLUME) {
      fields.addAll(
          List.of(
              Field.number("hypervolume_median", row -> row.of(measure).median()),
              Field.number("hypervolume_quantile25", row -> row.of(measure).lowerQuartile()),
              Field.number("hypervolume_quantile75", row -> row.of(measure).upperQuartile())));
    }
    fields.addAll(
        List.of(
            Field.number(
                measure.column + "_mean_bootstrap_lower", row -> row.of(measure).meanLower()),
            Field.number(
                measure.column + "_mean_bootstrap_upper", row -> row.of(measure).meanUpper())));
    return fields;
  }

  /** What the fronts of a strategy are at the end. */
  private record Last(
      String strategy, int repetitions, Map<Measure, AggregateCurve.Point> measured) {

    double mean(Measure measure) {
      AggregateCurve.Point at = measured.get(measure);
      return at == null ? Double.NaN : at.mean();
    }

    String shown(Measure measure, String form, double unit) {
      AggregateCurve.Point at = measured.get(measure);
      return at == null
          ? ""
          : String.format(
              Locale.ROOT,
              repetitions > 1 ? form + " (" + form + " to " + form + ")" : form,
              unit * at.mean(),
              unit * at.meanLower(),
              unit * at.meanUpper());
    }
  }

  /** Returns how good the fronts are at the end, for people. */
  Table last(FrontScale scale) {
    List<Field<Last>> fields = new ArrayList<>();
    fields.add(Field.text("strategy", Last::strategy).headed("Strategy"));
    fields.add(Field.count("repetitions", Last::repetitions).headed("Repetitions"));
    fields.add(
        Field.<Last>number("hypervolume", row -> row.mean(Measure.HYPERVOLUME))
            .shown(row -> row.shown(Measure.HYPERVOLUME, "%.2f", 1))
            .headed("Hypervolume, 95 % interval")
            .emphasised());
    List<Measure> measures = new ArrayList<>(List.of(Measure.HYPERVOLUME));
    if (scale.knowsTruth()) {
      measures.addAll(List.of(Measure.DISTANCE, Measure.SHARE));
      fields.add(
          Field.<Last>number("igd_plus", row -> row.mean(Measure.DISTANCE))
              .shown(row -> row.shown(Measure.DISTANCE, "%.4f", 1))
              .headed("Distance (IGD+)"));
      fields.add(
          Field.<Last>number("share", row -> row.mean(Measure.SHARE))
              .shown(row -> row.shown(Measure.SHARE, "%.1f", 100))
              .headed("Of the true front", "%"));
    }
    List<Last> rows = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      Map<Measure, AggregateCurve.Point> at = new EnumMap<>(Measure.class);
      for (Measure measure : measures) {
        List<AggregateCurve.Point> points = curves(measure, scale).get(i).points();
        if (!points.isEmpty()) {
          at.put(measure, points.get(points.size() - 1));
        }
      }
      rows.add(new Last(searches.get(i).name(), fronts.get(i).size(), at));
    }
    return Table.of(fields, rows);
  }

  /** Returns the hypervolumes over the networks. */
  LineChart hypervolumeChart(FrontScale scale) {
    List<AggregateCurve> aggregated = curves(Measure.HYPERVOLUME, scale);
    boolean logarithmic = input.charts().logarithmicModels();
    List<LineChart.Curve> drawn =
        IntStream.range(0, searches.size())
            .mapToObj(
                i ->
                    new LineChart.Curve(
                        searches.get(i).name(),
                        true,
                        aggregated.get(i).points().stream()
                            .map(
                                point ->
                                    new LineChart.Point(
                                        point.cost(),
                                        point.mean(),
                                        point.meanLower(),
                                        point.meanUpper()))
                            .toList()))
            .toList();
    return new LineChart(
            "Hypervolume of the front by " + objective().done() + " models",
            new LineChart.Axis(
                Words.capitalised(objective().done()) + " models per repetition", logarithmic),
            new LineChart.Axis("Hypervolume, mean with its 95 % interval", false),
            drawn)
        .captioned(captions(scale));
  }

  private List<String> captions(FrontScale scale) {
    List<String> sentences = new ArrayList<>();
    sentences.add("Reference point: " + scale.reference().text() + ".");
    if (scale.knowsTruth()) {
      sentences.add(truth(scale));
    }
    sentences.addAll(input.caption().sentences());
    return sentences;
  }

  /** Returns what the true front has, in a sentence. */
  static String truth(FrontScale scale) {
    return String.format(
        Locale.ROOT,
        "The true front has %d point%s and %.2f.",
        scale.trueFront().size(),
        scale.trueFront().size() == 1 ? "" : "s",
        scale.hypervolume(scale.trueFront()));
  }

  private Objective objective() {
    return input.caption().objective();
  }

  /** Returns the further objectives of which lower values are better, against which charts are. */
  List<Objective> costs() {
    return input.counting().further().stream().filter(one -> one.better() == Better.LOWER).toList();
  }

  /** Returns what the searches of a strategy attain by the value and one of the costs. */
  private List<Attainment> attained(int strategy, Objective cost) {
    return surfaces
        .computeIfAbsent(
            cost, of -> IntStream.range(0, fronts.size()).mapToObj(i -> surfaces(i, of)).toList())
        .get(strategy);
  }

  private List<Attainment> surfaces(int strategy, Objective cost) {
    int column = 1 + input.counting().further().indexOf(cost);
    return Attainment.of(
        fronts.get(strategy).stream()
            .map(
                progress ->
                    progress.last().stream()
                        .map(
                            point ->
                                new double[] {
                                  cost.reward(point[column]), objective().reward(point[0])
                                })
                        .toList())
            .toList());
  }

  /** A place on the surfaces of a strategy. */
  private record Surface(String strategy, Objective cost, Attainment at) {}

  /** Returns the surfaces that a quarter, half and three quarters of the searches attain. */
  Table attainment() {
    List<Surface> rows = new ArrayList<>();
    for (Objective cost : costs()) {
      for (int i = 0; i < searches.size(); i++) {
        String name = searches.get(i).name();
        attained(i, cost).forEach(at -> rows.add(new Surface(name, cost, at)));
      }
    }
    Objective objective = objective();
    return Table.of(
        List.of(
            Field.text("strategy", Surface::strategy),
            Field.text("objective", row -> row.cost().key()),
            Field.number("at_most", row -> row.cost().reward(row.at().cost())),
            Field.number(
                objective.column("test", "attained_by_half"),
                row -> objective.reward(row.at().median())),
            Field.number(
                objective.column("test", "attained_by_quarter"),
                row -> objective.reward(row.at().upper())),
            Field.number(
                objective.column("test", "attained_by_three_quarters"),
                row -> objective.reward(row.at().lower()))),
        rows);
  }

  /** Returns the points of the true front. */
  Table trueFront(FrontScale scale) {
    List<Field<double[]>> fields = new ArrayList<>();
    List<ReferencePoint.Axis> axes = scale.reference().axes();
    fields.add(Field.number(objective().column("test", ""), point -> point[0]));
    for (int i = 1; i < axes.size(); i++) {
      int column = i;
      fields.add(Field.number("measured_" + axes.get(i).objective().key(), point -> point[column]));
    }
    return Table.of(fields, scale.trueFront());
  }

  /**
   * Returns what half of the searches attain, with the band of the quarters, and the true front if
   * it is known. What is below the beginning of the axis is left out.
   */
  LineChart attainmentChart(Objective cost) {
    List<LineChart.Curve> drawn = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      drawn.add(
          curve(
              searches.get(i).name(),
              attained(i, cost).stream().map(at -> point(cost, at)).toList()));
    }
    scale()
        .filter(FrontScale::knowsTruth)
        .ifPresent(scale -> drawn.add(curve("True front", truth(scale, cost))));
    String words = SizeCharts.words(cost.key());
    LineChart chart =
        new LineChart(
            "What the searches attain: " + objective().words() + " against " + words,
            new LineChart.Axis("At most so much " + words, logarithmic(cost, drawn)),
            new LineChart.Axis(
                Words.capitalised(objective().reported())
                    + objective().unitInBrackets()
                    + " that half of the searches attain",
                false,
                input.charts().accuracyFrom()),
            toTheEnd(drawn));
    return chart.captioned(input.caption().sentences());
  }

  private LineChart.Curve curve(String name, List<LineChart.Point> points) {
    double from = input.charts().accuracyFrom().orElse(Double.NEGATIVE_INFINITY);
    return new LineChart.Curve(
        name, true, points.stream().filter(point -> point.upper() >= from).toList());
  }

  private LineChart.Point point(Objective cost, Attainment at) {
    double one = objective().reward(at.lower());
    double other = objective().reward(at.upper());
    return new LineChart.Point(
        cost.reward(at.cost()),
        objective().reward(at.median()),
        Math.min(one, other),
        Math.max(one, other));
  }

  /** Returns the true front by the value and one of the costs, by rising cost. */
  private List<LineChart.Point> truth(FrontScale scale, Objective cost) {
    int column = 1 + input.counting().further().indexOf(cost);
    return Front.of(
            scale.trueFront(),
            point -> new double[] {cost.reward(point[column]), objective().reward(point[0])})
        .stream()
        .map(point -> new LineChart.Point(point[column], point[0]))
        .toList();
  }

  /** Draws the last value of each curve to the end of the longest. */
  private static List<LineChart.Curve> toTheEnd(List<LineChart.Curve> curves) {
    double end =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(LineChart.Point::x)
            .max()
            .orElse(0);
    return curves.stream().map(curve -> toTheEnd(curve, end)).toList();
  }

  private static LineChart.Curve toTheEnd(LineChart.Curve curve, double end) {
    List<LineChart.Point> points = new ArrayList<>(curve.points());
    if (!points.isEmpty() && points.get(points.size() - 1).x() < end) {
      LineChart.Point last = points.get(points.size() - 1);
      points.add(new LineChart.Point(end, last.y(), last.lower(), last.upper()));
    }
    return new LineChart.Curve(curve.name(), curve.steps(), points);
  }

  private boolean logarithmic(Objective cost, List<LineChart.Curve> drawn) {
    double[] costs =
        drawn.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(LineChart.Point::x)
            .toArray();
    double least = Arrays.stream(costs).min().orElse(0);
    double greatest = Arrays.stream(costs).max().orElse(1);
    boolean measuredSo =
        scale().stream()
            .flatMap(scale -> scale.reference().axes().stream())
            .anyMatch(axis -> axis.objective().equals(cost) && axis.logarithmic());
    return least > 0 && (measuredSo || greatest >= LOGARITHMIC_FROM * least);
  }

  /** Returns the name of the file of the chart of a cost. */
  static String file(Objective cost) {
    return "attainment-" + cost.key().replaceAll("[^A-Za-z0-9]+", "-");
  }
}
