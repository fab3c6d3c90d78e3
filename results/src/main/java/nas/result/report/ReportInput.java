package nas.result.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.result.Provenance;
import nas.result.journal.JournalDigest;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.FinalResult;

/**
 * What a report is about.
 *
 * @param heading what was searched
 * @param strategies all searches, in the order of the experiment, then the networks beside them
 * @param networks single networks that the report looks at
 * @param origin where the results come from
 * @param comparison the strategies compared with one of them, if there are several
 * @param caption what must be known to read the figures
 * @param charts how the curves are drawn
 * @param counting how trials are counted
 * @param statisticsSeed decides the bootstrap
 */
public record ReportInput(
    Heading heading,
    List<StrategyRuns> strategies,
    Networks networks,
    Origin origin,
    Optional<Comparison> comparison,
    Caption caption,
    Charts charts,
    Counting counting,
    long statisticsSeed) {

  /**
   * What was searched.
   *
   * @param experiment name of the experiment
   * @param description what was searched and how, in a sentence
   * @param finished whether all searches have ended
   * @param endings which searches ended otherwise than by spending their budget, and why, in
   *     sentences
   */
  public record Heading(
      String experiment, String description, boolean finished, List<String> endings) {

    /** Copies the list. */
    public Heading {
      endings = List.copyOf(endings);
    }
  }

  /**
   * Where the results come from.
   *
   * @param sources the run, or the runs whose repetitions are pooled
   * @param command the command that does the same again
   */
  public record Origin(List<Source> sources, String command) {

    /** Copies the list. */
    public Origin {
      sources = List.copyOf(sources);
    }
  }

  /**
   * A run.
   *
   * @param folder its folder, as the user named it
   * @param journalSha256 digest of its journals, the same as {@link RunFolder#digest}
   * @param provenance what its results depend on, if known
   * @param experiment text of the resolved experiment file; may be empty
   */
  public record Source(
      String folder, String journalSha256, Optional<Provenance> provenance, String experiment) {}

  /**
   * How the curves are drawn.
   *
   * @param logarithmicModels whether the axis of trained models is logarithmic
   * @param accuracyFrom where the axis of accuracies begins; empty: where the curves do
   * @param published points and curves to draw beside those over trained models
   */
  public record Charts(
      boolean logarithmicModels, OptionalDouble accuracyFrom, List<Published> published) {

    /** Copies the list. */
    public Charts {
      published = List.copyOf(published);
    }
  }

  /** Copies the lists. */
  public ReportInput {
    strategies = List.copyOf(strategies);
  }

  /** Returns the best networks; the first is the headline. */
  public List<BestNetwork> best() {
    return networks.best();
  }

  /** Returns all trials of all searches. */
  List<TrialRecord> trials() {
    return strategies.stream()
        .flatMap(runs -> runs.repetitions().stream())
        .flatMap(List::stream)
        .toList();
  }

  /** Says whether there are trials that were evaluated at a lower fidelity. */
  boolean severalFidelities() {
    return trials().stream().anyMatch(trial -> trial.fidelity().isPresent());
  }

  /** Says whether there are proposals that could not be evaluated. */
  boolean skips() {
    return trials().stream().anyMatch(TrialRecord::skipped);
  }

  /** Returns the names of the networks beside the searches. */
  List<String> given() {
    return strategies.stream().filter(runs -> !runs.searches()).map(StrategyRuns::name).toList();
  }

  /** Returns what each strategy reached. */
  List<FinalResult> results() {
    return strategies.stream()
        .map(runs -> FinalResult.of(runs.name(), runs.repetitions(), counting))
        .toList();
  }

  /** Returns the greatest number of repetitions that have at least one trial. */
  int repetitions() {
    return strategies.stream()
        .mapToInt(
            runs -> (int) runs.repetitions().stream().filter(trials -> !trials.isEmpty()).count())
        .max()
        .orElse(0);
  }

  /** Returns what may stand on the horizontal axis of a curve. */
  List<Cost> costs() {
    return counting.time().isPresent()
        ? List.of(Cost.TRAINED_MODELS, counting.time().get())
        : List.of(Cost.TRAINED_MODELS);
  }

  /** Returns the digest of the journals of a run, the same as {@link RunFolder#digest}. */
  public static String journalSha256(List<StrategyRuns> strategies) {
    SortedMap<String, List<TrialRecord>> journals = new TreeMap<>();
    for (int i = 0; i < strategies.size(); i++) {
      StrategyRuns runs = strategies.get(i);
      for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
        if (!runs.repetitions().get(repetition).isEmpty()) {
          journals.put(
              RunFolder.journalName(i, runs.name(), repetition),
              runs.repetitions().get(repetition));
        }
      }
    }
    return JournalDigest.sha256(journals);
  }
}
