package nas.experiment.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.experiment.config.ExperimentReader;
import nas.experiment.run.FollowedRun;
import nas.result.journal.RunFolder;

/**
 * The runs in some folders: each folder is one of a run, or holds such folders. Runs that begin
 * there later are found, too; those that go stay as they were seen last.
 *
 * <p>One thread at a time may look; what was seen is read by any.
 */
public final class ViewedRuns {

  private final List<Path> folders;
  private final ExperimentReader reader;
  private final Set<Path> known = new HashSet<>();
  private final List<ViewedRun> runs = new CopyOnWriteArrayList<>();

  /**
   * Creates what has not looked at the runs yet.
   *
   * @throws UserException if a folder is none, or there is no run in it
   */
  public ViewedRuns(List<Path> folders, ExperimentReader reader) {
    this.folders = List.copyOf(folders);
    this.reader = reader;
    for (Path folder : this.folders) {
      requireRun(folder);
    }
    find();
  }

  private static void requireRun(Path folder) {
    if (!Files.exists(folder)) {
      throw new UserException("There is no folder " + folder, "check the path");
    }
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          folder + " is a file, not a folder of runs", "give the folder that the run printed");
    }
    if (runFolders(folder).isEmpty()) {
      throw new UserException(
          "There is no run in " + folder + ": no experiment.yaml in it or in a folder of it",
          "give the folder that the run printed, or one that holds such folders");
    }
  }

  /** Returns the folders of the runs in a folder, by name. */
  private static List<Path> runFolders(Path folder) {
    if (new RunFolder(folder).hasRun()) {
      return List.of(folder);
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(each -> new RunFolder(each).hasRun()).sorted().toList();
    } catch (IOException e) {
      throw FileProblem.explain("read", folder, e);
    }
  }

  /**
   * Looks at all runs.
   *
   * @param changed is called for every change since the last look
   */
  void look(Runnable changed) {
    if (find()) {
      changed.run();
    }
    for (ViewedRun run : runs) {
      if (run.followed().look()) {
        changed.run();
      }
    }
  }

  /** Adds the runs that are new; says whether there are any. */
  private boolean find() {
    boolean isNew = false;
    for (Path path : found()) {
      if (known.add(path.toAbsolutePath().normalize())) {
        runs.add(new ViewedRun(runs.size(), path.toString(), new FollowedRun(path, reader)));
        isNew = true;
      }
    }
    return isNew;
  }

  private List<Path> found() {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      try {
        found.addAll(runFolders(folder));
      } catch (UserException unreadable) {
        // It was removed just now, which those of its runs say that are known.
      }
    }
    return found;
  }

  /** Returns all runs, in the order in which they were found. */
  List<ViewedRun> all() {
    return List.copyOf(runs);
  }

  /** Returns the run of a number; empty: there is none. */
  Optional<ViewedRun> find(int id) {
    return id >= 0 && id < runs.size() ? Optional.of(runs.get(id)) : Optional.empty();
  }
}
