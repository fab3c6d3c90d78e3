package nas.experiment.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.text.NumberText;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.experiment.config.Execution;
import nas.experiment.config.Experiment;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.ProgressLine;
import nas.experiment.run.RunReports;
import nas.experiment.run.RunStatus;
import nas.result.Provenance;
import nas.result.journal.TrialRecord;
import nas.result.report.BestNetwork;
import nas.result.statistics.StepCurve;
import nas.result.table.Field;
import nas.result.table.Table;

/** What the page is told of a run as a whole. */
final class RunJson {

  private RunJson() {}

  /** Returns what stands in the list of runs. */
  static ObjectNode summary(ViewedRun run, Instant now) {
    ObjectNode json = PageJson.object();
    json.put("id", run.id());
    json.put("name", run.name());
    run.followed().seen().problem().ifPresent(problem -> json.put("problem", problem));
    run.followed().seen().status().ifPresent(status -> put(json, status, now));
    return json;
  }

  private static void put(ObjectNode json, RunStatus status, Instant now) {
    json.put("experiment", status.run().experiment().name());
    json.put("state", state(status));
    json.put("networks", RunStatus.models(status.spent()));
    OptionalLong limit = status.limit();
    if (limit.isPresent()) {
      json.put("limit", limit.getAsLong());
      json.put("share", Math.min(1, status.spent() / Math.max(1, limit.getAsLong())));
    }
    if (status.process().isPresent()) {
      left(status, now).ifPresent(left -> json.put("left", left));
    }
    best(status)
        .ifPresent(
            best -> {
              Objective objective = best.result().objective();
              json.put("best", objective.text(best.result().validation()));
            });
  }

  private static String state(RunStatus status) {
    return status.process().isPresent() ? "running" : status.hasEnded() ? "finished" : "stopped";
  }

  private static Optional<String> left(RunStatus status, Instant now) {
    return Pace.of(status, provenance(status), now)
        .filter(pace -> pace.secondsLeft().isPresent())
        .map(pace -> ProgressLine.duration(pace.secondsLeft().getAsDouble()));
  }

  private static Optional<Provenance> provenance(RunStatus status) {
    try {
      return status.run().provenance();
    } catch (UserException gone) {
      return Optional.empty();
    }
  }

  private static Optional<BestNetwork> best(RunStatus status) {
    return BestNetwork.select(
            RunReports.byStrategy(status.run().experiment(), status.journals()),
            1,
            architecture -> List.of())
        .stream()
        .findFirst();
  }

  /** Returns what the networks of a run are compared by; until there is one, accuracy. */
  static Objective objective(RunStatus status) {
    return StepCurve.objective(status.journals().stream().map(SearchJournal::trials).toList())
        .orElse(Objective.ACCURACY);
  }

  /** Returns what is shown of a run that was chosen. */
  static ObjectNode details(ViewedRun run, RunStatus status, Instant now) {
    ObjectNode json = summary(run, now);
    json.set("facts", PageJson.facts(facts(status, now)));
    ArrayNode warnings = json.putArray("warnings");
    warnings(status).forEach(warnings::add);
    json.set("searches", PageJson.table(status.searches()));
    fidelities(status).ifPresent(table -> json.set("fidelities", PageJson.table(table)));
    ArrayNode strategies = json.putArray("strategies");
    status.run().experiment().labels().forEach(strategies::add);
    ArrayNode sizes = json.putArray("sizes");
    run.sizes().of(status.journals()).forEach(sizes::add);
    return json;
  }

  private static Map<String, String> facts(RunStatus status, Instant now) {
    Experiment experiment = status.run().experiment();
    Map<String, String> facts = new LinkedHashMap<>();
    OptionalLong process = status.process();
    facts.put(
        "State",
        state(status)
            + (process.isPresent() && process.getAsLong() > 0
                ? ", process " + process.getAsLong()
                : ""));
    if (process.isPresent()) {
      facts.put("Workers", workers(experiment.execution(), provenance(status)));
    }
    facts.put(
        "Networks",
        RunStatus.models(status.spent())
            + (status.limit().isPresent() ? " of " + status.limit().getAsLong() : ""));
    Pace.of(status, provenance(status), now)
        .ifPresent(
            pace -> {
              facts.put("Pace", pace(pace.perSecond()));
              if (process.isPresent() && pace.secondsLeft().isPresent()) {
                facts.put("Left", ProgressLine.duration(pace.secondsLeft().getAsDouble()));
              }
            });
    facts.put("Failed", count(status, RunJson::failed));
    facts.put("Duplicates", count(status, trial -> trial.duplicateOf().isPresent()));
    facts.put("Skipped", count(status, TrialRecord::skipped));
    best(status)
        .ifPresent(
            best -> {
              Objective objective = best.result().objective();
              facts.put("Best", objective.text(best.result().validation()));
              if (!objective.score()) {
                facts.put("Its test value", objective.text(best.result().reported()));
              }
              facts.put("Found by", best.strategy() + " #" + best.trial().trial());
            });
    return facts;
  }

  /** Says what evaluates; without a setting as many as the run's machine has processors. */
  private static String workers(Execution execution, Optional<Provenance> origin) {
    if (execution.cluster().isPresent()) {
      return "those of " + execution.cluster().get();
    }
    int slots =
        execution.workers().isPresent()
            ? execution.slots()
            : origin.map(known -> known.machine().processors()).orElseGet(execution::slots);
    String kind = execution.inProcesses() ? "process" : "thread";
    return slots + " " + kind + (slots == 1 ? "" : execution.inProcesses() ? "es" : "s");
  }

  /** Says how many networks there are in a second, or in as much time as makes a whole one. */
  private static String pace(double perSecond) {
    return perSecond >= 1
        ? NumberText.grouped(perSecond, perSecond < 10 ? 1 : 0) + "/s"
        : perSecond * 60 >= 1
            ? NumberText.grouped(perSecond * 60, 1) + "/min"
            : NumberText.grouped(perSecond * 3600, 1) + "/h";
  }

  private static boolean failed(TrialRecord trial) {
    return trial.evaluated() && trial.result() instanceof Result.Failed;
  }

  private static String count(
      RunStatus status, java.util.function.Predicate<TrialRecord> condition) {
    long count =
        status.journals().stream()
            .flatMap(search -> search.trials().stream())
            .filter(condition)
            .count();
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static List<String> warnings(RunStatus status) {
    try {
      return RunReports.caption(status.run(), status.journals()).warnings();
    } catch (UserException missing) {
      return List.of(missing.error().text());
    }
  }

  /** Returns a row for each fidelity that was evaluated; empty: all was evaluated in full. */
  private static Optional<Table> fidelities(RunStatus status) {
    record Row(Fidelity fidelity, int networks, Result.Trained best) {}
    Map<String, Row> rows = new TreeMap<>();
    for (SearchJournal search : status.journals()) {
      for (TrialRecord trial : search.trials()) {
        if (trial.evaluated() && trial.result() instanceof Result.Trained trained) {
          Fidelity fidelity = trial.fidelity().orElse(Fidelity.FULL_ONLY.get(0));
          rows.merge(
              fidelity.name(),
              new Row(fidelity, 1, trained),
              (known, other) ->
                  new Row(
                      fidelity,
                      known.networks() + 1,
                      trained.reward() > known.best().reward() ? trained : known.best()));
        }
      }
    }
    if (rows.keySet().equals(java.util.Set.of("full")) || rows.isEmpty()) {
      return Optional.empty();
    }
    List<Row> sorted = new ArrayList<>(rows.values());
    sorted.sort(java.util.Comparator.comparingDouble(row -> row.fidelity().cost()));
    Objective objective = objective(status);
    return Optional.of(
        Table.of(
            List.of(
                Field.<Row>text("fidelity", row -> row.fidelity().name()).headed("Fidelity"),
                Field.<Row>number("relative_cost", row -> row.fidelity().cost())
                    .decimals(4)
                    .headed("Relative cost"),
                Field.<Row>count("networks", Row::networks).headed("Networks"),
                Field.<Row>number("best", row -> row.best().validation())
                    .shown(row -> objective.number(row.best().validation()))
                    .headed("Best " + objective.searched(), objective.symbol())),
            sorted));
  }
}
