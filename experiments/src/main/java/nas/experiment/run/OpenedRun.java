package nas.experiment.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.UserException;
import nas.experiment.config.AbsentPluginException;
import nas.experiment.config.Assignment;
import nas.experiment.config.Budget;
import nas.experiment.config.Difference;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.StrategyEntry;
import nas.result.Provenance;
import nas.result.journal.Journal;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.strategy.Search;

/**
 * A run folder with its resolved experiment, for reading.
 *
 * @param folder the folder
 * @param loaded the experiment that was written into it
 */
public record OpenedRun(RunFolder folder, LoadedExperiment loaded) {

  private static final int SHOWN_DIFFERENCES = 5;

  /** Trials of a journal that are tried on its strategy; another seed differs at the first. */
  private static final int TRIED = 20;

  /** A search and its journal so far. */
  public record SearchJournal(SearchKey key, Journal journal) {

    /** Returns the journaled trials in order. */
    public List<TrialRecord> trials() {
      return journal.trials();
    }

    /** Returns the trials that were trained or failed, without duplicates and skipped ones. */
    public long evaluated() {
      return trials().stream().filter(TrialRecord::evaluated).count();
    }

    /** Returns the trials that took over the result of an earlier one. */
    public long duplicates() {
      return trials().stream().filter(trial -> trial.duplicateOf().isPresent()).count();
    }

    /** Returns the trials that could not be evaluated, without the duplicates. */
    public long skipped() {
      return trials().stream().filter(TrialRecord::skipped).count();
    }

    /** Returns what the budget counts: the trials without the duplicates, each by its cost. */
    public double spentModels() {
      return Cost.TRAINED_MODELS.of(trials());
    }
  }

  /**
   * Opens a run folder. Plug-ins that are not at hand are needed only by what makes something of
   * them.
   *
   * @throws UserException if the folder holds no run
   * @throws nas.experiment.config.ExperimentException if its experiment cannot be read
   */
  public static OpenedRun open(Path path, ExperimentReader reader) {
    return open(path, reader, List.of());
  }

  /**
   * Opens a run folder with other settings of the report.
   *
   * @param changes of keys below {@code report}
   * @throws UserException if the folder holds no run
   * @throws nas.experiment.config.ExperimentException if its experiment cannot be read so
   */
  public static OpenedRun open(Path path, ExperimentReader reader, List<Assignment> changes) {
    RunFolder folder = RunFolder.open(path);
    String jars = RecordedJars.of(folder).advice();
    return new OpenedRun(folder, reader.readRecorded(folder.experimentFile(), changes, jars));
  }

  /** Returns the search space; empty if it comes from a plug-in jar that is not at hand. */
  public Optional<Space<?>> space() {
    try {
      return Optional.of(loaded.createSearchSpace());
    } catch (AbsentPluginException absent) {
      return Optional.empty();
    }
  }

  /** Returns what to say where cells should be drawn and their space is not at hand. */
  public Optional<UserException> undrawn() {
    try {
      loaded.createSearchSpace();
      return Optional.empty();
    } catch (AbsentPluginException absent) {
      return Optional.of(
          new UserException("No cell is drawn, as " + absent.reason(), absent.advice()));
    }
  }

  /** Returns the experiment of the run. */
  public Experiment experiment() {
    return loaded.experiment();
  }

  /** Returns all searches of the experiment, repetition by repetition. */
  List<SearchKey> searches() {
    return ExperimentRun.searches(experiment().labels(), experiment().repetitions());
  }

  /**
   * Returns all searches of the experiment with their trials so far, repetition by repetition. A
   * line that was cut short is left alone and not read.
   *
   * @throws UserException if a journal is damaged or of another search
   */
  public List<SearchJournal> journals() {
    RunIdentity identity = new RunIdentity(experiment(), provenance());
    List<SearchJournal> journals = new ArrayList<>();
    for (SearchKey key : searches()) {
      Path file = ExperimentRun.journalFile(folder, key);
      Journal journal = JournalReader.read(file);
      journal.requireOf(file, identity.of(key), identity.isStated());
      journals.add(new SearchJournal(key, journal));
    }
    if (!identity.isStated()) {
      requireOwn(journals);
    }
    return journals;
  }

  /**
   * Tries journals of earlier versions of the program, which do not say what they are of, on their
   * strategies. Only if some fit must all: else the strategies of that version were others.
   *
   * @throws ForeignJournalException if a journal is not one of this experiment
   */
  private void requireOwn(List<SearchJournal> journals) {
    boolean fits = false;
    Optional<ForeignJournalException> foreign = Optional.empty();
    try {
      Replays<?> replays = new Replays<>(this, loaded.createSearchSpace());
      for (SearchJournal journal : journals.stream().filter(this::isTried).toList()) {
        try {
          List<TrialRecord> trials = journal.trials();
          replays.replay(journal.key(), trials.subList(0, Math.min(TRIED, trials.size())));
          fits = true;
        } catch (ForeignJournalException e) {
          foreign = foreign.or(() -> Optional.of(e));
        } catch (MeasuredLatencies.UnmeasuredException e) {
          // The strategy looks for a proposal further than it ever did: nobody can tell.
        }
      }
    } catch (UserException untried) {
      // What the strategies need is not here: nobody can tell.
      return;
    }
    if (fits && foreign.isPresent()) {
      throw foreign.get();
    }
  }

  /** Says whether a journal is that of a search, and not of a network beside the searches. */
  public boolean isSearch(SearchJournal journal) {
    return journal.key().strategyIndex() < experiment().strategies().size();
  }

  /** Returns what a search may cost. */
  Budget budget(SearchJournal journal) {
    return isSearch(journal) ? experiment().budget() : Budget.ofOneNetwork();
  }

  /** A strategy that is guided by scores would have to score anew. */
  private boolean isTried(SearchJournal journal) {
    if (!isSearch(journal)) {
      return false;
    }
    StrategyEntry strategy = experiment().strategies().get(journal.key().strategyIndex());
    return strategy.warmup().isEmpty()
        && strategy.moveProposal().isEmpty()
        && !journal.trials().isEmpty();
  }

  /**
   * Returns where the results come from, unless that file is lost.
   *
   * @throws UserException if it is damaged
   */
  public Optional<Provenance> provenance() {
    return Files.exists(folder.provenanceFile())
        ? Optional.of(Provenance.read(folder.provenanceFile()))
        : Optional.empty();
  }

  /**
   * Refuses journals of searches with architectures that the space does not know.
   *
   * @throws nas.core.UserException for the first of them
   */
  public void requireArchitectures(List<SearchJournal> journals, Space<?> space) {
    Set<String> valid = new HashSet<>();
    for (SearchJournal journal : journals.stream().filter(this::isSearch).toList()) {
      for (TrialRecord trial : journal.trials()) {
        if (valid.contains(trial.architecture())) {
          continue;
        }
        try {
          space.parse(trial.architecture());
          valid.add(trial.architecture());
        } catch (InvalidArchitectureException refused) {
          throw UserException.at(
              ExperimentRun.journalFile(folder, journal.key()),
              journal.journal().lineOf(trial.trial()),
              String.valueOf(refused.getMessage()).replaceFirst("\\. Maybe .*", ""),
              "restore the file from a copy");
        }
      }
    }
  }

  /**
   * Says whether all searches have ended. Those whose journals do not say so are replayed, for a
   * strategy may also have run out of proposals.
   *
   * @throws ForeignJournalException if a journal is not one of this experiment
   */
  public boolean finished(List<SearchJournal> journals, Optional<Space<?>> space) {
    try {
      return journals.stream().allMatch(this::saysEnded)
          || (space.isPresent() && allEnded(journals, space.get()));
    } catch (AbsentPluginException unknown) {
      // Nobody can tell whether the strategy would propose another.
      return false;
    }
  }

  private <A> boolean allEnded(List<SearchJournal> journals, Space<A> whole) {
    Replays<A> replays = new Replays<>(this, whole);
    return journals.stream().allMatch(journal -> ended(journal, replays));
  }

  private boolean saysEnded(SearchJournal journal) {
    return journal.journal().end().isPresent()
        || journal.spentModels() > budget(journal).models() - Search.ROUNDING;
  }

  private <A> boolean ended(SearchJournal journal, Replays<A> replays) {
    if (saysEnded(journal)) {
      return true;
    }
    if (journal.trials().isEmpty() || !isSearch(journal)) {
      // To replay nothing could still mean to score all of a warmup.
      return false;
    }
    try {
      return replays.replay(journal.key(), journal.trials()).state() != Search.State.RUNNING;
    } catch (MeasuredLatencies.UnmeasuredException e) {
      // The strategy looks for a proposal further than it ever did, so it has not ended.
      return false;
    }
  }

  /** Says whether nothing has been evaluated yet, so that another experiment can begin here. */
  boolean isUntouched() {
    return folder.journalNames().stream()
        .map(name -> JournalReader.read(folder.journalFolder().resolve(name)))
        .allMatch(journal -> journal.trials().isEmpty() && journal.end().isEmpty());
  }

  /**
   * Refuses to go on with another experiment than the one the folder was made for, unless nothing
   * was evaluated yet.
   *
   * @return limits of the budget that are higher now
   * @throws UserException if they differ in anything else that decides results; names what
   */
  public List<Difference> requireGrowth(Experiment other) {
    if (experiment().identity().equals(other.identity()) || isUntouched()) {
      return List.of();
    }
    List<Difference> grown = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    for (Difference difference : experiment().differences(other)) {
      (Growth.grows(difference) ? grown : differences).add(difference);
    }
    if (differences.isEmpty()) {
      return List.copyOf(grown);
    }
    StringBuilder text = new StringBuilder();
    text.append(folder.path())
        .append(
            differences.stream().allMatch(difference -> Growth.mayGrow(difference.path()))
                ? " was given more than that already:"
                : " is the run folder of another experiment:");
    for (Difference difference :
        differences.subList(0, Math.min(SHOWN_DIFFERENCES, differences.size()))) {
      text.append("\n  ")
          .append(difference.path())
          .append(" is ")
          .append(difference.first().orElse("absent"))
          .append(" there and ")
          .append(difference.second().orElse("absent"))
          .append(" here")
          .append(Growth.mayGrow(difference.path()) ? ", and can only be raised" : "");
    }
    if (differences.size() > SHOWN_DIFFERENCES) {
      text.append("\n  and ")
          .append(differences.size() - SHOWN_DIFFERENCES)
          .append(" more differences");
    }
    throw new UserException(text.toString(), "choose another folder with --out");
  }
}
