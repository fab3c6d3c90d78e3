package nas.proxy.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.proxy.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreStoreTest {

  private static final SortedMap<String, String> HERE = new TreeMap<>(Map.of("seed", "1"));

  private static final StoredScores FIRST =
      new StoredScores("|a~0|", scores("grad-norm@1", new Score.Value(0.1 + 0.2)), 1.25);

  private static final StoredScores SECOND =
      new StoredScores(
          "tab\tline\nper%cent \u00e9",
          scores(
              "grasp@2",
              new Score.Undefined(Score.Reason.NON_FINITE, "the score is\tNaN = 100 %\n")),
          0.5);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static SortedMap<String, Score> scores(String label, Score score) {
    return new TreeMap<>(Map.of(label, score));
  }

  private ScoreStore open() {
    return ScoreStore.open(folder, HERE);
  }

  private Path file() {
    return open().file().orElseThrow();
  }

  private static void assertBoth(ScoreStore store) {
    assertEquals(Optional.of(FIRST), store.find(FIRST.architecture()));
    assertEquals(Optional.of(SECOND), store.find(SECOND.architecture()));
  }

  @Test
  void scoresReadBackBitForBit() {
    open().add(List.of(FIRST, SECOND));
    assertBoth(open());
    ScoreStore memory = ScoreStore.inMemory();
    memory.add(List.of(FIRST, SECOND));
    assertBoth(memory);
    assertEquals(Optional.empty(), memory.file());
    List<StoredScores> extremes = new ArrayList<>();
    for (double value :
        new double[] {0.0, -0.0, Double.MIN_VALUE, -Double.MAX_VALUE, Math.PI, 1e308, 2e-3}) {
      extremes.add(
          new StoredScores("x" + extremes.size(), scores("m@1", new Score.Value(value)), 0));
    }
    open().add(extremes);
    ScoreStore read = open();
    extremes.forEach(entry -> assertEquals(Optional.of(entry), read.find(entry.architecture())));
  }

  @Test
  void nothingIsWrittenBeforeThereIsAScore() {
    open();
    open().add(List.of());
    assertTrue(Files.notExists(file()));
  }

  @Test
  void otherCircumstancesAreAnotherFile() {
    open().add(List.of(FIRST));
    ScoreStore other = ScoreStore.open(folder, new TreeMap<>(Map.of("seed", "2")));
    assertEquals(Optional.empty(), other.find(FIRST.architecture()));
    assertNotEquals(file(), other.file().orElseThrow());
    other.add(List.of(SECOND));
    assertEquals(Optional.empty(), open().find(SECOND.architecture()));
  }

  @Test
  void laterMetricsJoinEarlierOnes() {
    open().add(List.of(FIRST));
    StoredScores more =
        new StoredScores(FIRST.architecture(), scores("snip@1", new Score.Value(7)), 2);
    StoredScores changed =
        new StoredScores(FIRST.architecture(), scores("grad-norm@1", new Score.Value(8)), 4);
    open().add(List.of(more, changed));
    StoredScores all = open().find(FIRST.architecture()).orElseThrow();
    assertEquals(3.25, all.seconds());
    assertEquals(new Score.Value(7), all.scores().get("snip@1"));
    assertEquals(new Score.Value(0.1 + 0.2), all.scores().get("grad-norm@1"), "the first stays");
  }

  /** Two stores of one file are what two processes see. */
  @Test
  void labelsMayHoldSettings() {
    String label = "zen(formula=code, text=\"a\t=%b\")@1";
    StoredScores scored = new StoredScores("x", scores(label, new Score.Value(7)), 2);
    open().add(List.of(scored));
    assertEquals(Optional.of(scored), open().find("x"));
  }

  @Test
  void twoWritersSeeEachOther() {
    ScoreStore one = open();
    ScoreStore other = open();
    one.add(List.of(FIRST));
    other.add(List.of(SECOND));
    one.refresh();
    other.refresh();
    assertBoth(one);
    assertBoth(other);
    assertBoth(open());
  }

  @Test
  void manyThreadsLoseNothing() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int number = t;
      ScoreStore store = open();
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  String name = number + "-" + i;
                  store.add(
                      List.of(new StoredScores(name, scores("m@1", new Score.Value(i)), number)));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    ScoreStore store = open();
    for (int t = 0; t < 8; t++) {
      for (int i = 0; i < 50; i++) {
        assertEquals(
            new Score.Value(i),
            store.find(t + "-" + i).orElseThrow().scores().get("m@1"),
            t + "-" + i);
      }
    }
  }

  /** A process can die after any byte; what it had committed before must stay. */
  @Test
  void cutAnywhereOnlyWhatWasNotWholeIsLost() throws IOException {
    open().add(List.of(FIRST));
    Path file = file();
    byte[] one = Files.readAllBytes(file);
    open().add(List.of(SECOND));
    byte[] two = Files.readAllBytes(file);
    for (int length = 0; length <= two.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(two, length);
      Files.write(file, cut);
      ScoreStore store = open();
      assertEquals(
          length >= one.length, store.find(FIRST.architecture()).isPresent(), "at " + length);
      assertEquals(
          length == two.length, store.find(SECOND.architecture()).isPresent(), "at " + length);
      store.add(List.of(FIRST, SECOND));
      assertBoth(open());
    }
  }

  @Test
  void anyChangedByteIsFound() throws IOException {
    open().add(List.of(FIRST, SECOND));
    Path file = file();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length - 1; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      UserException refusal = assertThrows(UserException.class, this::open, "byte " + at);
      assertTrue(refusal.advice().contains("computed again"), refusal.advice());
    }
  }

  @Test
  void refusalsSayWhereAndWhy() throws IOException {
    open().add(List.of(FIRST));
    Path file = file();
    String text = Files.readString(file);
    Files.writeString(file, text.replace("seed=1", "seed=3"));
    assertRefused(" holds scores of other circumstances than its name says");
    Files.writeString(file, "architecture,score\nx,1\n");
    assertRefused(" is not a score store, or one of another version");
    Files.writeString(file, text.replace("0.3", "0.4"));
    assertRefused(":3: the line is damaged: its checksum does not fit");
    Files.writeString(file, text + "\n");
    assertRefused(":4: the line is damaged: its checksum does not fit");
    Files.writeString(file, text + "x".repeat(2_000_000));
    assertRefused(":4: the line is damaged: the line does not end");
    Files.delete(file);
    Files.createDirectory(file);
    UserException refusal = assertThrows(UserException.class, this::open);
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("Cannot read the score store " + file),
        refusal.getMessage());
  }

  private void assertRefused(String end) {
    UserException refusal = assertThrows(UserException.class, this::open);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(folder.toString()) && message.endsWith(end), message);
  }

  @Test
  void aFolderThatCannotBeIsRefused() throws IOException {
    Path inTheWay = Files.write(folder.resolve("file"), "x".getBytes(StandardCharsets.US_ASCII));
    ScoreStore store = ScoreStore.open(inTheWay.resolve("store"), HERE);
    UserException refusal = assertThrows(UserException.class, () -> store.add(List.of(FIRST)));
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("Cannot write the score store "),
        refusal.getMessage());
    assertEquals("check the folder, or choose another one with --store", refusal.advice());
  }
}
