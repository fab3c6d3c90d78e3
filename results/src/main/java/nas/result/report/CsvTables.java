package nas.result.report;

import static nas.result.text.Csv.line;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import nas.result.journal.WrittenMeasurements;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Bounds;
import nas.result.statistics.Cost;
import nas.result.statistics.FinalResult;
import nas.result.statistics.Incumbent;
import nas.result.statistics.Sample;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.text.Csv;

/** The tables of a run in CSV (RFC 4180): units in the heads, dots before decimals. */
public final class CsvTables {

  private CsvTables() {}

  /**
   * Returns all trials of all searches, with the measurements as further columns. Fidelities have
   * two columns where not all trials were evaluated in full: name and relative cost, and {@code
   * full} and 1 for the others. Repetitions of several root seeds have a column for the seed.
   */
  public static String trials(ReportInput input) {
    SortedSet<String> measurements = new TreeSet<>();
    for (TrialRecord trial : input.trials()) {
      if (trial.result() instanceof Result.Trained trained) {
        measurements.addAll(WrittenMeasurements.of(trained).keySet());
      }
    }
    List<String> head =
        new ArrayList<>(
            List.of(
                "strategy",
                "repetition",
                "trial",
                "architecture",
                "canonical_id",
                "duplicate_of",
                "status",
                "validation_accuracy_percent",
                "test_accuracy_percent",
                "simulated_train_seconds",
                "trained_models_so_far",
                "train_seconds_so_far",
                "failure_kind",
                "failure_message",
                "started_at_utc",
                "wall_seconds"));
    measurements.forEach(name -> head.add("measured_" + name));
    boolean fidelities = input.severalFidelities();
    if (fidelities) {
      head.addAll(List.of("fidelity", "relative_cost"));
    }
    if (input.caption().severalSeeds()) {
      head.add("root_seed");
    }
    Optional<Cost> time = input.counting().time();
    boolean skips = input.trials().stream().anyMatch(TrialRecord::skipped);
    if (skips) {
      head.add("skip_reason");
    }
    StringBuilder out = new StringBuilder(line(head));
    for (StrategyRuns runs : input.strategies()) {
      for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
        double models = 0;
        OptionalDouble seconds = time.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(0);
        Caption.Repetition origin = input.caption().origin(repetition);
        for (TrialRecord trial : runs.repetitions().get(repetition)) {
          models += Cost.TRAINED_MODELS.of(trial);
          if (time.isPresent()) {
            seconds = OptionalDouble.of(seconds.getAsDouble() + time.get().of(trial));
          }
          List<String> row =
              trial(runs.name(), origin.index(), trial, models, seconds, measurements);
          if (fidelities) {
            row.add(trial.fidelity().map(Fidelity::name).orElse("full"));
            row.add(count(trial.fidelity().map(Fidelity::cost).orElse(1.0)));
          }
          if (input.caption().severalSeeds()) {
            row.add(Long.toString(origin.rootSeed()));
          }
          if (skips) {
            row.add(trial.result() instanceof Result.Skipped skip ? skip.reason() : "");
          }
          out.append(line(row));
        }
      }
    }
    return out.toString();
  }

  private static List<String> trial(
      String strategy,
      int repetition,
      TrialRecord trial,
      double models,
      OptionalDouble seconds,
      SortedSet<String> measurements) {
    Result.Trained trained = trial.result() instanceof Result.Trained result ? result : null;
    Result.Failed failed = trial.result() instanceof Result.Failed result ? result : null;
    List<String> row =
        new ArrayList<>(
            List.of(
                strategy,
                Integer.toString(repetition),
                Integer.toString(trial.trial()),
                trial.architecture(),
                trial.canonicalId(),
                trial.duplicateOf().isPresent()
                    ? Integer.toString(trial.duplicateOf().getAsInt())
                    : "",
                trained != null ? "trained" : failed != null ? "failed" : "skipped",
                trained == null ? "" : number(trained.validationAccuracyPercent()),
                trained == null ? "" : number(trained.testAccuracyPercent()),
                number(trial.result().simulatedTrainSeconds()),
                count(models),
                number(seconds),
                failed == null ? "" : failed.kind().key(),
                failed == null ? "" : failed.message(),
                trial.wall().startedAt().toString(),
                number(trial.wall().seconds())));
    SortedMap<String, Double> measured =
        trained == null ? Collections.emptySortedMap() : WrittenMeasurements.of(trained);
    for (String name : measurements) {
      Double value = measured.get(name);
      row.add(value == null ? "" : number(value));
    }
    return row;
  }

  /**
   * Returns the final result of each strategy, and what must be known to read it; networks trained
   * at lower fidelities and skipped proposals have a column each where there are any.
   */
  public static String finalResults(ReportInput input) {
    boolean fidelities = input.severalFidelities();
    List<String> head =
        new ArrayList<>(
            List.of(
                "strategy",
                "repetitions",
                "test_accuracy_mean_percent",
                "test_accuracy_sd_percent",
                "test_accuracy_median_percent",
                "test_accuracy_min_percent",
                "test_accuracy_max_percent",
                "validation_accuracy_mean_percent",
                "validation_accuracy_sd_percent",
                "trained_models_total",
                "failed_total",
                "duplicates_total",
                "train_seconds_total"));
    if (fidelities) {
      head.add("reduced_trainings_total");
    }
    boolean skips = input.trials().stream().anyMatch(TrialRecord::skipped);
    if (skips) {
      head.add("skipped_total");
    }
    head.addAll(List.of("trained_models_budget", "searched_by", "reported", "drawn", "root_seeds"));
    Caption caption = input.caption();
    StringBuilder out = new StringBuilder(head(head, input.counting().incumbent()));
    for (StrategyRuns runs : input.strategies()) {
      FinalResult result = FinalResult.of(runs.name(), runs.repetitions(), input.counting());
      Optional<Sample> test = result.testAccuracyPercent();
      Optional<Sample> validation = result.validationAccuracyPercent();
      List<String> row =
          new ArrayList<>(
              List.of(
                  result.strategy(),
                  Integer.toString(result.repetitions()),
                  number(test, Sample::mean),
                  number(test.map(Sample::standardDeviation).orElse(OptionalDouble.empty())),
                  number(test, Sample::median),
                  number(test, Sample::least),
                  number(test, Sample::greatest),
                  number(validation, Sample::mean),
                  number(validation.map(Sample::standardDeviation).orElse(OptionalDouble.empty())),
                  Integer.toString(result.trainedModels()),
                  Integer.toString(result.failed()),
                  Integer.toString(result.duplicates()),
                  number(result.trainSeconds())));
      if (fidelities) {
        row.add(Integer.toString(result.reduced()));
      }
      if (skips) {
        row.add(Integer.toString(result.skipped()));
      }
      row.addAll(
          List.of(
              caption.trainedModels() == Integer.MAX_VALUE
                  ? ""
                  : Integer.toString(caption.trainedModels()),
              caption.searched(),
              caption.reported(),
              caption.drawing(),
              caption.rootSeeds()));
      out.append(line(row));
    }
    return out.toString();
  }

  /** Returns the anytime curves over a cost. */
  public static String curve(ReportInput input, Cost cost) {
    return curve(AnytimeCharts.of(input), cost);
  }

  static String curve(AnytimeCharts charts, Cost cost) {
    StringBuilder out =
        new StringBuilder(
            head(
                List.of(
                    "strategy",
                    cost == Cost.TRAINED_MODELS ? "trained_models" : "train_seconds",
                    "repetitions",
                    "test_accuracy_mean_percent",
                    "test_accuracy_median_percent",
                    "test_accuracy_quantile25_percent",
                    "test_accuracy_quantile75_percent",
                    "test_accuracy_mean_bootstrap_lower_percent",
                    "test_accuracy_mean_bootstrap_upper_percent"),
                charts.incumbent()));
    for (StrategyRuns runs : charts.strategies()) {
      AggregateCurve curve = charts.curve(runs, cost);
      for (AggregateCurve.Point point : curve.points()) {
        out.append(
            line(
                List.of(
                    runs.name(),
                    cost == Cost.TRAINED_MODELS ? count(point.cost()) : number(point.cost()),
                    Integer.toString(curve.repetitions()),
                    number(point.mean()),
                    number(point.median()),
                    number(point.lowerQuartile()),
                    number(point.upperQuartile()),
                    number(point.meanLower()),
                    number(point.meanUpper()))));
      }
    }
    return out.toString();
  }

  /**
   * Returns the speedups. An upper end that is not known is left empty; both ends are equal where
   * the number is known.
   */
  public static String speedups(List<Comparison.Raced> speedups, Incumbent incumbent) {
    StringBuilder out =
        new StringBuilder(
            head(
                List.of(
                    "strategy",
                    "baseline",
                    "target",
                    "target_test_accuracy_percent",
                    "cost",
                    "repetitions",
                    "baseline_repetitions",
                    "needed_lower",
                    "needed_upper",
                    "baseline_needed_lower",
                    "baseline_needed_upper",
                    "speedup_lower",
                    "speedup_upper",
                    "speedup_bootstrap_lower",
                    "speedup_bootstrap_upper",
                    "median_needed_lower",
                    "median_needed_upper",
                    "baseline_median_needed_lower",
                    "baseline_median_needed_upper",
                    "median_speedup_lower",
                    "median_speedup_upper",
                    "median_speedup_bootstrap_lower",
                    "median_speedup_bootstrap_upper",
                    "never_reached_share",
                    "baseline_never_reached_share"),
                incumbent));
    for (Comparison.Raced raced : speedups) {
      Speedup speedup = raced.speedup();
      List<String> row =
          new ArrayList<>(
              List.of(
                  raced.strategy(),
                  raced.baseline(),
                  speedup.target().key(),
                  number(speedup.targetAccuracyPercent()),
                  speedup.cost() == Cost.TRAINED_MODELS
                      ? "trained_models"
                      : "simulated_train_seconds",
                  Integer.toString(speedup.strategy().repetitions()),
                  Integer.toString(speedup.baseline().repetitions())));
      for (Optional<Bounds> bounds :
          List.of(
              Optional.of(speedup.strategy().byMean()),
              Optional.of(speedup.baseline().byMean()),
              Optional.of(speedup.ofMeans()),
              speedup.ofMeansInterval(),
              Optional.of(speedup.strategy().median()),
              Optional.of(speedup.baseline().median()),
              Optional.of(speedup.ofMedians()),
              speedup.ofMediansInterval())) {
        row.add(bounds.map(ends -> finite(ends.lower())).orElse(""));
        row.add(bounds.map(ends -> finite(ends.upper())).orElse(""));
      }
      row.add(number(speedup.strategy().neverShare()));
      row.add(number(speedup.baseline().neverShare()));
      out.append(line(row));
    }
    return out.toString();
  }

  /** Returns the tests against baselines. */
  public static String tests(List<Comparison.Tested> tests, Incumbent incumbent) {
    StringBuilder out =
        new StringBuilder(
            head(
                List.of(
                    "strategy",
                    "baseline",
                    "trained_models",
                    "repetitions",
                    "baseline_repetitions",
                    "test_accuracy_mean_percent",
                    "baseline_test_accuracy_mean_percent",
                    "difference_percentage_points",
                    "difference_bootstrap_lower",
                    "difference_bootstrap_upper",
                    "test",
                    "exact",
                    "statistic",
                    "ranked",
                    "p_value",
                    "p_value_holm",
                    "a12",
                    "rank_biserial"),
                incumbent));
    for (Comparison.Tested tested : tests) {
      Significance one = tested.significance();
      out.append(
          line(
              List.of(
                  tested.strategy(),
                  tested.baseline(),
                  one.trainedModels().isPresent()
                      ? Integer.toString(one.trainedModels().getAsInt())
                      : "end",
                  Integer.toString(one.strategy().count()),
                  Integer.toString(one.baseline().count()),
                  number(one.strategy().mean()),
                  number(one.baseline().mean()),
                  number(one.differencePercent()),
                  one.interval().map(ends -> number(ends.lower())).orElse(""),
                  one.interval().map(ends -> number(ends.upper())).orElse(""),
                  one.test().map(test -> test.method().key()).orElse(""),
                  one.test().map(test -> Boolean.toString(test.exact())).orElse(""),
                  one.test().map(test -> number(test.statistic())).orElse(""),
                  one.test().map(test -> Integer.toString(test.count())).orElse(""),
                  one.test().map(test -> number(test.pValue())).orElse(""),
                  number(one.pValueHolm()),
                  one.test().map(test -> number(one.probabilityOfGreater())).orElse(""),
                  one.test().map(test -> number(one.rankBiserial())).orElse(""))));
    }
    return out.toString();
  }

  /** Returns the published points that stand beside the results. */
  static String published(List<Published> published) {
    StringBuilder out =
        new StringBuilder(
            line(List.of("name", "trained_models", "test_accuracy_percent", "source")));
    for (Published one : published) {
      for (Published.Point point : one.points()) {
        out.append(
            line(
                List.of(
                    one.name(),
                    count(point.trainedModels()),
                    number(point.testAccuracyPercent()),
                    one.source())));
      }
    }
    return out.toString();
  }

  /** Returns the runs whose repetitions are pooled. */
  static String sources(ReportInput input) {
    StringBuilder out =
        new StringBuilder(
            line(List.of("root_seed", "repetitions", "journal_sha256", "run_folder")));
    for (int i = 0; i < input.origin().sources().size(); i++) {
      Caption.RootSeed seed = input.caption().seeds().get(i);
      ReportInput.Source source = input.origin().sources().get(i);
      out.append(
          line(
              List.of(
                  Long.toString(seed.seed()),
                  Integer.toString(seed.begun()),
                  source.journalSha256(),
                  source.folder())));
    }
    return out.toString();
  }

  /** Returns the heads of a table whose test accuracies are those of incumbents. */
  private static String head(List<String> names, Incumbent incumbent) {
    return line(
        incumbent.isOptimistic()
            ? names.stream()
                .map(name -> name.replace("test_accuracy", "optimistic_test_accuracy"))
                .toList()
            : names);
  }

  private static String finite(double value) {
    return Double.isInfinite(value) ? "" : number(value);
  }

  /** Returns a number of trained models, which is whole unless there are lower fidelities. */
  private static String count(double models) {
    return models == Math.rint(models) ? Long.toString((long) models) : number(models);
  }

  private static String number(Optional<Sample> sample, ToDoubleFunction<Sample> value) {
    return sample.map(s -> number(value.applyAsDouble(s))).orElse("");
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return Csv.number(value);
  }
}
