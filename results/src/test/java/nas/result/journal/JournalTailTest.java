package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.log.SyncPolicy;
import nas.core.trial.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tail sees after every look what a reader sees that reads the journal from its beginning. */
final class JournalTailTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("000.jsonl");
  }

  private static TrialRecord trial(int index, double accuracy) {
    return new TrialRecord(
        index,
        "a" + index,
        "a" + index,
        OptionalInt.empty(),
        new Result.Trained(accuracy, accuracy, OptionalDouble.empty(), new TreeMap<>()),
        new TrialRecord.Wall(Instant.parse("2026-11-01T12:00:00Z"), 0.5));
  }

  private static byte[] line(int index, double accuracy) {
    return JournalLine.encode(trial(index, accuracy));
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void seesAll(JournalTail tail) {
    Journal read = JournalReader.read(file());
    assertEquals(
        new Journal(read.identity(), read.trials(), read.end(), Optional.empty()), tail.journal());
  }

  @Test
  void everyLineIsSeenOnceItIsWhole() throws IOException {
    JournalTail tail = new JournalTail(file());
    assertFalse(tail.look(), "there is no file yet");
    assertEquals(Journal.EMPTY, tail.journal());
    for (int i = 0; i < 4; i++) {
      byte[] line = line(i, 50 + i);
      append(Arrays.copyOf(line, line.length / 2));
      assertFalse(tail.look(), "half a line is none");
      assertEquals(i, tail.journal().trials().size());
      append(Arrays.copyOfRange(line, line.length / 2, line.length));
      assertTrue(tail.look());
      seesAll(tail);
      assertFalse(tail.look(), "nothing is new");
    }
    assertEquals(4, tail.journal().trials().size());
  }

  @Test
  void anEndThatGoesIsForgotten() throws IOException {
    JournalTail tail = new JournalTail(file());
    try (JournalWriter writer = JournalWriter.open(file(), SyncPolicy.EVERY_LINE)) {
      writer.append(trial(0, 50));
      writer.end(new SearchEnd(SearchEnd.Reason.BUDGET_SPENT, 1, ""));
    }
    assertTrue(tail.look());
    assertTrue(tail.journal().end().isPresent());
    // Between two looks the end goes, and more comes than it took.
    try (JournalWriter writer = JournalWriter.open(file(), SyncPolicy.EVERY_LINE)) {
      writer.append(trial(1, 60));
      writer.append(trial(2, 70));
    }
    assertTrue(tail.look());
    assertTrue(tail.journal().end().isEmpty());
    assertEquals(3, tail.journal().trials().size());
    seesAll(tail);
  }

  @Test
  void aJournalThatIsReplacedIsReadFromItsBeginning() throws IOException {
    append(line(0, 50));
    append(line(1, 60));
    JournalTail tail = new JournalTail(file());
    assertTrue(tail.look());
    Path other = folder.resolve("other");
    Files.write(other, line(0, 70));
    Files.write(other, line(1, 80), StandardOpenOption.APPEND);
    Files.write(other, line(2, 90), StandardOpenOption.APPEND);
    Files.move(other, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrue(tail.look());
    assertEquals(
        List.of(70.0, 80.0, 90.0),
        tail.journal().trials().stream()
            .map(trial -> ((Result.Trained) trial.result()).validation())
            .toList());
    Files.delete(file());
    UserException removed = assertThrows(UserException.class, tail::look);
    assertEquals("The journal " + file() + " was removed", removed.getMessage());
    assertEquals(3, tail.journal().trials().size(), "what was seen before stays");
    append(line(0, 40));
    assertTrue(tail.look());
    seesAll(tail);
  }

  @Test
  void damageIsRefusedUntilItIsMended() throws IOException {
    append(line(0, 50));
    JournalTail tail = new JournalTail(file());
    assertTrue(tail.look());
    List<String> lines = new ArrayList<>();
    lines.add(new String(line(0, 50), StandardCharsets.US_ASCII));
    lines.add(new String(line(1, 60), StandardCharsets.US_ASCII).replace("60.0", "61.0"));
    Files.writeString(file(), String.join("", lines));
    for (int look = 0; look < 2; look++) {
      UserException refused = assertThrows(UserException.class, tail::look);
      assertTrue(refused.error().where().endsWith("000.jsonl:2"), refused::getMessage);
      assertEquals(1, tail.journal().trials().size(), "what was seen before stays");
    }
    Files.write(file(), line(0, 50));
    append(line(1, 60));
    append(line(2, 70));
    assertTrue(tail.look());
    seesAll(tail);
  }
}
