package nas.experiment.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.RunStatus;
import nas.result.journal.TrialRecord;
import nas.result.report.Words;
import nas.result.table.Column;
import nas.result.table.Field;

/**
 * Trials of a run as the page lists them.
 *
 * @param status the run
 * @param wanted which of them, and in which order
 */
record TrialsJson(RunStatus status, Wanted wanted) {

  /**
   * Which trials are listed.
   *
   * @param text stands in their architectures or in why they failed; empty: any
   * @param strategy of the strategy with this name alone; empty: of all
   * @param state those alone of which this became; empty: all
   * @param sort key of the column by which they are sorted; empty, or none of the columns: by the
   *     time at which they began
   * @param descending whether the greatest comes first
   * @param offset how many are left out that come before
   */
  record Wanted(
      String text, String strategy, String state, String sort, boolean descending, int offset) {}

  /** Rows that are told at once. */
  static final int ROWS = 50;

  private static final String STARTED = "started_at_utc";

  /**
   * A trial.
   *
   * @param search the place of its search among those of the run
   */
  record Entry(int search, SearchJournal journal, TrialRecord trial) {

    String strategy() {
      return journal.key().strategy();
    }

    /** Returns in a word what became of it. */
    String state() {
      if (trial.duplicateOf().isPresent()) {
        return "duplicate";
      }
      if (trial.result() instanceof Result.Trained trained) {
        return trained.objective().done();
      }
      return trial.result() instanceof Result.Failed ? "failed" : "skipped";
    }

    double number(java.util.function.ToDoubleFunction<Result.Trained> value) {
      return trial.result() instanceof Result.Trained trained
          ? value.applyAsDouble(trained)
          : Double.NaN;
    }

    double measured(String name) {
      return number(trained -> trained.measurements().getOrDefault(name, Double.NaN));
    }

    private boolean has(String text) {
      return text.isEmpty()
          || trial.architecture().contains(text)
          || (trial.result() instanceof Result.Failed failed && failed.message().contains(text));
    }
  }

  /** Returns the rows and how many there are. */
  ObjectNode json() {
    List<Entry> entries = entries();
    List<Field<Entry>> fields = fields(entries);
    List<Entry> matching =
        entries.stream()
            .filter(entry -> entry.has(wanted.text()))
            .filter(
                entry -> wanted.strategy().isEmpty() || entry.strategy().equals(wanted.strategy()))
            .filter(entry -> wanted.state().isEmpty() || entry.state().equals(wanted.state()))
            .sorted(order(fields))
            .toList();
    ObjectNode json = PageJson.object();
    json.put("total", entries.size());
    json.put("matching", matching.size());
    json.set("columns", PageJson.columns(fields.stream().map(Field::column).toList()));
    ArrayNode rows = json.putArray("rows");
    int from = Math.min(wanted.offset(), matching.size());
    for (Entry entry : matching.subList(from, Math.min(from + ROWS, matching.size()))) {
      ObjectNode row = rows.addObject();
      row.put("search", entry.search());
      row.put("trial", entry.trial().trial());
      row.put("strategy", entry.journal().key().strategyIndex());
      row.set(
          "cells",
          PageJson.cells(fields.stream().map(field -> field.cell().apply(entry)).toList()));
    }
    return json;
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int search = 0; search < status.journals().size(); search++) {
      SearchJournal journal = status.journals().get(search);
      for (TrialRecord trial : journal.trials()) {
        entries.add(new Entry(search, journal, trial));
      }
    }
    return entries;
  }

  private Comparator<Entry> order(List<Field<Entry>> fields) {
    Optional<Field<Entry>> by =
        fields.stream()
            .filter(field -> field.column().key().equals(wanted.sort()))
            .filter(field -> !field.column().key().equals(STARTED))
            .findFirst();
    Comparator<Entry> began =
        Comparator.<Entry, java.time.Instant>comparing(entry -> entry.trial().wall().startedAt())
            .thenComparing(entry -> entry.trial().trial())
            .thenComparing(Entry::search);
    if (by.isEmpty()) {
      return wanted.descending() ? began.reversed() : began;
    }
    return comparing(by.get(), wanted.descending()).thenComparing(began);
  }

  /** Compares by a column; what has nothing there comes last, in either direction. */
  private static Comparator<Entry> comparing(Field<Entry> field, boolean descending) {
    if (field.column().type() == Column.Type.NUMBER) {
      return Comparator.comparingDouble(
          entry -> {
            double order = field.cell().apply(entry).order();
            return Double.isNaN(order) ? Double.POSITIVE_INFINITY : descending ? -order : order;
          });
    }
    Comparator<Entry> byText = Comparator.comparing(entry -> field.cell().apply(entry).text());
    return descending ? byText.reversed() : byText;
  }

  private List<Field<Entry>> fields(List<Entry> entries) {
    Objective objective = RunJson.objective(status);
    List<Field<Entry>> fields = new ArrayList<>();
    fields.add(Field.<Entry>text("strategy", Entry::strategy).headed("Strategy"));
    if (status.run().experiment().repetitions() > 1) {
      fields.add(
          Field.<Entry>count("repetition", entry -> entry.journal().key().repetition())
              .headed("Repetition"));
    }
    fields.add(Field.<Entry>count("trial", entry -> entry.trial().trial()).headed("Trial"));
    if (entries.stream().anyMatch(entry -> entry.trial().fidelity().isPresent())) {
      fields.add(
          Field.<Entry>text(
                  "fidelity", entry -> entry.trial().fidelity().map(Fidelity::name).orElse("full"))
              .headed("Fidelity"));
    }
    fields.add(Field.text("state", Entry::state).headed("State"));
    fields.add(
        value(objective, "validation", entry -> entry.number(Result.Trained::validation))
            .headed(
                objective.score() ? Words.capitalised(objective.words()) : "Validation",
                objective.symbol()));
    if (!objective.score()) {
      fields.add(
          value(objective, "test", entry -> entry.number(Result.Trained::reported))
              .headed("Test", objective.symbol()));
    }
    if (entries.stream().anyMatch(entry -> !Double.isNaN(entry.measured("parameters")))) {
      fields.add(
          Field.<Entry>amount("parameters", entry -> entry.measured("parameters"))
              .decimals(0)
              .headed("Parameters"));
    }
    fields.add(
        Field.<Entry>number("wall_seconds", entry -> entry.trial().wall().seconds())
            .headed("Seconds"));
    fields.add(Field.<Entry>text(STARTED, entry -> clock(entry.trial())).headed("Began, UTC"));
    return fields;
  }

  private static Field<Entry> value(
      Objective objective, String key, java.util.function.ToDoubleFunction<Entry> value) {
    return Field.<Entry>number(key, value)
        .shown(entry -> objective.number(value.applyAsDouble(entry)));
  }

  private static String clock(TrialRecord trial) {
    return trial.wall().startedAt().toString().replace('T', ' ').replaceFirst("(\\.\\d+)?Z$", "");
  }
}
