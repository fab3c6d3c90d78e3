package nas.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.experiment.config.ExperimentReader;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.JournalTail;
import nas.result.journal.RunFolder;

/**
 * A run that is looked at again and again while another process works on it. Each look reads only
 * what is new, and changes nothing in the folder.
 *
 * <p>One thread at a time may look; what was seen is read by any.
 */
public final class FollowedRun {

  private final RunFolder folder;
  private final ExperimentReader reader;
  private List<FileTime> written = List.of();
  private List<Tail> tails = List.of();
  private Optional<OpenedRun> opened = Optional.empty();
  private volatile Seen seen = new Seen(Optional.empty(), Optional.empty());

  /** A search and its journal as it grows. */
  private record Tail(SearchKey key, JournalTail journal) {}

  /**
   * What a look has seen.
   *
   * @param status how far the run is, by the last look that could read it; empty: none could
   * @param problem why the last look could not read all of it, in sentences; empty: it could
   */
  public record Seen(Optional<RunStatus> status, Optional<String> problem) {}

  /** Creates a run at which nobody has looked yet. */
  public FollowedRun(Path path, ExperimentReader reader) {
    this.folder = new RunFolder(path);
    this.reader = reader;
  }

  /** Returns the folder. */
  public RunFolder folder() {
    return folder;
  }

  /** Returns what the last look has seen. */
  public Seen seen() {
    return seen;
  }

  /**
   * Looks at the run. What goes wrong is part of what is seen.
   *
   * @return whether it is otherwise than at the last look
   */
  public boolean look() {
    Seen before = seen;
    Optional<String> problem;
    boolean changed = false;
    try {
      if (!Files.isDirectory(folder.path())) {
        problem =
            Optional.of("The folder " + folder.path() + " was removed: this is what was in it.");
      } else {
        changed = open();
        problem = Optional.empty();
        for (Tail tail : tails) {
          try {
            changed |= tail.journal().look();
          } catch (UserException refused) {
            // The other searches can still be followed.
            problem = problem.or(() -> Optional.of(refused.error().text()));
          }
        }
      }
    } catch (UserException refused) {
      problem = Optional.of(refused.error().text());
    }
    OptionalLong process = process();
    changed |= !process.equals(before.status().map(RunStatus::process).orElse(process));
    if (!changed && problem.equals(before.problem())) {
      return false;
    }
    seen = new Seen(changed ? Optional.of(status(process)) : before.status(), problem);
    return true;
  }

  private OptionalLong process() {
    try {
      return folder.runningProcess();
    } catch (UserException gone) {
      // The folder went away between two looks at it; the next one says so.
      return OptionalLong.empty();
    }
  }

  /** Reads the experiment, unless it is as it was: a run that is given more writes it anew. */
  private boolean open() {
    List<FileTime> now = List.of(time(folder.experimentFile()), time(folder.provenanceFile()));
    if (now.equals(written)) {
      return false;
    }
    OpenedRun run = OpenedRun.open(folder.path(), reader);
    RunIdentity identity = new RunIdentity(run.experiment(), run.provenance());
    List<Tail> all = new ArrayList<>();
    for (SearchKey key : run.searches()) {
      Path file = ExperimentRun.journalFile(folder, key);
      JournalTail tail = new JournalTail(file);
      tail.look();
      tail.journal().requireOf(file, identity.of(key), identity.isStated());
      all.add(new Tail(key, tail));
    }
    opened = Optional.of(run);
    tails = List.copyOf(all);
    written = now;
    return true;
  }

  private static FileTime time(Path file) {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }

  private RunStatus status(OptionalLong process) {
    List<SearchJournal> journals =
        tails.stream()
            .map(tail -> new SearchJournal(tail.key(), tail.journal().journal()))
            .toList();
    return new RunStatus(opened.orElseThrow(), journals, process);
  }
}
