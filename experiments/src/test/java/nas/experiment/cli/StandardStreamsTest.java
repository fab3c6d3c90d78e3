package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where output cannot go, and which letters it has. */
@Tag("slow")
final class StandardStreamsTest {

  private static final long PATIENCE_SECONDS = 120;
  private static final String LOCALE_ADVICE =
      " Maybe start the program with LC_ALL=C.UTF-8, as in 'LC_ALL=C.UTF-8 java -jar nas.jar'.\n";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @BeforeEach
  void onLinux() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
  }

  private record Ended(int exitCode, String out, String err) {}

  /**
   * Runs a line of bash, in which {@code nas} starts the program.
   *
   * @param locale for LC_ALL; empty: none is set at all
   */
  private Ended bash(String locale, String line) throws IOException, InterruptedException {
    String nas =
        NasProcess.words().stream().map(Main::shellQuoted).collect(Collectors.joining(" "));
    Path script =
        Files.writeString(folder.resolve("script.sh"), "nas() { " + nas + " \"$@\"; }\n" + line);
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
    Map<String, String> environment = builder.environment();
    List.of("LANG", "LC_ALL", "LC_CTYPE", "JAVA_TOOL_OPTIONS").forEach(environment::remove);
    if (!locale.isEmpty()) {
      environment.put("LC_ALL", locale);
    }
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), line);
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "schema", "strategies", "run --help"})
  void outputOntoAFullDiskIsNoSuccess(String command) throws Exception {
    assertEquals(
        new Ended(
            2,
            "",
            "Standard output cannot be written: No space left on device. Maybe free space where it"
                + " goes, or send it elsewhere, and give the command again.\n"),
        bash("C.UTF-8", "nas " + command + " > /dev/full"));
  }

  @Test
  void outputThatIsClosedIsNoSuccess() throws Exception {
    Ended ended = bash("C.UTF-8", "nas schema >&-");
    assertEquals(2, ended.exitCode());
    assertTrue(ended.err().startsWith("Standard output cannot be written: "), ended.err());
  }

  @Test
  void anEarlierProblemKeepsItsExitCode() throws Exception {
    Ended ended = bash("C.UTF-8", "nas status nowhere > /dev/full");
    assertEquals(
        new Ended(2, "", "There is no run folder nowhere. Maybe check the path.\n"), ended);
  }

  @Test
  void readerThatEndsFirstIsToldNothing() throws Exception {
    Ended ended = bash("C.UTF-8", "nas schema | (exec <&-; sleep 0); exit ${PIPESTATUS[0]}");
    assertEquals(new Ended(141, "", ""), ended);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", ""})
  void outputIsUtf8InEveryLocale(String locale) throws Exception {
    Path experiment = Files.writeString(folder.resolve("a.yaml"), "größe: 1\n");
    Ended ended = bash(locale, "nas run " + experiment);
    assertTrue(ended.err().startsWith("Unknown key 'größe' in " + experiment), ended.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", ""})
  void argumentThatJavaCannotReadIsRefused(String locale) throws Exception {
    Ended ended = bash(locale, "nas status läufe");
    assertEquals(2, ended.exitCode());
    assertEquals(
        "The argument \"l??ufe\" holds letters that Java cannot read in this locale, whose"
            + " character set is US-ASCII."
            + LOCALE_ADVICE,
        ended.err());
    assertEquals(
        new Ended(2, "", "There is no run folder läufe. Maybe check the path.\n"),
        bash("C.UTF-8", "nas status läufe"));
    // A question mark may be meant.
    assertEquals(
        new Ended(2, "", "There is no run folder l?ufe. Maybe check the path.\n"),
        bash(locale, "nas status 'l?ufe'"));
  }

  @Test
  void workingDirectoryThatJavaCannotReadIsRefused() throws Exception {
    Files.createDirectory(folder.resolve("müll"));
    Ended ended = bash("C", "cd \"$(printf '" + folder + "/m\\303\\274ll')\" && nas schema");
    assertEquals(2, ended.exitCode());
    assertEquals(
        "The path of the working directory, \""
            + folder
            + "/m??ll\", holds letters that Java cannot read in this locale, whose character set is"
            + " US-ASCII."
            + LOCALE_ADVICE,
        ended.err());
  }

  @Test
  void pathInAFileThatJavaCannotNameIsExplained() throws Exception {
    Path experiment =
        Files.writeString(
            folder.resolve("photos.yaml"),
            """
            name: photos
            search-space: nasbench201
            data: {image-folder: {folder: bücher, size: 8}}
            evaluator: training
            budget: {trained-models: 1}
            strategies: [random]
            """);
    Ended ended = bash("C", "nas run " + experiment);
    assertEquals(2, ended.exitCode());
    assertEquals(
        "folder (bücher) cannot be a path in this locale, whose character set is"
            + " US-ASCII in "
            + experiment
            + ":3."
            + LOCALE_ADVICE,
        ended.err());
  }
}
