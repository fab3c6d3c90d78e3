package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.experiment.config.Budget;
import nas.experiment.run.RunListener;
import nas.experiment.run.RunSession;
import nas.experiment.run.SearchKey;
import nas.result.journal.TrialRecord;
import nas.result.report.RunTables;
import nas.result.table.Field;
import nas.result.table.JsonText;
import nas.result.table.Table;

/**
 * Tells programs how runs go, an event a line as JSON: {@code begin}, a {@code trial} for each that
 * stands in a journal, {@code end}.
 *
 * <p>Safe for use by several threads at once.
 */
final class RunLines implements RunListener {

  private final PrintWriter out;
  private final Path folder;

  /** Creates a teller of the run in a folder. */
  RunLines(PrintWriter out, Path folder) {
    this.out = out;
    this.folder = folder;
  }

  /** Says what is about to begin, or to go on. */
  void begin(RunSession session) {
    int limit = session.plan().totalModels();
    tell(
        "begin",
        Table.of(
            List.of(
                Field.text("experiment", run -> run.experiment().name()),
                Field.count("strategies", run -> run.plan().strategies().size()),
                Field.count("repetitions", run -> run.plan().repetitions()),
                Field.amount(
                    "trained_models_budget", run -> limit == Budget.UNLIMITED ? Double.NaN : limit),
                Field.count("workers", run -> run.plan().workers())),
            List.of(session)));
  }

  @Override
  public void onTrial(SearchKey key, TrialRecord trial, boolean resumed) {
    tell("trial", RunTables.trial(key.strategy(), key.repetition(), trial));
  }

  /**
   * Says that the run is over.
   *
   * @param report its report; empty: it was stopped before it had one
   */
  void end(Optional<Path> report) {
    tell(
        "end",
        Table.of(
            List.of(
                Field.text("state", end -> end.isPresent() ? "finished" : "stopped"),
                Field.optional("report", end -> end.map(Path::toString))),
            List.of(report)));
  }

  private synchronized void tell(String kind, Table table) {
    Map<String, String> event = new LinkedHashMap<>();
    event.put("event", kind);
    event.put("folder", folder.toString());
    out.print(JsonText.lines(event, table));
    out.flush();
  }
}
