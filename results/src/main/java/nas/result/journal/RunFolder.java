package nas.result.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.FileProblem;

/**
 * The folder a run leaves behind: where everything lies in it.
 *
 * <pre>
 * experiment.yaml   the resolved experiment
 * provenance.json   versions, machine, seed, checksums
 * journal/          one folder per strategy, one file per repetition: the single truth
 * tables/ plots/ report.html   derived from the journal, can be rebuilt at any time
 * latencies.csv     what was measured of networks, where a measured latency limits the search
 * checkpoints/      where networks in training go on after a kill; gone when they have ended
 * run.lock          held by the process that runs
 * </pre>
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  private static final int GREATEST_SLUG_CHARS = 40;

  /**
   * Returns the folder, which is created if it does not exist.
   *
   * @throws UserException if it cannot be created or written to
   */
  public static RunFolder create(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw FileProblem.explain("create the run folder", path, e);
    }
    if (!Files.isWritable(path)) {
      throw new UserException(
          "Cannot write to the run folder " + path + ": permission denied",
          "change the permissions of the folder or choose another one");
    }
    return new RunFolder(path);
  }

  /**
   * Returns the folder of a run that was started before.
   *
   * @throws UserException if there is no such folder, or no run in it
   */
  public static RunFolder open(Path path) {
    if (!Files.exists(path)) {
      throw new UserException("There is no run folder " + path, "check the path");
    }
    if (!Files.isDirectory(path)) {
      throw new UserException(
          path + " is a file, not a run folder", "give the folder that the run printed");
    }
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.experimentFile())) {
      throw new UserException(
          path + " is not a run folder: it has no experiment.yaml",
          "give the folder that the run printed");
    }
    return folder;
  }

  /** Returns whether a run was started in this folder. */
  public boolean hasRun() {
    return Files.exists(experimentFile());
  }

  /** Returns the path of the resolved experiment. */
  public Path experimentFile() {
    return path.resolve("experiment.yaml");
  }

  /** Returns the path of the provenance. */
  public Path provenanceFile() {
    return path.resolve("provenance.json");
  }

  /** Returns the folder of the journals. */
  public Path journalFolder() {
    return path.resolve("journal");
  }

  /** Returns the folder of the CSV tables. */
  public Path tablesFolder() {
    return path.resolve("tables");
  }

  /** Returns the folder of the plots. */
  public Path plotsFolder() {
    return path.resolve("plots");
  }

  /** Returns the path of the report. */
  public Path reportFile() {
    return path.resolve("report.html");
  }

  /** Returns the folder of the checkpoints of networks in training. */
  public Path checkpointFolder() {
    return path.resolve("checkpoints");
  }

  /** Returns the path of the latencies that were measured. */
  public Path latencyFile() {
    return path.resolve("latencies.csv");
  }

  /** Returns the path of the lock. */
  public Path lockFile() {
    return path.resolve("run.lock");
  }

  /**
   * Returns the journal of one search.
   *
   * @param strategyIndex place of the strategy in the experiment, from 0
   * @param strategyName its display name
   * @param repetition index of the repetition, from 0
   */
  public Path journalFile(int strategyIndex, String strategyName, int repetition) {
    return journalFolder().resolve(journalName(strategyIndex, strategyName, repetition));
  }

  /** Returns the name of a journal below the journal folder, such as {@code 01-ae/000.jsonl}. */
  public static String journalName(int strategyIndex, String strategyName, int repetition) {
    if (repetition < 0) {
      throw new IllegalArgumentException("repetition (" + repetition + ") must be at least 0");
    }
    return slug(strategyIndex, strategyName)
        + String.format(Locale.ROOT, "/%03d.jsonl", repetition);
  }

  /**
   * Returns a file name for a strategy: its place from 1, and what is left of its name when only
   * plain letters and digits may stay; {@code AE + warmup} as the first becomes {@code
   * 01-ae-warmup}. Names of two strategies never collide, because their places differ.
   *
   * @param index place of the strategy in the experiment, from 0
   */
  public static String slug(int index, String displayName) {
    if (index < 0) {
      throw new IllegalArgumentException("index (" + index + ") must be at least 0");
    }
    String plain =
        Normalizer.normalize(displayName, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-z0-9]+", "-");
    String words = plain.substring(0, Math.min(plain.length(), GREATEST_SLUG_CHARS));
    return String.format(Locale.ROOT, "%02d-%s", index + 1, words)
        .replaceAll("-+", "-")
        .replaceAll("-$", "");
  }

  /**
   * Returns the names of all files below the journal folder, relative to it and with slashes,
   * sorted.
   *
   * @throws UserException if the folder cannot be read
   */
  public List<String> journalNames() {
    Path folder = journalFolder();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> names = new ArrayList<>();
      files
          .filter(file -> !Files.isDirectory(file))
          .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
      names.sort(null);
      return List.copyOf(names);
    } catch (IOException e) {
      throw FileProblem.explain("read", folder, e);
    }
  }

  /**
   * Refuses files in the journal folder that no search of the experiment wrote.
   *
   * @param expected the journals that the experiment can have
   * @throws UserException if there is another file
   */
  public void refuseForeignJournals(List<Path> expected) {
    for (String name : journalNames()) {
      Path file = journalFolder().resolve(name);
      if (!expected.contains(file)) {
        throw new UserException(
            file + " is not a journal of this experiment",
            "move the file away, or use another run folder for this experiment");
      }
    }
  }

  /**
   * Returns the digest over all journals that have at least one trial, see {@link
   * JournalDigest#sha256}.
   *
   * @throws UserException if a journal is damaged or cannot be read
   */
  public String digest() {
    SortedMap<String, List<TrialRecord>> journals = new TreeMap<>();
    for (String name : journalNames()) {
      List<TrialRecord> trials = JournalReader.read(journalFolder().resolve(name)).trials();
      if (!trials.isEmpty()) {
        journals.put(name, trials);
      }
    }
    return JournalDigest.sha256(journals);
  }

  /**
   * Takes the lock of the folder.
   *
   * @throws UserException if another process, or another part of this one, holds it; the message
   *     names the process
   */
  public RunLock lock() {
    return RunLock.take(lockFile());
  }

  /**
   * Returns the id of the process that runs in this folder, without writing anything; empty if none
   * does, or 0 if its id cannot be read.
   *
   * @throws UserException if the lock cannot be read
   */
  public OptionalLong runningProcess() {
    return RunLock.holder(lockFile());
  }
}
