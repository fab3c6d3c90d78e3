package nas.experiment.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.UserException;
import nas.core.trial.Result;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.PluginJar;
import nas.result.Provenance;
import nas.result.journal.JournalDigest;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;

/**
 * What differs between a run and the same experiment run again.
 *
 * @param circumstances in what the provenances differ, but for times of the day
 * @param searches all searches, in the order of the experiment
 */
public record Reproduction(
    List<Provenance.Difference> circumstances, List<ComparedSearch> searches) {

  /**
   * A search and the same search run again.
   *
   * @param key which one
   * @param same how many trials are the same bytes, from the first on, but for wall-clock fields
   * @param trials how many trials the longer of both has
   * @param before the first that differs, in the run; empty if there is none
   * @param after the first that differs, in what was run again; empty if there is none
   */
  public record ComparedSearch(
      SearchKey key,
      int same,
      int trials,
      Optional<TrialRecord> before,
      Optional<TrialRecord> after) {

    private static ComparedSearch of(SearchKey key, List<TrialRecord> a, List<TrialRecord> b) {
      int same = 0;
      while (same < Math.min(a.size(), b.size())
          && Arrays.equals(
              JournalDigest.canonicalBytes(a.get(same)),
              JournalDigest.canonicalBytes(b.get(same)))) {
        same++;
      }
      return new ComparedSearch(key, same, Math.max(a.size(), b.size()), at(a, same), at(b, same));
    }

    private static Optional<TrialRecord> at(List<TrialRecord> trials, int index) {
      return index < trials.size() ? Optional.of(trials.get(index)) : Optional.empty();
    }

    /** Says whether all trials are the same. */
    public boolean equal() {
      return same == trials;
    }
  }

  /** Copies the lists. */
  public Reproduction {
    circumstances = List.copyOf(circumstances);
    searches = List.copyOf(searches);
  }

  /**
   * Returns where a run comes from.
   *
   * @throws UserException if the run does not know, or has not ended
   */
  public static Provenance requireReproducible(OpenedRun run) {
    if (!Files.exists(run.folder().provenanceFile())) {
      throw new UserException(
          run.folder().path() + " has no provenance.json, so nobody knows what it was run with",
          "run " + run.folder().experimentFile() + " as any experiment");
    }
    if (!run.finished(run.journals(), run.space())) {
      throw new UserException(
          "The run in " + run.folder().path() + " has not ended",
          "go on with it first: java -jar nas.jar run " + run.folder().path());
    }
    return Provenance.read(run.folder().provenanceFile());
  }

  /**
   * Refuses to run without the jars of plug-ins that a run was given.
   *
   * @param given the jars at hand
   * @throws UserException if one is missing
   */
  public static void requireJars(RecordedJars recorded, List<PluginJar> given) {
    for (PluginJar jar : recorded.jars()) {
      if (given.stream().noneMatch(one -> one.sha256().equals(jar.sha256()))) {
        throw new UserException(
            "The run in "
                + recorded.folder().path()
                + " was given the plug-ins of "
                + jar
                + ", which are not there any more",
            "give the same jar with --plugins");
      }
    }
  }

  /**
   * Refuses to run again where another run is, or one that has ended, which would run nothing.
   *
   * @param again the folder to run in
   * @param experiment what is to be run
   * @throws UserException if something else than a part of the same is there
   */
  public static void requireFree(Path again, Experiment experiment, ExperimentReader reader) {
    if (!new RunFolder(again).hasRun()) {
      return;
    }
    OpenedRun there = OpenedRun.open(again, reader);
    if (!there.requireGrowth(experiment).isEmpty()) {
      throw new UserException(
          again + " holds another run, which was given less", "choose another folder with --out");
    }
    if (there.finished(there.journals(), there.space())) {
      throw new UserException(
          again + " holds a run that has ended, so nothing would be run again",
          "choose another folder with --out, or remove that one");
    }
  }

  /**
   * Compares a run with what was run again.
   *
   * @throws UserException if a journal or a provenance is damaged
   */
  public static Reproduction of(OpenedRun before, OpenedRun after) {
    List<Provenance.Difference> circumstances =
        Provenance.diff(
                Provenance.read(before.folder().provenanceFile()),
                Provenance.read(after.folder().provenanceFile()))
            .stream()
            .filter(difference -> difference.aspect() != Provenance.Aspect.TIME)
            .toList();
    List<ComparedSearch> searches = new ArrayList<>();
    List<SearchJournal> again = after.journals();
    for (SearchJournal journal : before.journals()) {
      List<TrialRecord> trials =
          again.stream()
              .filter(other -> other.key().equals(journal.key()))
              .findFirst()
              .map(SearchJournal::trials)
              .orElse(List.of());
      searches.add(ComparedSearch.of(journal.key(), journal.trials(), trials));
    }
    return new Reproduction(circumstances, searches);
  }

  /** Says whether all trials are the same bytes. */
  public boolean equal() {
    return searches.stream().allMatch(ComparedSearch::equal);
  }

  /** Returns the differences for people, a line each, and how many trials are the same. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (circumstances.isEmpty()) {
      text.append("Experiment, data, program and machine are the same.\n");
    }
    Optional<Provenance.Aspect> last = Optional.empty();
    for (Provenance.Difference difference : circumstances) {
      if (!last.equals(Optional.of(difference.aspect()))) {
        text.append(heading(difference.aspect())).append('\n');
        last = Optional.of(difference.aspect());
      }
      text.append("  ").append(difference).append('\n');
    }
    text.append('\n');
    for (ComparedSearch search : searches) {
      if (!search.equal()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s: trial %,d is the first of %,d that differs:%n  it was %s%n  it is  %s%n",
                search.key(),
                search.same(),
                search.trials(),
                search.before().map(Reproduction::describe).orElse("not there"),
                search.after().map(Reproduction::describe).orElse("not there")));
      }
    }
    long same = searches.stream().mapToLong(ComparedSearch::same).sum();
    long all = searches.stream().mapToLong(ComparedSearch::trials).sum();
    long searchesEqual = searches.stream().filter(ComparedSearch::equal).count();
    text.append(
        equal()
            ? String.format(
                Locale.ROOT,
                "All %,d trials of %,d %s are the same bytes, but for wall-clock times.%n",
                all,
                searches.size(),
                searches.size() == 1 ? "search" : "searches")
            : String.format(
                Locale.ROOT,
                "%,d of %,d trials are the same bytes before any that differs; %,d of %,d searches"
                    + " are the same.%n",
                same,
                all,
                searchesEqual,
                searches.size()));
    return text.toString();
  }

  private static String heading(Provenance.Aspect aspect) {
    return switch (aspect) {
      case EXPERIMENT -> "The experiment differs, so trials do:";
      case EVALUATOR -> "What trials depend on differs (data, engines, processor):";
      case PROGRAM -> "The program differs:";
      case MACHINE -> "The machine differs:";
      case TIME -> "The time differs:";
    };
  }

  private static String describe(TrialRecord trial) {
    Result result = trial.result();
    if (result instanceof Result.Trained trained) {
      return trial.architecture()
          + ", validation "
          + trained.validation()
          + (trained.test().isPresent() ? ", test " + trained.test().getAsDouble() : "")
          + details(trial);
    }
    return new String(JournalDigest.canonicalBytes(trial), StandardCharsets.UTF_8).strip();
  }

  private static String details(TrialRecord trial) {
    return (trial.duplicateOf().isPresent() ? ", as trial " + trial.duplicateOf().getAsInt() : "")
        + trial.fidelity().map(fidelity -> ", at " + fidelity).orElse("");
  }
}
