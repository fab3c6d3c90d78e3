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

/**
 * What a report is about.
 *
 * @param experiment name of the experiment
 * @param description what was searched and how, in a sentence
 * @param finished whether all searches have ended
 * @param endings which searches ended otherwise than by spending their budget, and why, in
 *     sentences
 * @param strategies all searches, in the order of the experiment
 * @param best the best networks, see {@link BestNetwork#select}; the first is the headline
 * @param provenance where the results come from, if known
 * @param command the command that does the same run again
 * @param resolvedExperiment text of the resolved experiment file
 * @param comparison the strategies compared with one of them, if there are several
 * @param logarithmicModels whether the axis of trained models is logarithmic
 * @param accuracyFrom where the axis of accuracies begins; empty: where the curves do
 * @param statisticsSeed decides the bootstrap
 */
public record ReportInput(
    String experiment,
    String description,
    boolean finished,
    List<String> endings,
    List<StrategyRuns> strategies,
    List<BestNetwork> best,
    Optional<Provenance> provenance,
    String command,
    String resolvedExperiment,
    Optional<Comparison> comparison,
    boolean logarithmicModels,
    OptionalDouble accuracyFrom,
    long statisticsSeed) {

  /** Copies the lists. */
  public ReportInput {
    endings = List.copyOf(endings);
    strategies = List.copyOf(strategies);
    best = List.copyOf(best);
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

  /** Returns the greatest number of repetitions that have at least one trial. */
  int repetitions() {
    return strategies.stream()
        .mapToInt(
            runs -> (int) runs.repetitions().stream().filter(trials -> !trials.isEmpty()).count())
        .max()
        .orElse(0);
  }

  /** Returns the digest of all journals, the same as {@link RunFolder#digest}. */
  String journalSha256() {
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
