package nas.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import nas.evaluator.training.TrainingEvaluator;
import nas.experiment.config.Experiment;
import nas.result.Provenance;
import nas.result.ResultException;
import nas.result.io.WholeFile;
import nas.result.journal.RunFolder;
import nas.result.journal.SearchIdentity;

/** Prepares run folders: what is written before the first trial. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * Refuses a folder that holds something else than a run.
   *
   * @throws ResultException if the folder exists, is not empty and holds no run
   */
  public static void requireUsable(Path path) {
    if (!Files.isDirectory(path)) {
      if (Files.exists(path)) {
        throw new ResultException(path + " is a file, not a run folder", "choose another folder");
      }
      return;
    }
    RunFolder folder = new RunFolder(path);
    if (folder.hasRun()) {
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      Optional<Path> foreign =
          entries
              // What a run that was killed at its very beginning leaves.
              .filter(entry -> !entry.equals(folder.lockFile()))
              .filter(entry -> !entry.equals(folder.provenanceFile()))
              // What a run leaves that found no architecture fast enough.
              .filter(entry -> !entry.equals(folder.latencyFile()))
              .filter(entry -> !WholeFile.isLeftOver(entry))
              .sorted()
              .findFirst();
      if (foreign.isPresent()) {
        throw new ResultException(
            path + " is not a run folder: it holds " + foreign.get().getFileName(),
            "choose an empty folder with --out");
      }
    } catch (IOException e) {
      throw new ResultException("Cannot read the folder " + path + ": " + e.getMessage(), "");
    }
  }

  /**
   * Writes experiment and provenance, or notes that the run is taken up again, perhaps with other
   * settings of execution and report.
   *
   * @param dependencies what results depend on beside the settings
   * @param programVersion version of this program
   * @return where the results of the run come from, as it now stands in the folder
   * @throws ResultException if the evaluator now depends on other data or another engine than when
   *     the run began, so that its results could not be mixed
   */
  public static Provenance prepare(
      RunFolder folder,
      Experiment experiment,
      SortedMap<String, String> dependencies,
      String programVersion,
      Optional<String> gitCommit,
      Instant now) {
    Provenance current =
        new Provenance(
            programVersion,
            gitCommit,
            Provenance.Machine.current(),
            experiment.seed(),
            new Provenance.History(now, List.of(), List.of()),
            experiment.identity(),
            experiment.settings(),
            dependencies,
            SearchIdentity.FORMAT);
    WholeFile.removeLeftOvers(folder.path());
    WholeFile.removeLeftOvers(folder.tablesFolder());
    WholeFile.removeLeftOvers(folder.plotsFolder());
    if (!folder.hasRun()) {
      current.write(folder.provenanceFile());
      // Last, because a folder with an experiment counts as a run.
      WholeFile.write(folder.experimentFile(), experiment.toYaml());
      return current;
    }
    if (!Files.exists(folder.provenanceFile())) {
      throw new ResultException(
          "There is no file " + folder.provenanceFile() + ", which says what the run began with",
          "restore it from a copy");
    }
    Provenance before = Provenance.read(folder.provenanceFile());
    for (Provenance.Difference difference : Provenance.diff(before, current)) {
      boolean matters = !difference.key().equals("evaluator." + TrainingEvaluator.DATA_NOTES);
      if (difference.aspect() == Provenance.Aspect.EVALUATOR && matters) {
        throw new ResultException(
            "The run in "
                + folder.path()
                + " began with other data or another engine: "
                + difference,
            "restore what it began with, or choose another folder with --out");
      }
    }
    Provenance resumed = before.resumed(now);
    resumed.write(folder.provenanceFile());
    // What the report shows may have been changed since.
    WholeFile.write(folder.experimentFile(), experiment.toYaml());
    return resumed;
  }
}
