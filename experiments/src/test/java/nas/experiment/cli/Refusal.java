package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import nas.engine.tensor.PyTorch;

/** Commands that must be refused with exactly the message in {@code refusals/NAME.txt}. */
final class Refusal {

  /** A line of a file whose head has a line more where oneDNN is off. */
  private static final Pattern HEADED = Pattern.compile("(?<=/latencies[.]csv:|[.]scores:)\\d+");

  private Refusal() {}

  /**
   * Checks that a command ends with exit code 2 and the golden message, and leaves every journal as
   * it was.
   *
   * @param folder stands as FOLDER in the message
   * @param golden name of the file with the message
   */
  static void refused(Path folder, String golden, Object... arguments) {
    SortedMap<String, String> before = Nas.journals(folder);
    Optional<Path> absent = outOfRun(arguments).filter(Files::notExists);
    Nas.Said said = Nas.say(arguments);
    String message =
        said.err()
            .replace(folder.toString(), "FOLDER")
            // Lines hold wall-clock times, so their checksums differ every time.
            .replaceAll("(checksum is|it states) [0-9a-f]{8}", "$1 CRC")
            // A model says on which processor it was trained, and how well that went.
            .replaceAll(
                "has \\d+ bytes, but its header tells of \\d+",
                "has N bytes, but its header tells of M")
            .replaceAll("(?m)^Warning: this network was right for .*\\R", "")
            .replaceAll("(its header alone goes to byte) \\d+", "$1 N")
            // A server of the test has whatever port is free.
            .replaceAll("http://127[.]0[.]0[.]1:\\d+", "http://SERVER")
            // Digests of circumstances, among which are versions and the processor.
            .replaceAll("[0-9a-f]{24}(?=[.]scores)", "DIGEST");
    message = withOneDnn(message);
    if (Boolean.getBoolean("nas.golden.write")) {
      Nas.write(
          Path.of("src/test/resources/nas/experiment/cli/refusals", golden + ".txt"), message);
    }
    assertEquals(golden(golden), message, Arrays.toString(arguments));
    assertEquals(Main.USER_ERROR, said.exitCode());
    assertTrue(message.endsWith(".\n"), message);
    assertEquals(before, Nas.journals(folder), "journals must stay as they were");
    absent.ifPresent(
        out -> assertTrue(Files.notExists(out), out + " was made though the run was refused"));
  }

  /** Returns a message with the lines that files have where the engine computes with oneDNN. */
  private static String withOneDnn(String message) {
    return PyTorch.versions().containsKey("onednn")
        ? HEADED.matcher(message).replaceAll(at -> Integer.parseInt(at.group()) - 1 + "")
        : message;
  }

  /** Returns the folder in which a command would run an experiment. */
  private static Optional<Path> outOfRun(Object... arguments) {
    List<Object> words = List.of(arguments);
    int option = words.indexOf("--out");
    return words.indexOf("run") == 0 && option > 0 && option + 1 < words.size()
        ? Optional.of(Path.of(words.get(option + 1).toString()))
        : Optional.empty();
  }

  private static String golden(String name) {
    String file = "/nas/experiment/cli/refusals/" + name + ".txt";
    try {
      if (Boolean.getBoolean("nas.golden.write")) {
        return Files.readString(Path.of("src/test/resources" + file));
      }
      try (InputStream in = Refusal.class.getResourceAsStream(file)) {
        return in == null
            ? "(no golden file)"
            : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
