package nas.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.UserException;
import nas.result.PluginJar;
import nas.result.Provenance;
import nas.result.journal.RunFolder;

/**
 * The jars of plug-ins that a run was given, as its folder records them.
 *
 * @param folder the folder
 * @param jars in the order in which they were given
 */
public record RecordedJars(RunFolder folder, List<PluginJar> jars) {

  /** Copies the list. */
  public RecordedJars {
    jars = List.copyOf(jars);
  }

  /** Returns those of a folder; none if it has no provenance that can be read. */
  public static RecordedJars of(RunFolder folder) {
    if (!Files.isRegularFile(folder.provenanceFile())) {
      return new RecordedJars(folder, List.of());
    }
    try {
      return new RecordedJars(folder, Provenance.read(folder.provenanceFile()).plugins());
    } catch (UserException unreadable) {
      // Whoever needs the provenance itself says so.
      return new RecordedJars(folder, List.of());
    }
  }

  /**
   * Returns the jars that are where they were with the bytes they had. Those inside the run folder
   * are left out, so that a folder from elsewhere cannot bring the code along that runs it.
   */
  public List<Path> unchanged() {
    return jars.stream()
        .map(PluginJar::stillThere)
        .flatMap(Optional::stream)
        .filter(this::isOutside)
        .toList();
  }

  private boolean isOutside(Path jar) {
    try {
      return !jar.toRealPath().startsWith(folder.path().toRealPath());
    } catch (IOException gone) {
      return false;
    }
  }

  /** Returns what is known of the jars, to follow on the advice to give them; may be empty. */
  public String advice() {
    return jars.isEmpty()
        ? ""
        : ": the run was given "
            + jars.stream().map(PluginJar::toString).collect(Collectors.joining(" and "));
  }

  /**
   * Refuses other jars in place of those that the run was given.
   *
   * @param given the jars at hand
   * @throws UserException if one that the run was given is missing and another is there
   */
  public void requireSame(List<PluginJar> given) {
    List<PluginJar> missing = jars.stream().filter(jar -> !holds(given, jar)).toList();
    List<PluginJar> others = given.stream().filter(jar -> !holds(jars, jar)).toList();
    if (!missing.isEmpty() && !others.isEmpty()) {
      throw new UserException(
          "The run in "
              + folder.path()
              + " was given the plug-ins of "
              + missing.get(0)
              + ", and these are others: "
              + others.get(0),
          "give it that jar, or run the experiment in another folder with --out");
    }
  }

  private static boolean holds(List<PluginJar> jars, PluginJar jar) {
    return jars.stream().anyMatch(known -> known.sha256().equals(jar.sha256()));
  }
}
