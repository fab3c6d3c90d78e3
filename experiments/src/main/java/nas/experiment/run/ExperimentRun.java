package nas.experiment.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nas.core.UserException;
import nas.core.log.SyncPolicy;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.experiment.config.Experiment;
import nas.result.Provenance;
import nas.result.journal.Journal;
import nas.result.journal.JournalReader;
import nas.result.journal.JournalWriter;
import nas.result.journal.RunFolder;
import nas.result.journal.SearchEnd;
import nas.result.journal.SearchIdentity;
import nas.result.journal.TrialRecord;
import nas.space.Space;
import nas.strategy.Search;
import nas.strategy.Strategy;

/**
 * Runs a plan in a run folder, from wherever its journals end.
 *
 * @param <A> the architecture
 */
public final class ExperimentRun<A> {

  private final RunPlan<A> plan;
  private final RunFolder folder;
  private final Experiment experiment;
  private final RunListener listener;
  private final Consumer<String> notices;

  /**
   * Creates a run; nothing is read or written yet.
   *
   * @param folder its lock is held by the caller
   * @param experiment the experiment of the plan
   * @param notices takes sentences about repairs
   */
  public ExperimentRun(
      RunPlan<A> plan,
      RunFolder folder,
      Experiment experiment,
      RunListener listener,
      Consumer<String> notices) {
    this.plan = plan;
    this.folder = folder;
    this.experiment = experiment;
    this.listener = listener;
    this.notices = notices;
  }

  /** Returns the searches of an experiment in the order in which workers turn to them. */
  static List<SearchKey> searches(List<String> strategies, int repetitions) {
    List<SearchKey> keys = new ArrayList<>();
    // Repetition by repetition, so that an interrupted run can compare the strategies already.
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (int strategy = 0; strategy < strategies.size(); strategy++) {
        keys.add(new SearchKey(strategy, strategies.get(strategy), repetition));
      }
    }
    return keys;
  }

  /** Returns the journal of a search. */
  public static Path journalFile(RunFolder folder, SearchKey key) {
    return folder.journalFile(key.strategyIndex(), key.strategy(), key.repetition());
  }

  /**
   * Replays the journals and runs what is missing.
   *
   * @param prepare called when the journals were replayed, before anything is written; writes what
   *     a run begins with, and returns where its results come from
   * @throws InterruptedException if the thread was interrupted; all that settled is journaled
   * @throws ForeignJournalException if a journal is not one of this experiment
   * @throws nas.core.UserException if a journal is damaged or cannot be written
   */
  public void run(Supplier<Provenance> prepare) throws InterruptedException {
    List<SearchKey> keys = searches(plan.names(), plan.repetitions());
    folder.refuseForeignJournals(keys.stream().map(key -> journalFile(folder, key)).toList());
    RunIdentity found = new RunIdentity(experiment, provenance());
    List<Scheduler.Run<?>> searches = new ArrayList<>();
    double journaledModels = 0;
    for (SearchKey key : keys) {
      Journal journal = JournalReader.read(journalFile(folder, key));
      journal.requireOf(journalFile(folder, key), found.of(key), found.isStated());
      requireObjective(key, journal);
      journaledModels += new OpenedRun.SearchJournal(key, journal).spentModels();
      searches.add(open(key, journal.trials()));
    }
    // All journals are checked before one is changed: a refusal leaves the folder as it was.
    List<List<TrialRecord>> settled = replay(searches);
    RunIdentity identity = new RunIdentity(experiment, Optional.of(prepare.get()));
    Map<SearchKey, JournalWriter> writers = new LinkedHashMap<>();
    try {
      for (int i = 0; i < keys.size(); i++) {
        SearchKey key = keys.get(i);
        JournalWriter writer = openJournal(key, identity.of(key));
        writers.put(key, writer);
        List.copyOf(writer.trials()).forEach(trial -> listener.onTrial(key, trial, true));
        for (TrialRecord trial : settled.get(i)) {
          writer.append(trial);
          listener.onTrial(key, trial, true);
        }
        searches.get(i).search().end().ifPresent(writer::end);
      }
      listener.onStart(
          ConsoleProgress.whole(journaledModels),
          searches.stream().noneMatch(run -> run.search().state() == Search.State.RUNNING));
      Scheduler scheduler =
          new Scheduler(
              searches,
              plan.seed(),
              plan.workers(),
              new Scheduler.Journals() {
                @Override
                public void append(SearchKey key, TrialRecord trial) {
                  Objects.requireNonNull(writers.get(key)).append(trial);
                }

                @Override
                public void end(SearchKey key, SearchEnd end) {
                  Objects.requireNonNull(writers.get(key)).end(end);
                }
              },
              listener,
              Clock.systemUTC());
      // What the strategies hold can be large, and is not needed once their searches have ended.
      searches.clear();
      scheduler.run();
    } finally {
      // In the order of the experiment, so that of several errors the same one is reported.
      writers.values().forEach(JournalWriter::close);
    }
  }

  /** Refuses a journal whose networks are compared by something else, or by less. */
  private void requireObjective(SearchKey key, Journal journal) {
    Path file = journalFile(folder, key);
    Objective objective = plan.evaluator().objective();
    for (TrialRecord trial : journal.trials()) {
      if (trial.result() instanceof Result.Trained trained
          && !trained.objective().equals(objective)) {
        throw new UserException(
            "The journal %s has networks compared by %s (%s is better), the experiment compares %s"
                .formatted(
                    file,
                    trained.objective().key(),
                    trained.objective().better().key(),
                    objective.key() + " (" + objective.better().key() + " is better)"),
            "choose another folder with --out");
      }
      for (Objective further : rules(key).further()) {
        if (trial.result() instanceof Result.Trained trained
            && !trained.measurements().containsKey(further.key())) {
          throw new UserException(
              "The journal %s has no %s of trial %d, which the experiment names under objectives"
                  .formatted(file, further.key(), trial.trial()),
              "choose another folder with --out");
        }
      }
    }
  }

  private Optional<Provenance> provenance() {
    return folder.hasRun() && Files.exists(folder.provenanceFile())
        ? Optional.of(Provenance.read(folder.provenanceFile()))
        : Optional.empty();
  }

  /** Returns what holds for a search: a network is a search of one trial and one objective. */
  private SearchRules rules(SearchKey key) {
    return isBaseline(key) ? plan.rules().ofOneNetwork() : plan.rules();
  }

  private boolean isBaseline(SearchKey key) {
    return key.strategyIndex() >= plan.strategies().size();
  }

  private List<List<TrialRecord>> replay(List<Scheduler.Run<?>> searches)
      throws InterruptedException {
    try (WorkerThreads threads = new WorkerThreads(plan.workers(), "replay")) {
      List<Callable<List<TrialRecord>>> replays = new ArrayList<>();
      searches.forEach(run -> replays.add(run.search()::replay));
      return threads.all(replays);
    }
  }

  private JournalWriter openJournal(SearchKey key, SearchIdentity identity) {
    Path file = journalFile(folder, key);
    JournalReader.repair(file)
        .ifPresent(
            torn ->
                notices.accept(
                    file
                        + ":"
                        + torn.line()
                        + " was cut short when the run was killed; the line is removed and its"
                        + " trial evaluated again."));
    return JournalWriter.open(file, Optional.of(identity), SyncPolicy.EVERY_SECOND);
  }

  private Scheduler.Run<?> open(SearchKey key, List<TrialRecord> journaled) {
    if (isBaseline(key)) {
      return open(
          key, plan.baselines().get(key.strategyIndex() - plan.strategies().size()), journaled);
    }
    RunPlan.NamedStrategy<A> strategy = plan.strategies().get(key.strategyIndex());
    Strategy<A> made = strategy.maker().make(key.repetition(), listener::onScoring);
    return open(key, plan.space(), made, plan.evaluator(), journaled);
  }

  private <B> Scheduler.Run<B> open(
      SearchKey key, Baseline<B> baseline, List<TrialRecord> journaled) {
    return open(
        key,
        baseline.space(),
        new OneArchitecture<>(baseline.network()),
        baseline.evaluator(),
        journaled);
  }

  private <B> Scheduler.Run<B> open(
      SearchKey key,
      Space<B> space,
      Strategy<B> strategy,
      Evaluator<B> evaluator,
      List<TrialRecord> journaled) {
    return new Scheduler.Run<>(
        new JournaledSearch<>(key, space, strategy, rules(key), journaled, evaluator::whyMissing),
        evaluator);
  }
}
