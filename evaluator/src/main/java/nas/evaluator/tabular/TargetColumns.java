package nas.evaluator.tabular;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;

/**
 * The columns of a benchmark that settings ask for: for each fidelity, cheapest first, those of the
 * value that decides there and of the value that is reported.
 */
final class TargetColumns {

  private static final String SEARCH_ON = "search-on";
  private static final String REPORT = "report";
  private static final String FIDELITIES = "fidelities";

  /** Costs are rounded to so many parts of 1, so that journals state them in few digits. */
  private static final double COST_PARTS = 1e6;

  /**
   * One way to evaluate: the columns of one run.
   *
   * @param diverged those that say whether a training has no value as it diverged
   */
  record Columns(int validation, int test, OptionalInt trainSeconds, List<Integer> diverged) {

    /** Copies the list. */
    Columns {
      diverged = List.copyOf(diverged);
    }
  }

  /** A value that decides at one fidelity. */
  private record Wanted(String setting, String text, Target target) {}

  private final TabularSettings settings;
  private final Benchmark benchmark;
  private final List<Wanted> wanted;

  /**
   * Opens the benchmark.
   *
   * @throws nas.core.UserException if the file cannot be read
   */
  TargetColumns(TabularSettings settings) {
    this.settings = settings;
    benchmark = Benchmark.open(settings.benchmark());
    wanted =
        Stream.concat(
                settings.fidelities().stream().map(text -> wanted(FIDELITIES, text)),
                Stream.of(wanted(SEARCH_ON, settings.searchOn())))
            .toList();
  }

  private static Wanted wanted(String setting, String text) {
    return new Wanted(setting, String.join(" ", Quantity.words(text)), Target.parse(setting, text));
  }

  Benchmark benchmark() {
    return benchmark;
  }

  /**
   * Returns what networks are compared by.
   *
   * @throws InvalidSettingException if the settings name several metrics, or the table does not say
   *     which values of it are better
   */
  Objective objective() {
    String metric = wanted.get(wanted.size() - 1).target().metric(settings);
    Stream.concat(wanted.stream(), Stream.of(wanted(REPORT, settings.report())))
        .filter(other -> !other.target().metric(settings).equals(metric))
        .findFirst()
        .ifPresent(
            other -> {
              throw new InvalidSettingException(
                  other.setting(),
                  other.setting()
                      + " ("
                      + ErrorText.quote(other.text())
                      + ") asks for "
                      + other.target().metric(settings)
                      + ", but the search compares "
                      + metric,
                  "name one metric for all, once, as 'metric: " + metric + "'");
            });
    return Objective.ofMetric(metric, better(metric));
  }

  private Better better(String metric) {
    if (metric.equals(Query.ACCURACY_PERCENT)) {
      return Better.HIGHER;
    }
    return benchmark.columns().stream()
        .filter(column -> column.quantity() instanceof Query query && query.metric().equals(metric))
        .flatMap(column -> column.better().stream())
        .findFirst()
        .or(() -> metric.equals(Query.LOSS) ? Optional.of(Better.LOWER) : Optional.empty())
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    settings.metricByDefault().equals(metric) ? "metric" : SEARCH_ON,
                    "The benchmark "
                        + benchmark.file()
                        + " does not say whether higher or lower values of "
                        + metric
                        + " are better",
                    "write 'better: lower' or 'better: higher' beside its columns in the mapping"
                        + " and import the table again"));
  }

  /**
   * Returns for each fidelity the runs of which a trial draws one; the last fidelity is the full
   * one.
   *
   * @throws InvalidSettingException if the table does not answer what the settings ask
   */
  List<List<Columns>> runs() {
    // The full one first: its refusal says most.
    List<Columns> full = runs(wanted.get(wanted.size() - 1));
    List<List<Columns>> all = new ArrayList<>();
    for (Wanted lower : wanted.subList(0, wanted.size() - 1)) {
      all.add(runs(lower));
    }
    all.add(full);
    return List.copyOf(all);
  }

  private List<Columns> runs(Wanted search) {
    Target report = Target.parse(REPORT, settings.report());
    List<Run> drawn = new ArrayList<>();
    boolean searchDraws = search.target().run().isEmpty();
    if (searchDraws || report.run().isEmpty()) {
      for (Run.Seed seed : seeds()) {
        if ((!searchDraws || has(search.target(), seed))
            && (report.run().isPresent() || has(report, seed))) {
          drawn.add(seed);
        }
      }
      if (drawn.isEmpty()) {
        Target asked = searchDraws ? search.target() : report;
        throw lacking(searchDraws ? search.setting() : REPORT, query(asked, Run.MEAN), true);
      }
    } else {
      drawn.add(Run.MEAN);
    }
    List<Columns> columns = new ArrayList<>();
    for (Run run : drawn) {
      Query validation = query(search.target(), run);
      Query test = query(report, run);
      columns.add(
          new Columns(
              column(search.setting(), validation),
              column(REPORT, test),
              trainSeconds(validation),
              Stream.of(validation.diverged(), test.diverged())
                  .map(benchmark::find)
                  .filter(OptionalInt::isPresent)
                  .map(OptionalInt::getAsInt)
                  .distinct()
                  .toList()));
    }
    return List.copyOf(columns);
  }

  private List<Run.Seed> seeds() {
    return benchmark.columns().stream()
        .map(Column::quantity)
        .filter(Query.class::isInstance)
        .map(quantity -> ((Query) quantity).run())
        .filter(Run.Seed.class::isInstance)
        .map(Run.Seed.class::cast)
        .distinct()
        .sorted(Comparator.comparingInt(Run.Seed::number))
        .toList();
  }

  private boolean has(Target target, Run run) {
    return benchmark.find(query(target, run)).isPresent();
  }

  private Query query(Target target, Run drawn) {
    return new Query(
        target.dataset().orElse(settings.dataset()),
        target.metric(settings),
        target.split(),
        target.epochs(),
        target.run().orElse(drawn));
  }

  private int column(String setting, Query query) {
    return benchmark.find(query).orElseThrow(() -> lacking(setting, query, false));
  }

  private InvalidSettingException lacking(String setting, Query query, boolean drawn) {
    String asked =
        drawn ? query.toString().replaceFirst("mean$", Target.PER_TRIAL) : query.toString();
    List<String> instead = otherMetrics(query);
    return new InvalidSettingException(
        setting,
        "The benchmark "
            + benchmark.file()
            + " has no '"
            + asked
            + "'"
            + (instead.isEmpty() ? "" : ", only " + String.join(" and ", instead) + " there"),
        instead.isEmpty()
            ? benchmark.hint(query)
            : "say 'metric: " + instead.get(0) + "' to search by that");
  }

  /** Returns what else the table has of the trainings that a question is about. */
  private List<String> otherMetrics(Query asked) {
    return benchmark.columns().stream()
        .map(Column::quantity)
        .filter(Query.class::isInstance)
        .map(Query.class::cast)
        .filter(query -> query.dataset().equals(asked.dataset()))
        .filter(query -> query.split() == asked.split() && query.epochs() == asked.epochs())
        .map(Query::metric)
        .filter(
            metric ->
                !metric.equals(asked.metric())
                    && !metric.equals(Query.TRAIN_SECONDS)
                    && !metric.equals(Query.DIVERGED))
        .distinct()
        .toList();
  }

  /** Returns the column with the time of a run, or else of the mean. */
  private OptionalInt trainSeconds(Query accuracy) {
    OptionalInt own =
        benchmark.find(Query.trainSeconds(accuracy.dataset(), accuracy.epochs(), accuracy.run()));
    return own.isPresent()
        ? own
        : benchmark.find(Query.trainSeconds(accuracy.dataset(), accuracy.epochs(), Run.MEAN));
  }

  /**
   * Returns the fidelities with their costs; see {@link TabularPlugin#fidelities}.
   *
   * @throws InvalidSettingException if the table does not answer what the settings ask, or the
   *     costs do not increase
   */
  List<Fidelity> fidelities() {
    List<List<Columns>> runs = runs();
    int last = wanted.size() - 1;
    List<Fidelity> fidelities = new ArrayList<>();
    double before = 0;
    for (int index = 0; index < last; index++) {
      double cost = cost(index, runs);
      if (cost <= before || cost >= 1) {
        throw new InvalidSettingException(
            FIDELITIES,
            "fidelities: "
                + ErrorText.quote(wanted.get(index).text())
                + " costs "
                + cost
                + " of a full training, which must be less than 1"
                + (before > 0 ? " and more than the " + before + " of the one before it" : ""),
            "list shorter trainings than that of search-on, the shortest first");
      }
      fidelities.add(new Fidelity(wanted.get(index).text(), cost));
      before = cost;
    }
    fidelities.add(new Fidelity(wanted.get(last).text(), 1));
    return List.copyOf(fidelities);
  }

  private double cost(int index, List<List<Columns>> runs) {
    int last = wanted.size() - 1;
    double ratio =
        secondsRatio(runs.get(index), runs.get(last))
            .orElse(
                (double) wanted.get(index).target().epochs() / wanted.get(last).target().epochs());
    return Math.max(1, Math.rint(ratio * COST_PARTS)) / COST_PARTS;
  }

  /** Returns the ratio of mean seconds over the architectures for which the table has both. */
  private OptionalDouble secondsRatio(List<Columns> lower, List<Columns> full) {
    if (Stream.of(lower, full)
        .flatMap(List::stream)
        .anyMatch(run -> run.trainSeconds().isEmpty())) {
      return OptionalDouble.empty();
    }
    double lowerSum = 0;
    double fullSum = 0;
    for (int row = 0; row < benchmark.rows(); row++) {
      double ofLower = meanSeconds(row, lower);
      double ofFull = meanSeconds(row, full);
      if (!Double.isNaN(ofLower) && !Double.isNaN(ofFull)) {
        lowerSum += ofLower;
        fullSum += ofFull;
      }
    }
    return fullSum > 0 ? OptionalDouble.of(lowerSum / fullSum) : OptionalDouble.empty();
  }

  private double meanSeconds(int row, List<Columns> runs) {
    double sum = 0;
    for (Columns run : runs) {
      sum += benchmark.value(row, run.trainSeconds().orElseThrow());
    }
    return sum / runs.size();
  }
}
