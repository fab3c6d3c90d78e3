package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.evaluator.ProgressListener;
import nas.experiment.config.Budget;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private static final SearchKey KEY = new SearchKey(0, "AE", 0);

  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);
  private final AtomicLong nanos = new AtomicLong();

  private static TrialRecord trained(int trial, double validationPercent) {
    return new TrialRecord(
        trial,
        "a" + trial,
        "a" + trial,
        OptionalInt.empty(),
        new Result.Trained(validationPercent, 90, OptionalDouble.empty(), new TreeMap<>()),
        new TrialRecord.Wall(Instant.EPOCH, 1));
  }

  private String printed() {
    String text = written.toString();
    written.getBuffer().setLength(0);
    return text;
  }

  @Test
  void aTerminalSeesABar() {
    ConsoleProgress progress = new ConsoleProgress(out, true, 4, nanos::get);
    nanos.set(2_000_000_000L);
    progress.onTrial(KEY, trained(0, 91.5), false);
    assertEquals(
        "\r\u001b[?7l[######------------------] 1/4 networks  0:02 elapsed  0.500/s  0:06 left"
            + "  best 91.50 % validation (AE)\u001b[K\u001b[?7h",
        printed());
    progress.onTrial(KEY, trained(1, 80), false);
    assertEquals("", printed(), "not more than ten times a second");
    nanos.set(3_000_000_000L);
    progress.onEpoch(KEY, 2, new ProgressListener.Epoch(3, 8, 1, 50));
    assertEquals(
        "\r\u001b[?7l[############------------] 2/4 networks  0:03 elapsed  0.667/s  0:03 left"
            + "  best 91.50 % validation (AE)  AE #2 epoch 3/8\u001b[K\u001b[?7h",
        printed());
  }

  @Test
  void elsewhereThereIsALineNowAndThen() {
    ConsoleProgress progress = new ConsoleProgress(out, false, 3, nanos::get);
    progress.onTrial(KEY, trained(0, 91.5), true);
    nanos.set(5_000_000_000L);
    progress.onTrial(KEY, trained(1, 92), false);
    assertEquals("", printed());
    nanos.set(10_000_000_000L);
    TrialRecord failed =
        new TrialRecord(
            2,
            "b",
            "b",
            OptionalInt.empty(),
            new Result.Failed(FailureKind.NON_FINITE_LOSS, "", OptionalDouble.empty()),
            new TrialRecord.Wall(Instant.EPOCH, 1));
    progress.onTrial(KEY, failed, false);
    assertEquals(
        "3/3 networks  0:10 elapsed  0.200/s  best 92.00 % validation (AE)  1 failed"
            + System.lineSeparator(),
        printed());
    progress.finish();
    assertEquals("", printed());
  }

  @Test
  void aRunThatIsTakenUpSaysWhereItStands() {
    ConsoleProgress progress = new ConsoleProgress(out, false, 3, nanos::get);
    progress.onStart(0, false);
    assertEquals("", printed());
    progress.onStart(2, false);
    assertEquals(
        "2 of 3 networks are in the journal: going on there." + System.lineSeparator(), printed());
    progress.onStart(3, true);
    assertEquals(
        "Nothing is left to train: 3 of 3 networks are in the journal." + System.lineSeparator(),
        printed());
  }

  private static RunListener.Scoring scoring(int scored) {
    return new RunListener.Scoring("the warmup of AE", "synflow", scored, 1000, 3000);
  }

  @Test
  void aLongScoringIsShownOnATerminal() {
    ConsoleProgress progress = new ConsoleProgress(out, true, 4, nanos::get);
    progress.onScoring(scoring(0));
    nanos.set(900_000_000L);
    progress.onScoring(scoring(100));
    assertEquals("", printed(), "what takes less than a second is not worth a word");
    nanos.set(2_000_000_000L);
    progress.onScoring(scoring(500));
    assertEquals(
        "\r\u001b[?7l[############------------] Scoring for the warmup of AE: 1,500 of 3,000"
            + " networks (synflow)  250/s  0:06 left\u001b[K\u001b[?7h",
        printed());
    progress.onScoring(scoring(501));
    assertEquals("", printed(), "not more than ten times a second");
    nanos.set(8_000_000_000L);
    progress.onScoring(scoring(2000));
    assertEquals(
        "\r\u001b[?7l[########################] Scoring for the warmup of AE: 3,000 of 3,000"
            + " networks (synflow)  250/s\u001b[K\u001b[?7h",
        printed());
    progress.onTrial(KEY, trained(0, 91.5), false);
    nanos.set(9_000_000_000L);
    progress.onTrial(KEY, trained(1, 91), false);
    assertTrue(
        printed()
            .startsWith(
                "\r\u001b[?7l[############------------] 2/4 networks  0:09 elapsed  2.00/s"),
        "the pace does not count what was scored before");
  }

  @Test
  void scoringBetweenTrainingsDoesNotSlowTheirPace() {
    ConsoleProgress progress = new ConsoleProgress(out, false, 4, nanos::get);
    nanos.set(5_000_000_000L);
    progress.onTrial(KEY, trained(0, 50), false);
    progress.onScoring(scoring(0));
    nanos.set(605_000_000_000L);
    progress.onScoring(scoring(2000));
    printed();
    nanos.set(610_000_000_000L);
    progress.onTrial(KEY, trained(1, 40), false);
    nanos.set(620_000_000_000L);
    progress.onTrial(KEY, trained(2, 40), false);
    assertEquals(
        "3/4 networks  10:20 elapsed  0.150/s  0:07 left  best 50.00 % validation (AE)",
        printed().lines().reduce((first, second) -> second).orElseThrow());
  }

  @Test
  void withoutALimitOfNetworksThereIsNoEndToName() {
    ConsoleProgress progress = new ConsoleProgress(out, false, Budget.UNLIMITED, nanos::get);
    progress.onStart(1, false);
    nanos.set(10_000_000_000L);
    progress.onTrial(KEY, trained(0, 50), false);
    assertEquals(
        List.of(
            "1 networks are in the journal: going on there.",
            "1 networks  0:10 elapsed  0.100/s  best 50.00 % validation (AE)"),
        printed().lines().toList());
  }

  @Test
  void aLongScoringLeavesFewLinesElsewhere() {
    ConsoleProgress progress = new ConsoleProgress(out, false, 4, nanos::get);
    progress.onScoring(scoring(0));
    for (int scored = 1; scored <= 2000; scored++) {
      nanos.set(scored * 10_000_000L);
      progress.onScoring(scoring(scored));
    }
    assertEquals(
        List.of(
            "Scoring for the warmup of AE: 1,100 of 3,000 networks (synflow)  100/s  0:19 left",
            "Scoring for the warmup of AE: 2,100 of 3,000 networks (synflow)  100/s  0:09 left",
            "Scoring for the warmup of AE: 3,000 of 3,000 networks (synflow)  100/s"),
        printed().lines().toList());
    // The next one is short.
    progress.onScoring(scoring(0));
    progress.onScoring(scoring(1000));
    progress.onScoring(scoring(2000));
    assertEquals("", printed());
  }

  @Test
  void durationsReadLikeAClock() {
    assertEquals("0:07", ProgressLine.duration(7.4));
    assertEquals("12:30", ProgressLine.duration(750));
    assertEquals("3:05:00", ProgressLine.duration(11_100));
  }

  @Test
  void largePacesAreWrittenOut() {
    assertEquals("  999/s", ProgressLine.pace(999, 0, 1));
    assertEquals("  1,000/s", ProgressLine.pace(9996, 0, 10));
    assertEquals("  26,401/s  0:02 left", ProgressLine.pace(26_401, 50_000, 1));
  }
}
