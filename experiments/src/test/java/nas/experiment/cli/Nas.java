package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.log.SyncPolicy;
import nas.result.journal.JournalReader;
import nas.result.journal.JournalWriter;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import picocli.CommandLine;

/** Runs commands inside the test and looks after the folders they leave. */
final class Nas {

  /** A small experiment that trains nothing. */
  static final String EXPERIMENT =
      """
      name: tiny
      search-space: nasbench201
      evaluator: noisy
      budget: {trained-models: 6}
      repetitions: 2
      strategies:
        - random
        - aging-evolution: {population: 3, tournament: 2}
      """;

  private static final SortedMap<String, byte[]> FINISHED = new TreeMap<>();

  private Nas() {}

  /** What a command did. */
  record Said(int exitCode, String out, String err) {

    /** Returns what it printed, having checked that it succeeded. */
    String done() {
      assertEquals("", err);
      assertEquals(0, exitCode, out);
      return out;
    }
  }

  /** Runs a command. */
  static Said say(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    Said said = new Said(exitCode, out.toString(), err.toString());
    assertFalse(
        said.out().contains("\tat ") || said.err().contains("\tat "),
        () -> "a stack trace after " + Arrays.toString(arguments) + ":\n" + said);
    return said;
  }

  /** Writes a file and returns it. */
  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns three golden cases as JSON. */
  static String goldenSubset() {
    return resource("golden-subset.json");
  }

  /** Returns the same three networks with what later metrics find of them, as JSON. */
  static String followUpsSubset() {
    return resource("followups-subset.json");
  }

  private static String resource(String name) {
    String path = "/nas/experiment/cli/" + name;
    try (InputStream in = Objects.requireNonNull(Nas.class.getResourceAsStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a folder named run in which the small experiment has ended; it is run only once. */
  static synchronized Path finishedRun(Path folder) {
    Path run = folder.resolve("run");
    try {
      if (FINISHED.isEmpty()) {
        Path experiment = write(folder.resolve("tiny.yaml"), EXPERIMENT);
        say("run", experiment, "--out", run).done();
        try (Stream<Path> files = Files.walk(run)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            FINISHED.put(run.relativize(file).toString(), Files.readAllBytes(file));
          }
        }
      } else {
        for (var file : FINISHED.entrySet()) {
          Path copy = run.resolve(file.getKey());
          Files.createDirectories(Objects.requireNonNull(copy.getParent()));
          Files.write(copy, file.getValue());
        }
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs an experiment whose metrics keep their scores beside the run folder; returns that. */
  static Path runApart(Path experiment, Path out, String workers) {
    String store = "execution.score-store=" + out.resolveSibling(out.getFileName() + "-store");
    say("run", experiment, "--out", out, "--workers", workers, "--set", store).done();
    return out;
  }

  /** Returns what the first repetition of a search proposed. */
  static List<String> architectures(Path out, String search) {
    return JournalReader.read(out.resolve("journal").resolve(search).resolve("000.jsonl"))
        .trials()
        .stream()
        .map(TrialRecord::architecture)
        .toList();
  }

  /** Returns the digest of a run's journals. */
  static String digest(Path run) {
    return RunFolder.open(run).digest();
  }

  /** Keeps only the first trials of a journal, without its end. */
  static void keepTrials(Path file, int trials) throws IOException {
    List<String> all = Files.readAllLines(file);
    int identity = all.get(0).startsWith("{\"journal\"") ? 1 : 0;
    Files.writeString(file, String.join("\n", all.subList(0, identity + trials)) + "\n");
  }

  /** Returns the bytes of all journals below a folder, in ISO 8859-1, by their paths. */
  static SortedMap<String, String> journals(Path folder) {
    SortedMap<String, String> journals = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        if (Files.isRegularFile(file)) {
          journals.put(
              folder.relativize(file).toString(),
              Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return journals;
  }

  /** Replaces the last trial of a journal by one that is written soundly but was never proposed. */
  static void forgeLastTrial(Path journal, String architecture) throws IOException {
    List<TrialRecord> trials = JournalReader.read(journal).trials();
    TrialRecord last = trials.get(trials.size() - 1);
    keepTrials(journal, trials.size() - 1);
    try (JournalWriter writer = JournalWriter.open(journal, SyncPolicy.EVERY_LINE)) {
      writer.append(
          new TrialRecord(
              last.trial(),
              architecture,
              architecture,
              java.util.OptionalInt.empty(),
              last.result(),
              last.wall()));
    }
  }

  /** Makes a run one of a version that did not write yet what journals are of. */
  static Path ofEarlierVersion(Path run) throws IOException {
    Path provenance = run.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance).replaceFirst("\\s*\"journal-format\" : \\d+,", ""));
    try (Stream<Path> journals = Files.walk(run.resolve("journal"))) {
      for (Path journal : journals.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(journal);
        Files.writeString(journal, text.substring(text.indexOf('\n') + 1));
      }
    }
    return run;
  }
}
