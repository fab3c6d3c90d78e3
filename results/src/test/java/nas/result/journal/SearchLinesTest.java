package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.log.SyncPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What journals say about their searches as a whole: who they are and why they ended. */
final class SearchLinesTest {

  private static final SearchIdentity IDENTITY =
      new SearchIdentity(
          "e", Long.MIN_VALUE, "AE \u00fc", 3, new TreeMap<>(Map.of("the data", "0a")));
  private static final SearchEnd SPENT = new SearchEnd(SearchEnd.Reason.BUDGET_SPENT, 6, "");
  private static final List<TrialRecord> TRIALS = Trials.search(5, 6);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("000.jsonl");
  }

  private void write(List<TrialRecord> trials, Optional<SearchEnd> end) {
    try (JournalWriter writer =
        JournalWriter.open(file(), Optional.of(IDENTITY), SyncPolicy.EVERY_SECOND)) {
      trials.forEach(writer::append);
      end.ifPresent(writer::end);
    }
  }

  /** Returns the number of the line that an error is about. */
  private static int lineOf(UserException refused) {
    String where = refused.error().where();
    return Integer.parseInt(where.substring(where.lastIndexOf(':') + 1));
  }

  private UserException refused(String text) throws IOException {
    Files.writeString(file(), text, StandardCharsets.ISO_8859_1);
    return assertThrows(UserException.class, () -> JournalReader.read(file()));
  }

  private static String line(byte[] line) {
    return new String(line, StandardCharsets.US_ASCII);
  }

  @Test
  void theyComeBackAndLookAsDocumented() throws IOException {
    write(TRIALS, Optional.of(SPENT));
    assertEquals(
        new Journal(Optional.of(IDENTITY), TRIALS, Optional.of(SPENT), Optional.empty()),
        JournalReader.read(file()));
    List<String> lines = Files.readAllLines(file());
    assertEquals(8, lines.size());
    assertEquals(
        "{\"journal\":2,\"experiment\":\"e\",\"seed\":-9223372036854775808,\"strategy\":\"AE \\u00FC\","
            + "\"repetition\":3,\"digests\":{\"the data\":\"0a\"}",
        lines.get(0).replaceFirst(",.crc32c.*", ""));
    assertEquals(
        "{\"end\":\"budget-spent\",\"trials\":6,\"detail\":\"\"",
        lines.get(7).replaceFirst(",.crc32c.*", ""));
    assertEquals(2, JournalReader.read(file()).lineOf(0));
  }

  @Test
  void aSearchThatGoesOnLosesItsEnd() throws IOException {
    write(TRIALS, Optional.of(SPENT));
    byte[] atOnce = Files.readAllBytes(file());
    Files.delete(file());
    write(TRIALS.subList(0, 2), Optional.of(new SearchEnd(SearchEnd.Reason.TIME_LIMIT, 2, "1 h")));
    write(List.of(), Optional.of(new SearchEnd(SearchEnd.Reason.BUDGET_SPENT, 2, "")));
    write(TRIALS.subList(2, 6), Optional.of(SPENT));
    write(List.of(), Optional.of(SPENT));
    assertArrayEquals(atOnce, Files.readAllBytes(file()));
  }

  @Test
  void aSearchWithoutTrialsCanEnd() {
    SearchEnd nothing = new SearchEnd(SearchEnd.Reason.NOTHING_TO_PROPOSE, 0, "");
    write(List.of(), Optional.of(nothing));
    assertEquals(Optional.of(nothing), JournalReader.read(file()).end());
  }

  @Test
  void anEndNamesTheNumberOfTrials() {
    try (JournalWriter writer = JournalWriter.open(file(), SyncPolicy.EVERY_SECOND)) {
      assertThrows(IllegalArgumentException.class, () -> writer.end(SPENT));
    }
  }

  @Tag("slow")
  @Test
  void whereverAKilledProcessStopsTheRestIsWrittenAgain() throws IOException {
    write(TRIALS, Optional.of(SPENT));
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      JournalReader.repair(file());
      int trials = JournalReader.read(file()).trials().size();
      write(TRIALS.subList(trials, 6), Optional.of(SPENT));
      assertArrayEquals(whole, Files.readAllBytes(file()), "length " + length);
    }
  }

  @Tag("slow")
  @Test
  void everyFlippedBitOfBothIsRefused() throws IOException {
    byte[] first = SearchLines.encode(IDENTITY);
    write(TRIALS, Optional.of(SPENT));
    byte[] whole = Files.readAllBytes(file());
    int last = whole.length - SearchLines.encode(SPENT).length;
    for (int at = 0; at < whole.length - 1; at++) {
      for (int bit = 0; (at < first.length || at >= last) && bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        UserException e = refused(new String(damaged, StandardCharsets.ISO_8859_1));
        assertEquals(at < last ? 1 : 8, lineOf(e), "byte " + at + ", bit " + bit);
      }
    }
  }

  @Test
  void linesInOtherPlacesAreRefused() throws IOException {
    String trial = line(JournalLine.encode(TRIALS.get(0)));
    String identity = line(SearchLines.encode(IDENTITY));
    String end = line(SearchLines.encode(new SearchEnd(SearchEnd.Reason.BUDGET_SPENT, 1, "")));
    assertEquals(
        file() + ":2: the line that says which search this is must be the first",
        refused(trial + identity).getMessage());
    assertEquals(
        file() + ":3: the line stands after the end of the search",
        refused(trial + end + end).getMessage());
    assertEquals(
        file() + ":2: the search ended after 1 trials, not 0",
        refused(identity + end).getMessage());
    assertEquals(
        file() + ":2: the line has no end and does not begin as trial 1 would",
        refused(trial + identity.substring(0, 10)).getMessage());
    assertEquals(
        file() + ":3: the line has no end and does not begin as trial 1 would",
        refused(trial + end + "{").getMessage());
  }

  @Test
  void otherFormatsAndReasonsAreRefused() throws IOException {
    assertEquals(
        file() + ":1: the journal has format 3, this program knows 2",
        refused(line(JournalLine.sealed(json -> json.writeNumberField("journal", 3))))
            .getMessage());
    assertEquals(
        file() + ":1: unknown reason to end boredom",
        refused(line(JournalLine.sealed(json -> json.writeStringField("end", "boredom"))))
            .getMessage());
    assertEquals(
        file() + ":1: trials () must be a whole number",
        refused(line(JournalLine.sealed(json -> json.writeStringField("end", "time-limit"))))
            .getMessage());
  }

  @Test
  @Tag("slow")
  void theJournalOfAnotherSearchIsNamed() {
    write(TRIALS, Optional.empty());
    Journal journal = JournalReader.read(file());
    journal.requireOf(file(), IDENTITY, true);
    SearchIdentity other =
        new SearchIdentity("f", 7, "RAND", 0, new TreeMap<>(Map.of("the data", "0b", "more", "1")));
    assertEquals(
        file()
            + ":1: this is the journal of another search: experiment is e there and f here, seed is"
            + " -9223372036854775808 there and 7 here, strategy is AE \u00fc there and RAND here,"
            + " repetition is 3 there and 0 here, the data differ",
        assertThrows(UserException.class, () -> journal.requireOf(file(), other, false))
            .getMessage());
  }

  @Test
  void journalsOfEarlierVersionsSayNothing() throws IOException {
    Files.writeString(file(), line(JournalLine.encode(TRIALS.get(0))));
    Journal old = JournalReader.read(file());
    assertEquals(1, old.lineOf(0));
    old.requireOf(file(), IDENTITY, false);
    assertThrows(UserException.class, () -> old.requireOf(file(), IDENTITY, true));
    Journal.EMPTY.requireOf(file(), IDENTITY, true);
    write(TRIALS.subList(1, 6), Optional.of(SPENT));
    assertEquals(Optional.empty(), JournalReader.read(file()).identity());
    assertEquals(TRIALS, JournalReader.read(file()).trials());
  }
}
