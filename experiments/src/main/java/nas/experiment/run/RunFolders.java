package nas.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.evaluator.training.TrainingEvaluator;
import nas.experiment.config.Experiment;
import nas.result.PluginJar;
import nas.result.Provenance;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.SearchIdentity;

/** Prepares run folders: what is written before the first trial. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * Refuses a folder that holds something else than a run.
   *
   * @throws UserException if the folder exists, is not empty and holds no run
   */
  public static void requireUsable(Path path) {
    if (!Files.isDirectory(path)) {
      if (Files.exists(path)) {
        throw new UserException(path + " is a file, not a run folder", "choose another folder");
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
        throw new UserException(
            path + " is not a run folder: it holds " + foreign.get().getFileName(),
            "choose an empty folder with --out");
      }
    } catch (IOException e) {
      throw new UserException("Cannot read the folder " + path + ": " + e.getMessage(), "");
    }
  }

  /**
   * Writes experiment and provenance, or notes that the run is taken up again, perhaps with other
   * settings of execution and report.
   *
   * @param dependencies what results depend on beside the settings
   * @param plugins the jars of plug-ins at hand
   * @param programVersion version of this program
   * @return where the results of the run come from, as it now stands in the folder
   * @throws UserException if the evaluator now depends on other data or another engine than when
   *     the run began, or plug-ins are others, so that its results could not be mixed
   */
  public static Provenance prepare(
      RunFolder folder,
      Experiment experiment,
      SortedMap<String, String> dependencies,
      List<PluginJar> plugins,
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
            SearchIdentity.FORMAT,
            plugins);
    Optional<Provenance> before = begunBefore(folder, experiment, dependencies);
    before.ifPresent(known -> new RecordedJars(folder, known.plugins()).requireSame(plugins));
    WholeFile.removeLeftOvers(folder.path());
    WholeFile.removeLeftOvers(folder.tablesFolder());
    WholeFile.removeLeftOvers(folder.plotsFolder());
    if (before.isEmpty()) {
      current.write(folder.provenanceFile());
      // Last, because a folder with an experiment counts as a run.
      WholeFile.write(folder.experimentFile(), experiment.toYaml());
      return current;
    }
    List<Provenance.Extension> raised =
        Growth.between(before.get().settings(), experiment.settings()).stream()
            .map(one -> new Provenance.Extension(now, one.path(), one.first(), one.second()))
            .toList();
    Provenance resumed = before.get().resumed(now, plugins);
    Provenance changed =
        raised.isEmpty() ? resumed : resumed.extended(raised, experiment.identity());
    // What is raised, or what the report shows, may have been changed since. The provenance is
    // written after it: a run that is killed in between finds out once more what was raised.
    WholeFile.write(folder.experimentFile(), experiment.toYaml());
    changed.write(folder.provenanceFile());
    return changed;
  }

  /**
   * Refuses to go on with a run that depends on other data or another engine than when it began.
   *
   * @param dependencies what results depend on beside the settings
   * @return where the results of the run come from so far; empty: it begins, or nothing was
   *     evaluated yet
   * @throws UserException if it depends on something else, or it is not known on what
   */
  public static Optional<Provenance> begunBefore(
      RunFolder folder, Experiment experiment, SortedMap<String, String> dependencies) {
    if (!folder.hasRun()) {
      return Optional.empty();
    }
    if (!Files.exists(folder.provenanceFile())) {
      throw new UserException(
          "There is no file " + folder.provenanceFile() + ", which says what the run began with",
          "restore it from a copy");
    }
    Provenance before = Provenance.read(folder.provenanceFile());
    if (!before.evaluator().equals(dependencies)
        || !before.settings().equals(experiment.settings())) {
      boolean untouched =
          folder.journalNames().stream()
              .map(name -> JournalReader.read(folder.journalFolder().resolve(name)))
              .allMatch(journal -> journal.trials().isEmpty() && journal.end().isEmpty());
      if (untouched) {
        return Optional.empty();
      }
    }
    requireSameDependencies(folder, before.evaluator(), dependencies);
    return Optional.of(before);
  }

  private static void requireSameDependencies(
      RunFolder folder, SortedMap<String, String> before, SortedMap<String, String> now) {
    SortedMap<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    // What is told of the images changes nothing.
    all.keySet().removeAll(TrainingEvaluator.TOLD);
    if (now.keySet().stream().noneMatch(GuidedStrategies::isOfEngine)) {
      // Nor what earlier versions told of an engine and images that no score depended on.
      all.keySet()
          .removeIf(key -> key.startsWith(GuidedStrategies.PROXIES) && !now.containsKey(key));
    }
    for (String key : all.keySet()) {
      Optional<String> then = Optional.ofNullable(before.get(key));
      Optional<String> today = Optional.ofNullable(now.get(key));
      if (!then.equals(today)) {
        throw new UserException(
            "The run in "
                + folder.path()
                + " began with other data or another engine: evaluator."
                + key
                + ": "
                + then.orElse("(none)")
                + " became "
                + today.orElse("(none)"),
            "restore what it began with, or choose another folder with --out");
      }
    }
  }
}
