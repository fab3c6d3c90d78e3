package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import nas.core.UserException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LatencyFileTest {

  private static final String ODD = "a,\"b\" 100 %\n\u00e9";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("latencies.csv");
  }

  private LatencyFile open() {
    return open("the one");
  }

  private LatencyFile open(String processor) {
    return LatencyFile.open(file, new TreeMap<>(Map.of("processor", processor, "space", "toy")));
  }

  private void fill() {
    LatencyFile latencies = open();
    latencies.add("|none~0|+|none~0|none~1|", 1.20375);
    latencies.add(ODD, Double.NaN);
    latencies.add("c", 1e-6);
  }

  private void requireFilled(LatencyFile latencies) {
    assertEquals(3, latencies.size());
    assertEquals(OptionalDouble.of(1.20375), latencies.find("|none~0|+|none~0|none~1|"));
    assertEquals(OptionalDouble.of(Double.NaN), latencies.find(ODD));
    assertEquals(OptionalDouble.of(1e-6), latencies.find("c"));
    assertEquals(OptionalDouble.empty(), latencies.find("d"));
  }

  private String refusal() {
    return String.valueOf(assertThrows(UserException.class, this::open).getMessage())
        .replace(folder.toString(), "FOLDER");
  }

  @Test
  void whatIsAddedIsReadBack() throws IOException {
    assertEquals(0, open().size());
    assertFalse(Files.exists(file), "nothing is written before there is something to keep");
    fill();
    requireFilled(open());
    requireFilled(LatencyFile.read(file));
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    assertEquals(
        List.of(
            "# nas latencies 1",
            "# processor=the one",
            "# space=toy",
            "network,milliseconds,crc32c"),
        lines.subList(0, 4));
    for (String line : lines.subList(4, lines.size())) {
      assertEquals(3, line.split(",", -1).length, line);
    }
    assertThrows(IllegalArgumentException.class, () -> open().add("c", 2));
  }

  /** Whatever a process leaves that dies while it writes can be gone on with. */
  @Test
  @Tag("slow")
  void everyCutIsRepaired() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      LatencyFile latencies = open();
      for (var entry : Map.of("|none~0|+|none~0|none~1|", 1.20375, ODD, Double.NaN).entrySet()) {
        if (latencies.find(entry.getKey()).isEmpty()) {
          assertEquals(OptionalDouble.empty(), latencies.find("c"), "cut to " + length);
        }
      }
      LatencyFile.read(file);
      if (latencies.find("c").isEmpty() && latencies.size() == 2) {
        latencies.add("c", 1e-6);
        assertArrayEquals(whole, Files.readAllBytes(file), "cut to " + length);
      } else if (latencies.size() == 0) {
        fill();
        assertArrayEquals(whole, Files.readAllBytes(file), "cut to " + length);
      }
    }
  }

  @Test
  void everyFlippedByteIsFound() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length - 1; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 4;
      Files.write(file, flipped);
      assertThrows(UserException.class, this::open, "byte " + at);
    }
  }

  @Test
  void refusalsSayWhatIsWrongWhere() throws IOException {
    fill();
    String text = Files.readString(file);
    Files.writeString(file, text.replace("1.20375", "1.10375"));
    assertEquals(
        "FOLDER/latencies.csv:5: the line is damaged: its checksum does not fit", refusal());
    UserException damaged = assertThrows(UserException.class, () -> LatencyFile.read(file));
    assertEquals(
        "restore the file from a copy, or choose another folder for a new run", damaged.advice());
    Files.writeString(file, text + text.lines().skip(6).findFirst().orElseThrow() + "\n");
    assertEquals("FOLDER/latencies.csv:8: the network c stands here a second time", refusal());
    Files.writeString(file, text.replace("the one", "another"));
    assertEquals(
        "FOLDER/latencies.csv:2: its latencies were measured on another machine or other networks:"
            + " it says '# processor=another' where this run says '# processor=the one'",
        refusal());
    requireFilled(LatencyFile.read(file));
    Files.writeString(file, "latency,network\n1,2\n");
    assertEquals("FOLDER/latencies.csv:1: a file of latencies does not begin like this", refusal());
    Files.writeString(file, "");
    assertEquals(0, open().size());
    Files.delete(file);
    assertThrows(UserException.class, () -> LatencyFile.read(file));
    Files.createDirectory(file);
    assertEquals("FOLDER/latencies.csv is not a file of latencies", refusal());
  }

  @Test
  void anUnwritableFileIsSaid() {
    Path below = folder.resolve("none").resolve("latencies.csv");
    LatencyFile latencies = LatencyFile.open(below, new TreeMap<>());
    assertThrows(UserException.class, () -> latencies.add("a", 1));
    assertEquals(OptionalDouble.empty(), latencies.find("a"), "what is not kept decides nothing");
  }
}
