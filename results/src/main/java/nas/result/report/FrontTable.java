package nas.result.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nas.core.trial.Objective;
import nas.result.statistics.Front;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;

/** The networks of a run that no other is better than by all of several objectives. */
final class FrontTable {

  private static final int MOST_ON_CONSOLE = 12;

  private FrontTable() {}

  /**
   * Returns the front of all strategies together by validation values, each architecture once, the
   * best by the objective of the evaluator first; empty if that is the only one.
   */
  static List<BestNetwork> networks(ReportInput input) {
    List<Objective> further = input.counting().further();
    return further.isEmpty()
        ? List.of()
        : Front.of(
            BestNetwork.select(input.strategies(), Integer.MAX_VALUE, architecture -> List.of()),
            network -> rewards(network, further));
  }

  private static double[] rewards(BestNetwork network, List<Objective> further) {
    double[] rewards = new double[1 + further.size()];
    rewards[0] = network.result().reward();
    for (int i = 0; i < further.size(); i++) {
      rewards[1 + i] = further.get(i).reward(value(network, further.get(i)));
    }
    return rewards;
  }

  private static double value(BestNetwork network, Objective objective) {
    return Objects.requireNonNull(network.result().measurements().get(objective.key()));
  }

  /** Returns a row for each network of the front. */
  static Table of(ReportInput input) {
    Caption caption = input.caption();
    Objective objective = caption.objective();
    List<Field<BestNetwork>> fields = new ArrayList<>();
    fields.add(Field.text("strategy", BestNetwork::strategy).headed("Strategy"));
    fields.add(
        Field.count("root_seed", network -> caption.origin(network.repetition()).rootSeed()));
    fields.add(Field.count("repetition", network -> caption.origin(network.repetition()).index()));
    fields.add(Field.count("trial", network -> network.trial().trial()));
    fields.add(Field.text("canonical_id", network -> network.trial().canonicalId()));
    fields.add(
        Field.<BestNetwork>number(
                objective.column("validation", ""), network -> network.result().validation())
            .headed(objective.score() ? "" : caption.seenName(), objective.symbol()));
    fields.add(
        Field.<BestNetwork>number(
                objective.column("test", ""), network -> network.result().reported())
            .headed(Words.capitalised(objective.reported()), objective.symbol())
            .emphasised());
    for (Objective further : input.counting().further()) {
      fields.add(
          Field.<BestNetwork>amount("measured_" + further.key(), network -> value(network, further))
              .shown(network -> number(value(network, further)))
              .headed(Words.capitalised(further.words()), further.symbol()));
    }
    fields.add(
        Field.<BestNetwork>text("architecture", network -> network.trial().architecture())
            .headed("Architecture"));
    return Table.of(fields, networks(input));
  }

  /** Counts need no decimals, latencies do. */
  private static String number(double value) {
    return Page.decimals(value, value == Math.rint(value) ? 0 : 3);
  }

  /** Returns what the front is of, such as {@code validation accuracy and parameters}. */
  static String objectives(ReportInput input) {
    List<String> names = new ArrayList<>();
    names.add(input.caption().seenName().toLowerCase(java.util.Locale.ROOT));
    input
        .counting()
        .further()
        .forEach(one -> names.add(one.words() + " (" + one.better().key() + " is better)"));
    return String.join(", ", names);
  }

  /** Returns the front as the console shows it; nothing if there is one objective. */
  static String text(ReportInput input) {
    if (input.counting().further().isEmpty()) {
      return "";
    }
    Table all = of(input);
    int count = all.rows().size();
    if (count == 0) {
      return "";
    }
    int shown = Math.min(count, MOST_ON_CONSOLE);
    return String.format(
        java.util.Locale.ROOT,
        "%nFront of %s: %d network%s that no other is better than by all%s:%n%n%s",
        objectives(input),
        count,
        count == 1 ? "" : "s",
        shown < count
            ? ", the first " + shown + " of them (the others are in tables/front.csv)"
            : "",
        ConsoleText.of(
            new Table(all.columns(), all.rows().subList(0, shown)).without("architecture")));
  }
}
