package nas.experiment.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import nas.core.trial.Objective;
import nas.core.trial.Result.Trained;
import nas.experiment.config.Budget;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.SearchEnd;
import nas.result.report.RunText;
import nas.result.report.Words;
import nas.result.statistics.StepCurve;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;
import nas.strategy.Search;

/**
 * How far a run is.
 *
 * @param run the run
 * @param journals its searches so far
 * @param process the process that works on it; empty if none does, 0 if its number is not known
 */
public record RunStatus(OpenedRun run, List<SearchJournal> journals, OptionalLong process) {

  /** Reads the journals of a run, also while it runs. */
  public static RunStatus of(OpenedRun run) {
    OptionalLong process = run.folder().runningProcess();
    return new RunStatus(run, run.journals(), process);
  }

  private int budget(SearchJournal search) {
    return run.budget(search).models();
  }

  private boolean limited(SearchJournal search) {
    return budget(search) != Budget.UNLIMITED;
  }

  /** Returns what all searches may cost together, in full trainings; empty: there is no limit. */
  public OptionalLong limit() {
    return journals.stream().allMatch(this::limited)
        ? OptionalLong.of(journals.stream().mapToLong(this::budget).sum())
        : OptionalLong.empty();
  }

  /** Returns what trainings have cost so far, in full ones. */
  public double spent() {
    double spent = 0;
    for (SearchJournal journal : journals) {
      spent += journal.spentModels();
    }
    return spent;
  }

  /** Says whether all searches have ended, as far as their journals tell. */
  public boolean hasEnded() {
    return journals.stream().allMatch(search -> ended(search).isPresent());
  }

  /** Returns a row for each search. */
  public Table searches() {
    Objective objective =
        StepCurve.objective(journals.stream().map(SearchJournal::trials).toList())
            .orElse(Objective.ACCURACY);
    boolean skips = journals.stream().anyMatch(journal -> journal.skipped() > 0);
    return Table.of(
        List.of(
            Field.<SearchJournal>text("strategy", search -> search.key().strategy())
                .headed("Strategy"),
            Field.<SearchJournal>count("repetition", search -> search.key().repetition())
                .headed("Repetition"),
            Field.<SearchJournal>amount("trained_models", SearchJournal::spentModels)
                .shown(
                    search ->
                        models(search.spentModels())
                            + (limited(search) ? "/" + budget(search) : ""))
                .headed("Networks"),
            Field.<SearchJournal>amount("trained_models_budget", this::budget).where(this::limited),
            Field.count("duplicates", SearchJournal::duplicates).headed("Duplicates"),
            Field.count("skipped", SearchJournal::skipped).headed(skips ? "Skipped" : ""),
            searched(objective),
            value(objective.column("test", ""), Trained::reported)
                .headed(objective.score() ? "" : "Test", objective.symbol()),
            Field.optional("ended", this::ended).headed("Ended")),
        journals);
  }

  private static Field<SearchJournal> searched(Objective objective) {
    Field<SearchJournal> value =
        value(objective.column("validation", ""), Trained::validation)
            .headed("Validation", objective.symbol());
    return objective.score()
        ? value
            .shown(search -> objective.number(incumbent(search, Trained::validation)))
            .headed(Words.capitalised(objective.words()))
        : value;
  }

  private static Field<SearchJournal> value(String key, ToDoubleFunction<Trained> value) {
    return Field.number(key, search -> incumbent(search, value));
  }

  private static double incumbent(SearchJournal search, ToDoubleFunction<Trained> value) {
    return StepCurve.incumbent(search.trials())
        .map(trial -> value.applyAsDouble((Trained) trial.result()))
        .orElse(Double.NaN);
  }

  /** Returns all there is to say, for a console. */
  public String text() {
    OptionalLong limit = limit();
    return String.format(
            Locale.ROOT,
            "%s: %s networks, %s%n%n",
            run.experiment().name(),
            models(spent()) + (limit.isPresent() ? " of " + limit.getAsLong() : ""),
            process.isPresent()
                ? "running" + (process.getAsLong() > 0 ? " as process " + process.getAsLong() : "")
                : "not running")
        + ConsoleText.of(searches())
        + RunText.sentences(RunReports.caption(run, journals).warnings())
        + String.format("%nDigest of the journals without wall-clock fields: %s%n", digest());
  }

  private String digest() {
    return run.folder().digest();
  }

  /** Returns what trainings cost, in full ones: without decimals unless some were not full. */
  public static String models(double cost) {
    double rounded = Math.rint(cost * 100) / 100;
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.2f", rounded);
  }

  /** Returns why a search has ended; journals of earlier versions do not say it. */
  private Optional<String> ended(SearchJournal search) {
    boolean spent = search.spentModels() > budget(search) - Search.ROUNDING;
    return search
        .journal()
        .end()
        .map(SearchEnd::inWords)
        .or(() -> spent ? Optional.of(SearchEnd.Reason.BUDGET_SPENT.words()) : Optional.empty());
  }
}
