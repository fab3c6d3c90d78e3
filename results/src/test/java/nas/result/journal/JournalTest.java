package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import nas.core.UserException;
import nas.core.log.LineAppender;
import nas.core.log.SyncPolicy;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void scoresAreReadAsWhatTheyAre() throws IOException {
    Objective score = Objective.ofScores("zen(images=4)", Better.LOWER);
    Result result = new Result.Trained(score, -1.5, -1.5, OptionalDouble.empty(), new TreeMap<>());
    TrialRecord trial = new TrialRecord(0, "a", "a", OptionalInt.empty(), result, WALL);
    write(file(), List.of(trial));
    String text = Files.readString(file());
    assertTrue(text.contains("\"maximum\":null,\"score\":true},\"validation-zen\":-1.5"), text);
    assertEquals(plain(List.of(trial)), JournalReader.read(file()));
    Objective trained = Objective.ofMetric("zen", Better.LOWER);
    assertNotEquals(trained, score, "values of trained networks are something else");
    refused(
        sealed(
            text.substring(0, text.indexOf(",\"crc32c\""))
                .replace("\"score\":true", "\"score\":false")));
  }

  private static final TrialRecord.Wall WALL =
      new TrialRecord.Wall(Instant.parse("2026-11-01T12:00:00.123Z"), 0.25);

  private Path file() {
    return folder.resolve("journal/01-ae/000.jsonl");
  }

  private static Journal plain(List<TrialRecord> trials) {
    return new Journal(Optional.empty(), trials, Optional.empty(), Optional.empty());
  }

  private static void write(Path file, List<TrialRecord> trials) {
    try (JournalWriter writer = JournalWriter.open(file, SyncPolicy.EVERY_SECOND)) {
      trials.forEach(writer::append);
    }
  }

  private static byte[] lines(List<TrialRecord> trials) {
    StringBuilder text = new StringBuilder();
    trials.forEach(
        trial -> text.append(new String(JournalLine.encode(trial), StandardCharsets.US_ASCII)));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the number of the line that an error is about. */
  private static int lineOf(UserException refused) {
    String where = refused.error().where();
    return Integer.parseInt(where.substring(where.lastIndexOf(':') + 1));
  }

  private UserException refused(String text) throws IOException {
    return refused(text.getBytes(StandardCharsets.UTF_8));
  }

  private UserException refused(byte[] content) throws IOException {
    Path damaged = folder.resolve("damaged.jsonl");
    Files.write(damaged, content);
    assertThrows(UserException.class, () -> JournalReader.repair(damaged));
    assertArrayEquals(content, Files.readAllBytes(damaged), "a refused file stays as it is");
    return assertThrows(UserException.class, () -> JournalReader.read(damaged));
  }

  /** Closes a hand-made line with a right checksum. */
  private static String sealed(String open) {
    CRC32C crc = new CRC32C();
    crc.update(open.getBytes(StandardCharsets.UTF_8));
    return open + String.format(Locale.ROOT, ",\"crc32c\":\"%08x\"}\n", crc.getValue());
  }

  private static final String GOOD =
      "{\"trial\":0,\"architecture\":\"a\",\"canonical-id\":\"c\",\"duplicate-of\":null,"
          + "\"status\":\"trained\",\"validation-accuracy-percent\":91.25,"
          + "\"test-accuracy-percent\":90.0,\"simulated-train-seconds\":null,"
          + "\"measurements\":{\"macs\":1.2E8},"
          + "\"wall\":{\"started-at\":\"2026-11-01T00:00:00.000Z\",\"seconds\":0.5}";

  @Test
  void aLineLooksAsDocumented() {
    TrialRecord trial =
        new TrialRecord(
            0,
            "a",
            "c",
            OptionalInt.empty(),
            new Result.Trained(
                91.25, 90, OptionalDouble.empty(), new TreeMap<>(java.util.Map.of("macs", 1.2e8))),
            new TrialRecord.Wall(Instant.parse("2026-11-01T00:00:00Z"), 0.5));
    assertEquals(sealed(GOOD), new String(JournalLine.encode(trial), StandardCharsets.US_ASCII));
    assertEquals(
        GOOD.substring(0, GOOD.indexOf(",\"wall\"")) + "}\n",
        new String(JournalDigest.canonicalBytes(trial), StandardCharsets.US_ASCII));
  }

  @Test
  void whatIsWrittenIsRead() {
    for (long seed = 0; seed < 20; seed++) {
      Path file = folder.resolve("seed" + seed + ".jsonl");
      List<TrialRecord> trials = Trials.search(seed, 50);
      write(file, trials.subList(0, 20));
      write(file, trials.subList(20, 50));
      assertEquals(plain(trials), JournalReader.read(file), "seed " + seed);
    }
  }

  @Test
  void hostileTextsAndExtremeNumbersComeBackAsTheyWere() {
    List<TrialRecord> trials = new ArrayList<>();
    String[] texts = {
      "",
      "\n",
      "\r\n\0\u001b[31m",
      "\"}\\",
      "Grüße 网络 \uD83D\uDE00",
      "\uD800 alone",
      "\u2028",
      "x".repeat(100_000)
    };
    double[] numbers = {
      0.0,
      -0.0,
      Double.MIN_VALUE,
      2e-3,
      9007199254740992.0,
      Double.MAX_VALUE,
      1 / 3.0,
      StrictMath.pow(10, 23),
      2 * StrictMath.pow(10, 23)
    };
    for (int i = 0; i < texts.length; i++) {
      TreeMap<String, Double> measurements = new TreeMap<>();
      // JSON libraries refuse half characters in names, though not in texts.
      String name = texts[i].replace("\uD800 alone", "alone");
      measurements.put(name.substring(0, Math.min(100, name.length())), 1.0);
      for (double number : numbers) {
        measurements.put("m" + number, number);
      }
      trials.add(
          new TrialRecord(
              i,
              texts[i],
              texts[i],
              OptionalInt.empty(),
              new Result.Trained(0, 100, OptionalDouble.of(1e15), measurements),
              new TrialRecord.Wall(Instant.EPOCH, 0)));
    }
    write(file(), trials);
    assertEquals(trials, JournalReader.read(file()).trials());
  }

  @Test
  void everyKindOfLineIsReadTheQuickWay() {
    List<TrialRecord> trials = new ArrayList<>(Trials.search(1, 200));
    trials.add(Trials.reduced(Trials.failed(1, 3), 1 / 3.0));
    for (TrialRecord trial : trials) {
      byte[] line = JournalLine.encode(trial);
      assertEquals(
          Optional.of(trial), QuickLine.decode(Arrays.copyOf(line, line.length - 1)), "" + trial);
    }
  }

  @Test
  void aMissingFileIsAnEmptyJournal() {
    assertEquals(Journal.EMPTY, JournalReader.read(file()));
    assertFalse(Files.exists(file().getParent()), "reading writes nothing");
  }

  @Test
  @Tag("slow")
  void everyTornLastLineIsReportedAndRepaired() throws IOException {
    List<TrialRecord> trials = Trials.search(7, 6);
    byte[] whole = lines(trials);
    int start = lines(trials.subList(0, 5)).length;
    Path file = folder.resolve("torn.jsonl");
    for (int length = start + 1; length < whole.length; length++) {
      byte[] torn = Arrays.copyOf(whole, length);
      Files.write(file, torn);
      Journal journal = JournalReader.read(file);
      assertEquals(trials.subList(0, 5), journal.trials(), "length " + length);
      assertEquals(Optional.of(new Journal.TornEnd(6, start, length - start)), journal.tornEnd());
      assertArrayEquals(torn, Files.readAllBytes(file), "reading must not write");
      assertThrows(UserException.class, () -> JournalWriter.open(file, SyncPolicy.EVERY_SECOND));

      assertEquals(journal.tornEnd(), JournalReader.repair(file));
      assertArrayEquals(Arrays.copyOf(whole, start), Files.readAllBytes(file));
      write(file, trials.subList(5, 6));
      assertArrayEquals(whole, Files.readAllBytes(file), "as if never interrupted");
    }
    assertEquals(Optional.empty(), JournalReader.repair(file));
  }

  @Test
  void zerosLeftByAPowerFailureAreATornEnd() throws IOException {
    byte[] whole = lines(Trials.search(3, 3));
    Path file = folder.resolve("zeros.jsonl");
    Files.write(file, Arrays.copyOf(whole, whole.length + 512));
    assertEquals(
        Optional.of(new Journal.TornEnd(4, whole.length, 512)), JournalReader.repair(file));
    assertArrayEquals(whole, Files.readAllBytes(file));
  }

  @Test
  @Tag("slow")
  void everyFlippedBitInTheMiddleIsRefused() throws IOException {
    List<TrialRecord> trials = Trials.search(11, 4);
    byte[] whole = lines(trials);
    int from = lines(trials.subList(0, 1)).length;
    int to = lines(trials.subList(0, 2)).length;
    for (int at = from; at < to; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        assertEquals(2, lineOf(refused(damaged)), "byte " + at + ", bit " + bit);
      }
    }
  }

  @Test
  @Tag("slow")
  void everyFlippedBitInAWholeLastLineIsRefusedOrTorn() throws IOException {
    List<TrialRecord> trials = Trials.search(11, 2);
    byte[] whole = lines(trials);
    Path file = folder.resolve("last.jsonl");
    for (int at = lines(trials.subList(0, 1)).length; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        if (at == whole.length - 1) {
          // Without its newline a line counts as not written to its end.
          Files.write(file, damaged);
          assertTrue(JournalReader.read(file).tornEnd().isPresent());
          assertEquals(1, JournalReader.read(file).trials().size());
        } else {
          assertEquals(2, lineOf(refused(damaged)), "byte " + at + ", bit " + bit);
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void everyByteMissingInTheMiddleIsRefused() throws IOException {
    List<TrialRecord> trials = Trials.search(5, 4);
    byte[] whole = lines(trials);
    int from = lines(trials.subList(0, 1)).length;
    int to = lines(trials.subList(0, 2)).length;
    for (int at = from; at < to; at++) {
      byte[] damaged = new byte[whole.length - 1];
      System.arraycopy(whole, 0, damaged, 0, at);
      System.arraycopy(whole, at + 1, damaged, at, damaged.length - at);
      assertEquals(2, lineOf(refused(damaged)), "byte " + at);
    }
  }

  @Test
  void missingRepeatedAndSwappedLinesAreRefused() throws IOException {
    List<TrialRecord> trials =
        List.of(Trials.trained(0, 1, 1, 1), Trials.failed(1, 1), Trials.trained(2, 2, 2, 2));
    String[] line = new String(lines(trials), StandardCharsets.US_ASCII).split("(?<=\n)", -1);
    assertTrue(
        refused(line[0] + line[2])
            .getMessage()
            .endsWith("damaged.jsonl:2: trial 2 stands where trial 1 is due"));
    assertEquals(3, lineOf(refused(line[0] + line[1] + line[1] + line[2])));
    assertEquals(1, lineOf(refused(line[1] + line[0] + line[2])));
    assertEquals(2, lineOf(refused(line[0] + "\n" + line[1])));
    assertEquals(
        "restore the file from a copy, or cut it before line 2 and run again: trials from there on"
            + " are evaluated anew",
        refused(line[0] + line[2]).advice());
  }

  @Test
  void foreignFilesAreRefusedAndNeverCut() throws IOException {
    refused("hello");
    refused("hello\n");
    refused("{}");
    refused("{\"trial\":1,\"architecture\":\"");
    refused("name: quickstart\nseed: 42\n");
    refused("\u0000\u0001\u0002");
    refused("{\"trial\":0,\"architecture\":\"" + "x".repeat(2_000_000));
    refused("\r\n");
    refused(
        new String(lines(Trials.search(1, 2)), StandardCharsets.US_ASCII).replace("\n", "\r\n"));
  }

  @Test
  void sealedLinesWithWrongContentAreRefusedWithTheReason() throws IOException {
    Path good = folder.resolve("good.jsonl");
    Files.writeString(good, sealed(GOOD));
    assertEquals(1, JournalReader.read(good).trials().size());
    String[][] cases = {
      {"\"architecture\":\"a\",", "", "key architecture is missing"},
      {"\"architecture\":\"a\",", "\"architecture\":\"a\",\"more\":1,", "unknown key more"},
      {"\"trial\":0", "\"trial\":0,\"trial\":0", "Duplicate field 'trial'"},
      {"\"trial\":0", "\"trial\":\"0\"", "trial (\"0\") must be a whole number"},
      {"\"trial\":0", "\"trial\":0.0", "trial (0.0) must be a whole number"},
      {"\"trial\":0", "\"trial\":99999999999", "trial (99999999999) must be a whole number"},
      {"\"trial\":0", "\"trial\":-1", "trial -1 stands where trial 0 is due"},
      {"91.25", "NaN", "is not JSON"},
      {"91.25", "1e999", "validation-accuracy-percent"},
      {"91.25", "100.5", "validation-accuracy-percent (100.5) is not 0 to 100"},
      {"91.25", "-0.5", "validation-accuracy-percent (-0.5) is not 0 to 100"},
      {"91.25", "\"91.25\"", "validation-accuracy-percent (\"91.25\") must be a finite number"},
      {"91.25", "91.250", "not written the way this program writes it"},
      {"\"a\"", "\"\\u0061\"", "not written the way this program writes it"},
      {"\"a\"", " \"a\"", "not written the way this program writes it"},
      {"\"a\"", "null", "architecture (null) must be a text"},
      {"1.2E8", "null", "macs (null) must be a finite number"},
      {"{\"macs\":1.2E8}", "[]", "measurements must be an object"},
      {"\"trained\"", "\"done\"", "status (done) must be trained, failed or skipped"},
      {"\"trained\"", "\"failed\"", "unknown key validation-accuracy-percent"},
      {"\"duplicate-of\":null", "\"duplicate-of\":0", "duplicate-of (0) is not an earlier trial"},
      {"\"duplicate-of\":null", "\"duplicate-of\":-1", "duplicate-of (-1) is not an earlier"},
      {"\"duplicate-of\":null", "\"duplicate-of\":{}", "duplicate-of ({}) must be a whole number"},
      {"2026-11-01T00:00:00.000Z", "yesterday", "started-at (yesterday) is not a time in UTC"},
      {"2026-11-01T00:00:00.000Z", "2026-11-01T00:00:00Z", "not written the way"},
      {"\"seconds\":0.5", "\"seconds\":-0.5", "wall seconds (-0.5) must be finite and at least 0"},
      {"\"seconds\":0.5", "\"secs\":0.5", "wall must be an object"},
      {
        "\"simulated-train-seconds\":null",
        "\"simulated-train-seconds\":-1.0",
        "simulated-train-seconds (-1.0) must be finite and at least 0"
      },
      {GOOD, "[1", "is not JSON"},
      {GOOD, "{\"a\":".repeat(5000), "is not JSON"},
    };
    for (String[] c : cases) {
      String message = refused(sealed(GOOD.replace(c[0], c[1]))).getMessage();
      assertTrue(message.contains("damaged.jsonl:1: "), message);
      assertTrue(message.contains(c[2]), message + " should contain: " + c[2]);
    }
  }

  @Test
  void aChangedAccuracyIsNamedAsAChange() throws IOException {
    String text = sealed(GOOD).replace("91.25", "99.25");
    assertTrue(refused(text).getMessage().contains("the line was changed after it was written"));
  }

  @Test
  void lowerFidelitiesAreWrittenAndRead() {
    TrialRecord low = Trials.reduced(Trials.trained(0, 50, 50, 1), 0.06);
    List<TrialRecord> trials =
        List.of(
            low,
            Trials.reduced(Trials.failed(1, 3), 1 / 3.0),
            Trials.trained(2, 50, 50, 1),
            Trials.reduced(Trials.duplicate(3, low), 0.06));
    write(file(), trials);
    assertEquals(plain(trials), JournalReader.read(file()));
    String text = new String(JournalLine.encode(low), StandardCharsets.US_ASCII);
    assertTrue(
        text.contains(
            ",\"duplicate-of\":null,\"fidelity\":{\"name\":\"cost 0.06\",\"cost\":0.06},"
                + "\"status\":"),
        text);
    assertTrue(
        !java.util.Arrays.equals(
            JournalDigest.canonicalBytes(low),
            JournalDigest.canonicalBytes(Trials.trained(0, 50, 50, 1))),
        "the fidelity counts in the digest");
  }

  @Test
  void fidelitiesThatCannotBeAreRefused() throws IOException {
    for (String bad :
        List.of(
            "1",
            "null",
            "{}",
            "{\"name\":\"a\",\"cost\":0.5,\"more\":1}",
            "{\"cost\":0.5,\"name\":\"a\"}",
            "{\"name\":1,\"cost\":0.5}",
            "{\"name\":\"a\",\"cost\":\"0.5\"}",
            "{\"name\":\"a\",\"cost\":1.0}",
            "{\"name\":\"a\",\"cost\":0.0}",
            "{\"name\":\"a\",\"cost\":-0.5}")) {
      String line = GOOD.replace(",\"status\"", ",\"fidelity\":" + bad + ",\"status\"");
      String message = String.valueOf(refused(sealed(line)).getMessage());
      assertTrue(message.contains("fidelity") || message.contains("must be a"), message);
    }
    String misplaced =
        GOOD.replace(",\"wall\"", ",\"fidelity\":{\"name\":\"a\",\"cost\":0.5},\"wall\"");
    assertTrue(refused(sealed(misplaced)).getMessage().contains("not written the way"));
    TrialRecord original = Trials.trained(0, 50, 50, 1);
    assertTrue(
        refused(lines(List.of(original, Trials.reduced(Trials.duplicate(1, original), 0.5))))
            .getMessage()
            .contains("another fidelity"));
  }

  @Test
  void skippedTrialsAreWrittenAndRead() throws IOException {
    TrialRecord skipped = Trials.skipped(0);
    List<TrialRecord> trials =
        List.of(
            skipped,
            Trials.trained(1, 50, 50, 1),
            Trials.duplicate(2, skipped),
            Trials.reduced(Trials.skipped(3), 0.5));
    write(file(), trials);
    assertEquals(plain(trials), JournalReader.read(file()));
    String text = new String(JournalLine.encode(skipped), StandardCharsets.US_ASCII);
    assertTrue(
        text.contains(
            "\"status\":\"skipped\",\"skip-reason\":\"the table has no row for it\",\"wall\":"),
        text);
    String line = text.strip().replaceFirst(",\"crc32c\":.*", "");
    for (String bad :
        List.of(
            line.replace("\"skip-reason\":\"the table has no row for it\",", ""),
            line.replace("\"the table has no row for it\"", "1"),
            line.replace("skip-reason", "failure-message"),
            line.replace(",\"wall\"", ",\"simulated-train-seconds\":null,\"wall\""))) {
      String message = String.valueOf(refused(sealed(bad)).getMessage());
      assertTrue(
          message.contains("missing") || message.contains("unknown") || message.contains("text"),
          message);
    }
    TrialRecord otherResult =
        new TrialRecord(
            1,
            skipped.architecture(),
            skipped.canonicalId(),
            OptionalInt.of(0),
            Trials.failed(1, 1).result(),
            skipped.wall());
    assertTrue(
        refused(lines(List.of(skipped, otherResult))).getMessage().contains("result differs"));
  }

  @Test
  void duplicatesMustAgreeWithTheirOriginal() throws IOException {
    TrialRecord original = Trials.trained(0, 50, 50, 1);
    TrialRecord duplicate = Trials.duplicate(1, original);
    TrialRecord otherId =
        new TrialRecord(1, "x", "other", OptionalInt.of(0), original.result(), duplicate.wall());
    TrialRecord otherResult =
        new TrialRecord(
            1,
            "x",
            original.canonicalId(),
            OptionalInt.of(0),
            Trials.trained(0, 51, 50, 1).result(),
            duplicate.wall());
    assertTrue(
        refused(lines(List.of(original, otherId))).getMessage().contains("another canonical id"));
    assertTrue(
        refused(lines(List.of(original, otherResult))).getMessage().contains("result differs"));
    write(file(), List.of(original, duplicate));
    assertEquals(2, JournalReader.read(file()).trials().size());
  }

  @Test
  void theWriterRefusesWhatTheReaderWouldRefuse() {
    try (JournalWriter writer = JournalWriter.open(file(), SyncPolicy.EVERY_LINE)) {
      writer.append(Trials.trained(0, 50, 50, 1));
      for (Supplier<TrialRecord> bad :
          List.<Supplier<TrialRecord>>of(
              () -> Trials.trained(2, 50, 50, 1),
              () -> Trials.trained(1, Double.NaN, 50, 1),
              () -> Trials.trained(1, 50, 100.1, 1),
              () -> Trials.trained(1, 50, 50, Double.POSITIVE_INFINITY),
              () -> Trials.failed(1, -1))) {
        assertThrows(IllegalArgumentException.class, () -> writer.append(bad.get()));
      }
      TrialRecord unreadable =
          new TrialRecord(
              1,
              "a",
              "a",
              OptionalInt.empty(),
              new Result.Trained(
                  1,
                  1,
                  OptionalDouble.empty(),
                  new TreeMap<>(java.util.Map.of("x".repeat(100_000), 1.0))),
              new TrialRecord.Wall(Instant.EPOCH, 0));
      assertThrows(IllegalArgumentException.class, () -> writer.append(unreadable));
      writer.append(Trials.failed(1, 0));
      assertEquals(2, writer.trials().size());
    }
    assertEquals(2, JournalReader.read(file()).trials().size());
  }

  @Test
  void anInterruptedThreadStillWrites() {
    try (JournalWriter writer = JournalWriter.open(file(), SyncPolicy.EVERY_LINE)) {
      Thread.currentThread().interrupt();
      writer.append(Trials.trained(0, 50, 50, 1));
      assertTrue(Thread.interrupted());
    }
    assertEquals(1, JournalReader.read(file()).trials().size());
  }

  @Test
  void aFullDiskIsNamedAndTheWriterStops() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "needs the device /dev/full");
    try (JournalWriter writer =
        new JournalWriter(
            file(),
            LineAppender.open(Path.of("/dev/full"), new byte[0], SyncPolicy.NEVER),
            Journal.EMPTY)) {
      UserException problem =
          assertThrows(UserException.class, () -> writer.append(Trials.trained(0, 50, 50, 1)));
      assertEquals("Cannot write " + file() + ": the disk is full", problem.getMessage());
      assertEquals("free some space and run the same command again", problem.advice());
      assertThrows(IllegalStateException.class, () -> writer.append(Trials.trained(0, 50, 50, 1)));
    }
  }

  @Test
  void digestIgnoresWallClockAndNothingElse() {
    List<TrialRecord> trials = Trials.search(2, 10);
    TrialRecord first = trials.get(0);
    List<TrialRecord> later = new ArrayList<>(trials);
    later.set(
        0,
        new TrialRecord(
            0,
            first.architecture(),
            first.canonicalId(),
            first.duplicateOf(),
            first.result(),
            new TrialRecord.Wall(Instant.EPOCH, 99)));
    List<TrialRecord> other = new ArrayList<>(trials);
    other.set(0, Trials.trained(0, 12.5, 12.5, 1));
    String digest = digest("a", trials);
    assertTrue(digest.matches("[0-9a-f]{64}"), digest);
    assertEquals(digest, digest("a", later));
    assertNotEquals(digest, digest("b", trials));
    assertNotEquals(digest, digest("a", other));
    assertNotEquals(digest, digest("a", trials.subList(0, 9)));
  }

  private static String digest(String name, List<TrialRecord> trials) {
    return JournalDigest.sha256(new TreeMap<>(java.util.Map.of(name, trials)));
  }
}
