package nas.result.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.core.trial.Result.Trained;
import nas.result.journal.TrialRecord;
import nas.result.journal.WrittenMeasurements;
import nas.result.statistics.AggregateCurve;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.FinalResult;
import nas.result.statistics.Sample;
import nas.result.statistics.StepCurve;
import nas.result.table.Field;
import nas.result.table.Table;

/** The tables of a run. */
public final class RunTables {

  private RunTables() {}

  /**
   * A trial within its search.
   *
   * @param models what the search had spent after it, in trainings
   * @param seconds the same in seconds; NaN where no time is known
   * @param measured further numbers, as journals name them
   */
  private record SearchTrial(
      String strategy,
      Caption.Repetition repetition,
      TrialRecord trial,
      double models,
      double seconds,
      SortedMap<String, Double> measured) {

    Optional<Trained> trained() {
      return trial.result() instanceof Trained trained ? Optional.of(trained) : Optional.empty();
    }

    Optional<Result.Failed> failed() {
      return trial.result() instanceof Result.Failed failed
          ? Optional.of(failed)
          : Optional.empty();
    }

    double number(ToDoubleFunction<Trained> value) {
      return trained().map(value::applyAsDouble).orElse(Double.NaN);
    }
  }

  /**
   * Returns all trials of all searches, with the measurements as further columns. Fidelities have
   * two columns where not all trials were evaluated in full: name and relative cost, and {@code
   * full} and 1 for the others. Repetitions of several root seeds have a column for the seed.
   */
  public static Table trials(ReportInput input) {
    Columns columns =
        new Columns(
            input.caption().objective(),
            measurements(input.trials()),
            input.severalFidelities(),
            input.caption().severalSeeds(),
            input.skips());
    return Table.of(fields(columns), searchTrials(input));
  }

  /**
   * Returns a trial as the only row of a table with the columns of {@link #trials}, but for those
   * that are about all trials before it.
   */
  public static Table trial(String strategy, int repetition, TrialRecord trial) {
    Columns columns =
        new Columns(
            StepCurve.objective(List.of(List.of(trial))).orElse(Objective.ACCURACY),
            measurements(List.of(trial)),
            true,
            false,
            true);
    SearchTrial row =
        new SearchTrial(
            strategy,
            new Caption.Repetition(0, repetition),
            trial,
            Double.NaN,
            Double.NaN,
            measured(trial));
    return Table.of(fields(columns), List.of(row))
        .without("trained_models_so_far", "train_seconds_so_far");
  }

  /**
   * Which columns a table of trials has.
   *
   * @param measured names of measurements
   * @param fidelities whether it has those for fidelities
   * @param seeds whether it has one for root seeds
   * @param skips whether it has one for why trials were skipped
   */
  private record Columns(
      Objective objective,
      SortedSet<String> measured,
      boolean fidelities,
      boolean seeds,
      boolean skips) {}

  private static List<Field<SearchTrial>> fields(Columns columns) {
    Objective objective = columns.objective();
    List<Field<SearchTrial>> fields =
        new ArrayList<>(
            List.of(
                Field.text("strategy", SearchTrial::strategy),
                Field.count("repetition", row -> row.repetition().index()),
                Field.count("trial", row -> row.trial().trial()),
                Field.text("architecture", row -> row.trial().architecture()),
                Field.text("canonical_id", row -> row.trial().canonicalId()),
                Field.amount(
                    "duplicate_of",
                    row ->
                        row.trial().duplicateOf().stream()
                            .asDoubleStream()
                            .findFirst()
                            .orElse(Double.NaN)),
                Field.text(
                    "status",
                    row ->
                        row.trained().isPresent()
                            ? "trained"
                            : row.failed().isPresent() ? "failed" : "skipped"),
                Field.number(
                    objective.column("validation", ""), row -> row.number(Trained::validation)),
                Field.number(objective.column("test", ""), row -> row.number(Trained::reported)),
                Field.number(
                    "simulated_train_seconds",
                    row -> row.trial().result().simulatedTrainSeconds().orElse(Double.NaN)),
                Field.amount("trained_models_so_far", SearchTrial::models),
                Field.number("train_seconds_so_far", SearchTrial::seconds),
                Field.optional(
                    "failure_kind", row -> row.failed().map(failed -> failed.kind().key())),
                Field.optional("failure_message", row -> row.failed().map(Result.Failed::message)),
                Field.text("started_at_utc", row -> row.trial().wall().startedAt().toString()),
                Field.number("wall_seconds", row -> row.trial().wall().seconds())));
    for (String name : columns.measured()) {
      fields.add(
          Field.number("measured_" + name, row -> row.measured().getOrDefault(name, Double.NaN)));
    }
    if (columns.fidelities()) {
      fields.add(
          Field.text("fidelity", row -> row.trial().fidelity().map(Fidelity::name).orElse("full")));
      fields.add(
          Field.amount(
              "relative_cost", row -> row.trial().fidelity().map(Fidelity::cost).orElse(1.0)));
    }
    if (columns.seeds()) {
      fields.add(Field.count("root_seed", row -> row.repetition().rootSeed()));
    }
    if (columns.skips()) {
      fields.add(
          Field.optional(
              "skip_reason",
              row ->
                  row.trial().result() instanceof Result.Skipped skipped
                      ? Optional.of(skipped.reason())
                      : Optional.empty()));
    }
    return fields;
  }

  private static SortedSet<String> measurements(List<TrialRecord> trials) {
    SortedSet<String> names = new TreeSet<>();
    trials.forEach(trial -> names.addAll(measured(trial).keySet()));
    return names;
  }

  private static SortedMap<String, Double> measured(TrialRecord trial) {
    return trial.result() instanceof Trained trained
        ? WrittenMeasurements.of(trained)
        : Collections.emptySortedMap();
  }

  /** Returns networks by rank, the best first, with all that was measured of them. */
  public static Table best(List<BestNetwork> networks, Caption caption) {
    record Ranked(
        int rank,
        BestNetwork network,
        Caption.Repetition repetition,
        SortedMap<String, Double> measured) {}
    SortedSet<String> names = new TreeSet<>();
    List<Ranked> rows = new ArrayList<>();
    for (BestNetwork network : networks) {
      SortedMap<String, Double> measured = WrittenMeasurements.of(network.result());
      names.addAll(measured.keySet());
      rows.add(
          new Ranked(rows.size() + 1, network, caption.origin(network.repetition()), measured));
    }
    List<Field<Ranked>> fields = new ArrayList<>();
    fields.add(Field.count("rank", Ranked::rank));
    fields.add(Field.text("strategy", row -> row.network().strategy()));
    fields.add(Field.count("root_seed", row -> row.repetition().rootSeed()));
    fields.add(Field.count("repetition", row -> row.repetition().index()));
    fields.add(Field.count("trial", row -> row.network().trial().trial()));
    fields.add(Field.text("architecture", row -> row.network().trial().architecture()));
    fields.add(Field.text("canonical_id", row -> row.network().trial().canonicalId()));
    fields.add(
        Field.number(
            caption.objective().column("validation", ""),
            row -> row.network().result().validation()));
    fields.add(
        Field.number(
            caption.objective().column("test", ""), row -> row.network().result().reported()));
    for (String name : names) {
      fields.add(
          Field.number("measured_" + name, row -> row.measured().getOrDefault(name, Double.NaN)));
    }
    return Table.of(fields, rows);
  }

  private static List<SearchTrial> searchTrials(ReportInput input) {
    Optional<Cost> time = input.counting().time();
    List<SearchTrial> rows = new ArrayList<>();
    for (StrategyRuns runs : input.strategies()) {
      for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
        double models = 0;
        double seconds = time.isPresent() ? 0 : Double.NaN;
        for (TrialRecord trial : runs.repetitions().get(repetition)) {
          models += Cost.TRAINED_MODELS.of(trial);
          seconds += time.map(cost -> cost.of(trial)).orElse(Double.NaN);
          rows.add(
              new SearchTrial(
                  runs.name(),
                  input.caption().origin(repetition),
                  trial,
                  models,
                  seconds,
                  measured(trial)));
        }
      }
    }
    return rows;
  }

  /**
   * Returns the final result of each strategy, and what must be known to read it; training time,
   * networks trained at lower fidelities and skipped proposals stand there for people, and the
   * latter two for programs, where there are any. Where there are networks beside the searches,
   * these follow, and all have their sizes.
   */
  public static Table finalResults(ReportInput input) {
    Caption caption = input.caption();
    Counting counting = input.counting();
    Objective objective = counting.objective();
    boolean optimistic = input.counting().incumbent().isOptimistic();
    List<String> given = input.given();
    Field<FinalResult> seconds =
        Field.number("train_seconds_total", result -> result.trainSeconds().orElse(Double.NaN));
    List<Field<FinalResult>> fields =
        new ArrayList<>(
            List.of(
                Field.text("strategy", FinalResult::strategy).headed("Strategy"),
                Field.count("repetitions", FinalResult::repetitions).headed("Repetitions"),
                test(counting.testColumn("mean"), Sample::mean)
                    .shown(result -> spread(objective, result.test()))
                    .headed(
                        optimistic
                            ? "Best test (optimistic)"
                            : Words.capitalised(objective.reported()),
                        objective.symbol())
                    .emphasised(),
                test(counting.testColumn("sd"), RunTables::deviation),
                test(counting.testColumn("median"), Sample::median).headed("Median"),
                test(counting.testColumn("min"), Sample::least).headed("Min"),
                test(counting.testColumn("max"), Sample::greatest).headed("Max"),
                validation(objective.column("validation", "mean"), Sample::mean)
                    .shown(result -> spread(objective, result.validation()))
                    .headed(objective.score() ? "" : caption.seenName(), objective.symbol()),
                validation(objective.column("validation", "sd"), RunTables::deviation),
                Field.count("trained_models_total", FinalResult::trainedModels)
                    .headed(Words.capitalised(objective.done())),
                Field.count("failed_total", FinalResult::failed).headed("Failed"),
                Field.count("duplicates_total", FinalResult::duplicates).headed("Duplicates"),
                input.counting().time().isEmpty()
                    ? seconds
                    : seconds
                        .shown(result -> TimeUnit.format(result.trainSeconds().orElse(0)))
                        .headed("Training")));
    if (input.severalFidelities()) {
      fields.add(
          Field.count("reduced_trainings_total", FinalResult::reduced)
              .headed("At lower fidelities"));
    }
    if (input.skips()) {
      fields.add(Field.count("skipped_total", FinalResult::skipped).headed("Skipped"));
    }
    if (!given.isEmpty()) {
      fields.add(size("parameters_mean", FinalResult.Size::parameters).headed("Parameters"));
      fields.add(size("macs_mean", FinalResult.Size::macs).headed("Multiply-adds"));
    }
    fields.addAll(
        List.of(
            Field.<FinalResult>amount(
                    "trained_models_budget",
                    result -> given.contains(result.strategy()) ? 1 : caption.trainedModels())
                .where(
                    result ->
                        given.contains(result.strategy())
                            || caption.trainedModels() != Integer.MAX_VALUE),
            Field.text("searched_by", result -> caption.searched()),
            Field.text("reported", result -> caption.reported()),
            Field.text("drawn", result -> caption.drawing()),
            Field.text("root_seeds", result -> caption.rootSeeds())));
    return Table.of(fields, input.results());
  }

  private static Field<FinalResult> test(String key, ToDoubleFunction<Sample> value) {
    return Field.number(key, result -> result.test().map(value::applyAsDouble).orElse(Double.NaN));
  }

  private static Field<FinalResult> validation(String key, ToDoubleFunction<Sample> value) {
    return Field.number(
        key, result -> result.validation().map(value::applyAsDouble).orElse(Double.NaN));
  }

  private static Field<FinalResult> size(String key, ToDoubleFunction<FinalResult.Size> value) {
    return Field.<FinalResult>number(
            key, result -> result.size().map(value::applyAsDouble).orElse(Double.NaN))
        .shown(
            result ->
                result
                    .size()
                    .map(size -> String.format(Locale.ROOT, "%,.0f", value.applyAsDouble(size)))
                    .orElse(""));
  }

  private static double deviation(Sample sample) {
    return sample.standardDeviation().orElse(Double.NaN);
  }

  /** Returns mean and standard deviation, the latter where there is one. */
  private static String spread(Objective objective, Optional<Sample> sample) {
    OptionalDouble deviation = sample.orElseThrow().standardDeviation();
    return objective.number(sample.get().mean())
        + (deviation.isEmpty() ? "" : " +- " + objective.deviation(deviation.getAsDouble()));
  }

  /** A point of the curve of a strategy. */
  private record CurvePoint(String strategy, int repetitions, AggregateCurve.Point at) {}

  /** Returns the anytime curves over a cost. */
  public static Table curve(ReportInput input, Cost cost) {
    return curve(AnytimeCharts.of(input), cost);
  }

  static Table curve(AnytimeCharts charts, Cost cost) {
    Counting counting = charts.counting();
    List<CurvePoint> rows = new ArrayList<>();
    for (int i = 0; i < charts.strategies().size(); i++) {
      StrategyRuns runs = charts.strategies().get(i);
      if (!runs.searches()) {
        continue;
      }
      AggregateCurve curve = charts.curve(i, cost);
      curve
          .points()
          .forEach(point -> rows.add(new CurvePoint(runs.name(), curve.repetitions(), point)));
    }
    return Table.of(
        List.of(
            Field.text("strategy", CurvePoint::strategy),
            cost == Cost.TRAINED_MODELS
                ? Field.amount("trained_models", row -> row.at().cost())
                : Field.number("train_seconds", row -> row.at().cost()),
            Field.count("repetitions", CurvePoint::repetitions),
            Field.number(counting.testColumn("mean"), row -> row.at().mean()),
            Field.number(counting.testColumn("median"), row -> row.at().median()),
            Field.number(counting.testColumn("quantile25"), row -> row.at().lowerQuartile()),
            Field.number(counting.testColumn("quantile75"), row -> row.at().upperQuartile()),
            Field.number(counting.testColumn("mean_bootstrap_lower"), row -> row.at().meanLower()),
            Field.number(counting.testColumn("mean_bootstrap_upper"), row -> row.at().meanUpper())),
        rows);
  }

  /** Returns the published points that stand beside the results. */
  public static Table published(List<Published> published, Objective objective) {
    record Row(Published one, Published.Point point) {}
    return Table.of(
        List.of(
            Field.text("name", row -> row.one().name()),
            Field.amount("trained_models", row -> row.point().trainedModels()),
            Field.number(objective.column("test", ""), row -> row.point().test()),
            Field.text("source", row -> row.one().source())),
        published.stream()
            .flatMap(one -> one.points().stream().map(point -> new Row(one, point)))
            .toList());
  }

  /** Returns the runs whose repetitions are pooled. */
  static Table sources(ReportInput input) {
    record Row(Caption.RootSeed seed, ReportInput.Source source) {}
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < input.origin().sources().size(); i++) {
      rows.add(new Row(input.caption().seeds().get(i), input.origin().sources().get(i)));
    }
    return Table.of(
        List.of(
            Field.count("root_seed", row -> row.seed().seed()),
            Field.count("repetitions", row -> row.seed().begun()),
            Field.text("journal_sha256", row -> row.source().journalSha256()),
            Field.text("run_folder", row -> row.source().folder())),
        rows);
  }
}
