package nas.result.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Objective;
import nas.result.report.Comparison.Raced;
import nas.result.report.Comparison.Tested;
import nas.result.statistics.Bounds;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.Estimate;
import nas.result.statistics.RankTest;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.statistics.Target;
import nas.result.table.Cell;
import nas.result.table.Column;
import nas.result.table.Field;
import nas.result.table.Table;
import nas.result.table.Value;

/** Strategies beside baselines: the fields of speedups and tests, and tables of them. */
public final class ComparisonTables {

  /** The speedup by mean curves, as people read it. */
  public static final Field<Speedup> SPEEDUP = bounds("Speedup", Speedup::ofMeans).emphasised();

  /** Its interval. */
  public static final Field<Speedup> SPEEDUP_INTERVAL =
      Field.figure("95 %", one -> ComparisonText.interval(one.ofMeansInterval()));

  /** The speedup by medians. */
  public static final Field<Speedup> MEDIANS = bounds("Medians", Speedup::ofMedians).emphasised();

  /** Its interval. */
  public static final Field<Speedup> MEDIANS_INTERVAL =
      Field.figure("95 %", one -> ComparisonText.interval(one.ofMediansInterval()));

  /** The share of the repetitions that never reach the target. */
  public static final Field<Speedup> NEVER =
      share("never_reached_share", one -> one.strategy().neverShare()).headed("Never");

  /** The same of the baseline. */
  public static final Field<Speedup> BASELINE_NEVER =
      share("baseline_never_reached_share", one -> one.baseline().neverShare());

  /** Its interval. */
  public static final Field<Significance> DIFFERENCE_INTERVAL =
      Field.<Significance>figure("95 %", one -> ComparisonText.difference(one.interval()))
          .orderedBy(one -> one.interval().map(Estimate.Interval::lower).orElse(Double.NaN));

  /** The p-value of the test. */
  public static final Field<Significance> P_VALUE =
      ofTest("p_value", RankTest::pValue)
          .shown(one -> ComparisonText.pValue(one.test().orElseThrow().pValue()))
          .headed("p");

  /** The p-value corrected for the number of tests. */
  public static final Field<Significance> P_VALUE_HOLM =
      Field.<Significance>number("p_value_holm", one -> one.pValueHolm().orElse(Double.NaN))
          .shown(one -> ComparisonText.pValue(one.pValueHolm()))
          .headed("p (Holm)");

  /** The probability that a repetition of the strategy is better. */
  public static final Field<Significance> A12 =
      Field.number("a12", Significance::probabilityOfBetter)
          .where(ComparisonTables::tested)
          .headed("A12");

  /** Which test it was. */
  public static final Field<Significance> TEST =
      Field.<Significance>text(
              "",
              one ->
                  one.test()
                      .map(
                          test ->
                              test.method().title() + (test.exact() ? ", exact" : ", approximate"))
                      .orElse(Cell.NOTHING))
          .headed("Test");

  private static final Field<Significance> RANK_BISERIAL =
      Field.number("rank_biserial", Significance::rankBiserial)
          .where(ComparisonTables::tested)
          .shown(one -> ComparisonText.signed(one.rankBiserial()))
          .headed("Rank-biserial");

  /** A test of two samples is of no use where one has a single value. */
  private static boolean tested(Significance one) {
    return one.test().isPresent();
  }

  private static final Field<Raced> NAME =
      Field.text("strategy", Raced::strategy).headed("Strategy");

  private ComparisonTables() {}

  /** Returns the difference of the means. */
  public static Field<Significance> difference(Objective objective) {
    String unit = objective.differenceUnit();
    return Field.number(
            "difference" + (unit.isEmpty() ? "" : "_" + unit.replace(' ', '_')),
            Significance::difference)
        .shown(one -> ComparisonText.signed(one.difference()))
        .headed("Difference")
        .emphasised();
  }

  private static Field<Speedup> bounds(String heading, Function<Speedup, Bounds> bounds) {
    return Field.<Speedup>figure(heading, one -> ComparisonText.bounds(bounds.apply(one)))
        .orderedBy(one -> middle(bounds.apply(one)));
  }

  /** Returns a number by which bounds can be sorted. */
  private static double middle(Bounds bounds) {
    return Double.isInfinite(bounds.upper()) ? bounds.lower() : bounds.upper();
  }

  private static Field<Speedup> share(String key, ToDoubleFunction<Speedup> share) {
    return Field.number(key, share).shown(one -> ComparisonText.share(share.applyAsDouble(one)));
  }

  private static Field<Significance> ofTest(String key, ToDoubleFunction<RankTest> value) {
    return Field.number(key, one -> one.test().map(value::applyAsDouble).orElse(Double.NaN));
  }

  /**
   * Returns the speedups. An upper end that is not known is undefined; both ends are equal where
   * the number is known.
   */
  public static Table speedups(List<Raced> speedups, Counting counting) {
    List<Field<Speedup>> fields = new ArrayList<>();
    fields.add(Field.text("target", one -> one.target().key()));
    fields.add(Field.number("target_" + counting.testColumn(""), Speedup::targetValue));
    fields.add(
        Field.text(
            "cost",
            one ->
                one.cost() == Cost.TRAINED_MODELS ? "trained_models" : "simulated_train_seconds"));
    fields.add(Field.count("repetitions", one -> one.strategy().repetitions()));
    fields.add(Field.count("baseline_repetitions", one -> one.baseline().repetitions()));
    ends(fields, "needed", one -> Optional.of(one.strategy().byMean()));
    ends(fields, "baseline_needed", one -> Optional.of(one.baseline().byMean()));
    ends(fields, "speedup", one -> Optional.of(one.ofMeans()));
    ends(fields, "speedup_bootstrap", Speedup::ofMeansInterval);
    ends(fields, "median_needed", one -> Optional.of(one.strategy().median()));
    ends(fields, "baseline_median_needed", one -> Optional.of(one.baseline().median()));
    ends(fields, "median_speedup", one -> Optional.of(one.ofMedians()));
    ends(fields, "median_speedup_bootstrap", Speedup::ofMediansInterval);
    fields.add(NEVER);
    fields.add(BASELINE_NEVER);
    List<Field<Raced>> all =
        new ArrayList<>(List.of(NAME, Field.text("baseline", Raced::baseline)));
    fields.forEach(field -> all.add(field.of(Raced::speedup)));
    return Table.of(all, speedups);
  }

  private static void ends(
      List<Field<Speedup>> fields, String key, Function<Speedup, Optional<Bounds>> bounds) {
    fields.add(Field.number(key + "_lower", one -> end(bounds.apply(one), Bounds::lower)));
    fields.add(Field.number(key + "_upper", one -> end(bounds.apply(one), Bounds::upper)));
  }

  private static double end(Optional<Bounds> bounds, ToDoubleFunction<Bounds> end) {
    return bounds.map(end::applyAsDouble).orElse(Double.NaN);
  }

  /** Returns a row for each strategy and a column for each target, by trained models. */
  static Table speedupsByTarget(List<Raced> speedups, Objective objective) {
    Map<Target, Double> targets = new LinkedHashMap<>();
    Map<String, Map<Target, Raced>> strategies = new LinkedHashMap<>();
    for (Raced raced : speedups) {
      Speedup speedup = raced.speedup();
      if (speedup.cost() == Cost.TRAINED_MODELS) {
        targets.putIfAbsent(speedup.target(), speedup.targetValue());
        strategies
            .computeIfAbsent(raced.strategy(), name -> new LinkedHashMap<>())
            .put(speedup.target(), raced);
      }
    }
    List<Field<Map.Entry<String, Map<Target, Raced>>>> fields = new ArrayList<>();
    fields.add(
        Field.<Map.Entry<String, Map<Target, Raced>>>text("", Map.Entry::getKey)
            .headed("Strategy"));
    targets.forEach(
        (target, value) ->
            fields.add(
                withInterval(SPEEDUP, Speedup::ofMeansInterval)
                    .headed("To " + ComparisonText.target(target, value, objective))
                    .ofOptional(
                        row ->
                            Optional.ofNullable(row.getValue().get(target)).map(Raced::speedup))));
    return Table.of(fields, List.copyOf(strategies.entrySet()));
  }

  private static Field<Speedup> withInterval(
      Field<Speedup> figure, Function<Speedup, Optional<Bounds>> interval) {
    return figure.noted(one -> ComparisonText.interval(interval.apply(one)));
  }

  /** Returns what was needed by models, and speedups in time where they are known. */
  static Table needs(List<Raced> speedups, Objective objective) {
    record Need(Raced models, Optional<Raced> seconds) {}
    List<Raced> models = counted(speedups, cost -> cost == Cost.TRAINED_MODELS);
    List<Raced> seconds = counted(speedups, cost -> cost != Cost.TRAINED_MODELS);
    boolean timed = !seconds.isEmpty() && seconds.size() == models.size();
    List<Need> rows = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      rows.add(new Need(models.get(i), timed ? Optional.of(seconds.get(i)) : Optional.empty()));
    }
    List<Field<Speedup>> fields =
        List.of(
            Field.<Speedup>figure(
                    "Target",
                    one -> ComparisonText.target(one.target(), one.targetValue(), objective))
                .orderedBy(Speedup::targetValue),
            models("Models needed", one -> one.strategy().byMean()),
            models("By baseline", one -> one.baseline().byMean()),
            withInterval(MEDIANS, Speedup::ofMediansInterval).headed("Speedup by medians"),
            NEVER.headed("Never reach it"),
            BASELINE_NEVER.headed("Of baseline"));
    List<Field<Need>> all = new ArrayList<>();
    all.add(NAME.of(Need::models));
    fields.forEach(field -> all.add(field.of(need -> need.models().speedup())));
    if (timed) {
      all.add(
          withInterval(SPEEDUP, Speedup::ofMeansInterval)
              .headed("Speedup in simulated time")
              .ofOptional(need -> need.seconds().map(Raced::speedup)));
    }
    return Table.of(all, rows);
  }

  private static List<Raced> counted(List<Raced> speedups, Predicate<Cost> by) {
    return speedups.stream().filter(one -> by.test(one.speedup().cost())).toList();
  }

  private static Field<Speedup> models(String heading, Function<Speedup, Bounds> needed) {
    return Field.<Speedup>figure(heading, one -> ComparisonText.models(needed.apply(one)))
        .orderedBy(one -> needed.apply(one).lower());
  }

  /** Returns the tests against baselines. */
  public static Table tests(List<Tested> tests, Counting counting) {
    List<Field<Significance>> fields =
        List.of(
            Field.<Significance>values(
                    "trained_models",
                    Column.Type.NUMBER,
                    one ->
                        one.trainedModels().isPresent()
                            ? new Value.Whole(one.trainedModels().getAsInt())
                            : new Value.Text("end"))
                .shown(one -> ComparisonText.at(one.trainedModels()))
                .orderedBy(one -> one.trainedModels().orElse(Integer.MAX_VALUE))
                .headed("Models"),
            Field.count("repetitions", one -> one.strategy().count()),
            Field.count("baseline_repetitions", one -> one.baseline().count()),
            Field.number(counting.testColumn("mean"), one -> one.strategy().mean()),
            Field.number("baseline_" + counting.testColumn("mean"), one -> one.baseline().mean()),
            difference(counting.objective()),
            Field.number("difference_bootstrap_lower", one -> end(one, Estimate.Interval::lower)),
            Field.number("difference_bootstrap_upper", one -> end(one, Estimate.Interval::upper)),
            DIFFERENCE_INTERVAL,
            Field.optional("test", one -> one.test().map(used -> used.method().key())),
            Field.flag("exact", one -> one.test().map(RankTest::exact)),
            ofTest("statistic", RankTest::statistic),
            Field.amount(
                "ranked", one -> one.test().map(used -> 1.0 * used.count()).orElse(Double.NaN)),
            P_VALUE,
            P_VALUE_HOLM,
            A12,
            RANK_BISERIAL,
            TEST);
    List<Field<Tested>> all = new ArrayList<>();
    all.add(Field.text("strategy", Tested::strategy).headed("Strategy"));
    all.add(Field.text("baseline", Tested::baseline));
    fields.forEach(field -> all.add(field.of(Tested::significance)));
    return Table.of(all, tests);
  }

  private static double end(Significance one, ToDoubleFunction<Estimate.Interval> end) {
    return one.interval().map(end::applyAsDouble).orElse(Double.NaN);
  }

  /** Returns the tests at the end, each with the speedup to the first target, for people. */
  static Table atTheEnd(Comparison comparison, Objective objective) {
    record Row(Tested tested, Optional<Speedup> speedup) {}
    List<Field<Row>> fields = new ArrayList<>();
    fields.add(Field.<Row>text("", row -> row.tested().strategy()).headed("Strategy"));
    for (Field<Speedup> field : List.of(SPEEDUP, SPEEDUP_INTERVAL.headed("95 % interval"), NEVER)) {
      fields.add(field.ofOptional(Row::speedup));
    }
    for (Field<Significance> field :
        List.of(
            difference(objective).headed("Difference", objective.symbol()),
            DIFFERENCE_INTERVAL.headed("95 % interval"),
            P_VALUE_HOLM)) {
      fields.add(field.of(row -> row.tested().significance()));
    }
    return Table.of(
        fields,
        comparison.tests().stream()
            .filter(one -> one.significance().trainedModels().isEmpty())
            .map(one -> new Row(one, comparison.first(one.strategy())))
            .toList());
  }
}
