package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nas.experiment.toy.Toys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of {@code bad/} must be refused with exactly the message in the text file beside it.
 * Lines of the experiment that begin with {@code # --set} are assignments of the command line.
 */
final class GoldenMessageTest {

  private static final ExperimentReader READER = new ExperimentReader(Toys.plugins());

  static Stream<String> badFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  @Tag("slow")
  void badFileIsRefusedWithTheGoldenMessage(String name) throws IOException {
    Path file = folder().resolve(name);
    Path golden = folder().resolve(name.replace(".yaml", ".txt"));
    assertEquals(golden(golden), messageOf(file).replace(folder() + "/", ""));
  }

  @Test
  void thereAreBadFiles() throws IOException {
    assertTrue(badFiles().count() >= 40, "files in bad/");
  }

  @Test
  void fileThatDoesNotExistIsNamedWithTheNearestOne(@TempDir Path temporary) throws IOException {
    Files.writeString(temporary.resolve("quickstart.yaml"), "name: a\n");
    Path missing = temporary.resolve("quickstrat.yaml");
    assertEquals(
        "There is no file "
            + missing
            + ". Maybe you mean '"
            + temporary.resolve("quickstart.yaml")
            + "'.",
        messageOf(missing));
  }

  @Test
  void folderIsRefused(@TempDir Path temporary) throws IOException {
    assertTrue(messageOf(temporary).startsWith("A folder stands where an experiment file should"));
  }

  @Test
  void hugeFileIsRefused(@TempDir Path temporary) throws IOException {
    Path file = temporary.resolve("huge.yaml");
    Files.write(file, new byte[2 << 20]);
    assertEquals(
        "The file is larger than 1 MiB in " + file + ". Maybe this is not an experiment file.",
        messageOf(file));
  }

  @Test
  @Tag("slow")
  void fileFullOfProblemsIsRefusedWithTheFirstOfThem(@TempDir Path temporary) throws IOException {
    Path file = temporary.resolve("full.yaml");
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 60_000; line++) {
      text.append("key").append(line).append(": 1\n");
    }
    Files.writeString(file, text);
    List<String> lines = messageOf(file).lines().toList();
    assertEquals(21, lines.size());
    assertEquals("59985 more problems are not shown.", lines.get(20));
  }

  @Test
  @Tag("slow")
  void everyTruncationOfAGoodFileIsReadOrRefused(@TempDir Path temporary) throws IOException {
    byte[] whole =
        Files.readAllBytes(Objects.requireNonNull(folder().getParent()).resolve("good/full.yaml"));
    Path file = temporary.resolve("cut.yaml");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try {
        READER.read(file, List.of());
      } catch (ExperimentException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("cut.yaml"), refused::getMessage);
      }
    }
  }

  @Tag("slow")
  @Test
  void anyDamageIsReadOrRefused(@TempDir Path temporary) throws IOException {
    long seed = Long.getLong("nas.test.seed", 1);
    byte[] whole =
        Files.readAllBytes(Objects.requireNonNull(folder().getParent()).resolve("good/full.yaml"));
    byte[] telling =
        "{}[]:,-#&*!|>'\"%@`?<~ \n\t\\019eE.x\u00e9\0".getBytes(StandardCharsets.UTF_8);
    Path file = temporary.resolve("damaged.yaml");
    int refusals = 0;
    for (int round = 0; round < 5000; round++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
      byte[] damaged = whole.clone();
      for (int edit = 0; edit <= random.nextInt(4); edit++) {
        damaged[random.nextInt(damaged.length)] = telling[random.nextInt(telling.length)];
      }
      Files.write(file, damaged);
      try {
        READER.read(file, List.of());
      } catch (ExperimentException refused) {
        refusals++;
      } catch (RuntimeException unexpected) {
        throw new AssertionError("-Dnas.test.seed=" + seed + ", round " + round, unexpected);
      }
    }
    assertTrue(refusals > 1000, "refusals: " + refusals);
  }

  private static String messageOf(Path file) throws IOException {
    List<String> sets = new ArrayList<>();
    if (Files.isRegularFile(file) && Files.size(file) < 10_000) {
      for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        if (line.startsWith("# --set ")) {
          sets.add(line.substring("# --set ".length()));
        }
      }
    }
    ExperimentException refused =
        assertThrows(
            ExperimentException.class,
            () -> READER.read(file, sets.stream().map(Assignment::parse).toList()),
            () -> file + " was accepted");
    return Objects.requireNonNull(refused.getMessage());
  }

  private static String golden(Path golden) throws IOException {
    return Files.exists(golden) ? Files.readString(golden).stripTrailing() : "(no golden file)";
  }

  static Path folder() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  GoldenMessageTest.class.getResource("/nas/experiment/config/bad"), "bad/")
              .toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
