package nas.result.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.plot.BarChart;
import nas.result.statistics.Importance;
import nas.result.table.Field;
import nas.result.table.Table;

/** Tables and charts of single networks and of what they are made of. */
final class NetworkTables {

  private static final int MOST_BARS = 16;

  private NetworkTables() {}

  /** A network and its place in the list, from 1. */
  private record Ranked(int rank, BestNetwork network) {

    double measured(String name) {
      return network.result().measurements().getOrDefault(name, Double.NaN);
    }
  }

  /** Returns a row for each network in the list, its rank first. */
  static Table listed(ReportInput input, SizeCharts bySize) {
    Objective objective = input.caption().objective();
    List<BestNetwork> networks = input.networks().listed();
    List<Field<Ranked>> fields = new ArrayList<>();
    fields.add(Field.text("rank", (Ranked row) -> String.valueOf(row.rank())).headed("Rank"));
    if (!objective.score() && !input.caption().reportedIsSeen()) {
      fields.add(
          Field.<Ranked>number("validation", row -> row.network().result().validation())
              .shown(row -> Page.number(objective, row.network().result().validation()))
              .headed(input.caption().seenName(), objective.symbol()));
    }
    fields.add(
        Field.<Ranked>number("reported", row -> row.network().result().reported())
            .shown(row -> Page.number(objective, row.network().result().reported()))
            .headed(Words.capitalised(objective.reported()), objective.symbol())
            .emphasised());
    for (SizeCharts.Size size : bySize.sizes()) {
      fields.add(
          Field.<Ranked>amount(size.measurement(), row -> row.measured(size.measurement()))
              .shown(
                  row ->
                      size.counted()
                          ? Page.scaled(row.measured(size.measurement()))
                          : Page.decimals(row.measured(size.measurement()), 3))
              .headed(Words.capitalised(size.words())));
    }
    if (input.counting().time().isPresent()) {
      fields.add(
          Field.<Ranked>number("seconds", NetworkTables::seconds)
              .shown(row -> TimeUnit.format(seconds(row)))
              .headed("Training"));
    }
    fields.add(Field.text("strategy", (Ranked row) -> row.network().strategy()).headed("Strategy"));
    if (input.repetitions() > 1) {
      fields.add(
          Field.text(
                  "repetition",
                  (Ranked row) -> input.caption().repetition(row.network().repetition()))
              .headed("Search"));
    }
    fields.add(Field.<Ranked>count("trial", row -> row.network().trial().trial()).headed("Trial"));
    fields.add(
        Field.text("architecture", (Ranked row) -> row.network().trial().architecture())
            .headed("Architecture"));
    return Table.of(
        fields,
        IntStream.range(0, networks.size())
            .mapToObj(i -> new Ranked(i + 1, networks.get(i)))
            .toList());
  }

  private static double seconds(Ranked row) {
    return row.network()
        .result()
        .simulatedTrainSeconds()
        .orElse(row.network().trial().wall().seconds());
  }

  /** An option of a choice. */
  private record Taken(Importance of, Importance.Option option) {}

  /** Returns a row for each option of each choice, the choices that matter most first. */
  static Table importance(ReportInput input) {
    Objective objective = input.caption().objective();
    List<Taken> rows = new ArrayList<>();
    for (Importance one : input.networks().importance()) {
      one.options().forEach(option -> rows.add(new Taken(one, option)));
    }
    return Table.of(
        List.of(
            Field.text("choice", (Taken row) -> row.of().choice()).headed("Choice"),
            Field.<Taken>number("variance_share", row -> row.of().share())
                .decimals(3)
                .headed("Share of the variance"),
            Field.text("option", (Taken row) -> row.option().name()).headed("Option"),
            Field.<Taken>count("networks", row -> row.option().networks()).headed("Networks"),
            Field.<Taken>number(objective.column("validation", "mean"), row -> row.option().mean())
                .shown(row -> shown(objective, row.option()))
                .headed("Mean, 95 % interval", objective.symbol())
                .emphasised(),
            Field.number(
                objective.column("validation", "mean_bootstrap_lower"),
                (Taken row) ->
                    row.option().interval().map(interval -> interval.lower()).orElse(Double.NaN)),
            Field.number(
                objective.column("validation", "mean_bootstrap_upper"),
                (Taken row) ->
                    row.option().interval().map(interval -> interval.upper()).orElse(Double.NaN))),
        rows);
  }

  private static String shown(Objective objective, Importance.Option option) {
    return Page.number(objective, option.mean())
        + option
            .interval()
            .map(
                interval ->
                    " ("
                        + Page.number(objective, interval.lower())
                        + " to "
                        + Page.number(objective, interval.upper())
                        + ")")
            .orElse("");
  }

  /** Returns how much the choices that matter most matter. */
  static BarChart importanceChart(ReportInput input) {
    return new BarChart(
        "Which choices matter",
        "Share of the variance of the " + input.caption().seenWords() + " (omega squared).",
        input.networks().importance().stream()
            .limit(MOST_BARS)
            .map(one -> new BarChart.Bar(one.choice(), one.share(), one.share(), one.share()))
            .toList());
  }

  /** Returns how many networks of the run the list could hold. */
  static int different(ReportInput input) {
    return (int)
        input.strategies().stream()
            .filter(StrategyRuns::searches)
            .flatMap(runs -> runs.repetitions().stream())
            .flatMap(List::stream)
            .filter(trial -> trial.fidelity().isEmpty())
            .filter(trial -> trial.result() instanceof Result.Trained)
            .map(trial -> trial.canonicalId())
            .distinct()
            .count();
  }
}
