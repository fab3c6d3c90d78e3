package nas.experiment.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import nas.evaluator.ProgressListener;
import nas.result.journal.TrialRecord;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on the console: a bar that is redrawn on a terminal, now and then a plain line
 * elsewhere.
 *
 * <p>Safe for use by several threads at once.
 */
public final class ConsoleProgress implements RunListener {

  private static final int BAR_WIDTH = 24;
  // A line longer than the terminal is cut off, not continued: a second line could not be redrawn.
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final boolean terminal;
  private final int totalModels;
  private final LongSupplier nanoTime;
  private long startedNanos;

  private int models;
  private int resumedModels;
  private int failed;
  private double bestValidationPercent = Double.NEGATIVE_INFINITY;
  private @Nullable SearchKey best;
  private String lastEpoch = "";
  private long shownNanos;
  private boolean barShown;

  /**
   * Creates a display; the clock starts now.
   *
   * @param terminal whether {@code out} is a terminal on which a line can be redrawn
   * @param totalModels networks that the whole run may train
   * @param nanoTime a clock in nanoseconds
   */
  public ConsoleProgress(
      PrintWriter out, boolean terminal, int totalModels, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.totalModels = totalModels;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
    this.shownNanos = startedNanos;
  }

  @Override
  public synchronized void onStart(int journaledModels, boolean ended) {
    startedNanos = nanoTime.getAsLong();
    if (ended) {
      notice(
          "Nothing is left to train: "
              + journaledModels
              + " of "
              + totalModels
              + " networks are in the journal.");
    } else if (journaledModels > 0) {
      notice(
          journaledModels + " of " + totalModels + " networks are in the journal: going on there.");
    }
  }

  @Override
  public synchronized void onTrial(SearchKey key, TrialRecord trial, boolean resumed) {
    if (trial.duplicateOf().isPresent()) {
      return;
    }
    models++;
    resumedModels += resumed ? 1 : 0;
    if (trial.result() instanceof TrialRecord.Trained trained) {
      if (trained.validationAccuracyPercent() > bestValidationPercent) {
        bestValidationPercent = trained.validationAccuracyPercent();
        best = key;
      }
    } else {
      failed++;
    }
    if (!resumed) {
      show(models == totalModels);
    }
  }

  @Override
  public synchronized void onEpoch(SearchKey key, int trial, ProgressListener.Epoch epoch) {
    lastEpoch =
        String.format(
            Locale.ROOT,
            "%s #%d epoch %d/%d",
            key.strategy(),
            trial,
            epoch.number(),
            epoch.total());
    if (terminal) {
      show(false);
    }
  }

  /** Shows a sentence on a line of its own. */
  public synchronized void notice(String sentence) {
    out.println((barShown ? "\r\u001b[K" : "") + sentence);
    out.flush();
    barShown = false;
  }

  private void show(boolean always) {
    long now = nanoTime.getAsLong();
    if (!always && now - shownNanos < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    shownNanos = now;
    double elapsedSeconds = (now - startedNanos) / 1e9;
    if (terminal) {
      int filled = totalModels == 0 ? BAR_WIDTH : (int) ((long) BAR_WIDTH * models / totalModels);
      out.print(
          "\r"
              + NO_WRAP
              + "["
              + "#".repeat(filled)
              + "-".repeat(BAR_WIDTH - filled)
              + "] "
              + state(elapsedSeconds)
              + (lastEpoch.isEmpty() ? "" : "  " + lastEpoch)
              + "\u001b[K"
              + WRAP);
      barShown = true;
    } else {
      out.println(state(elapsedSeconds));
    }
    out.flush();
  }

  private String state(double elapsedSeconds) {
    StringBuilder text = new StringBuilder();
    text.append(models).append('/').append(totalModels).append(" networks");
    int here = models - resumedModels;
    if (here > 0 && elapsedSeconds > 0) {
      double perSecond = here / elapsedSeconds;
      text.append(String.format(Locale.ROOT, "  %.3g/s", perSecond));
      if (models < totalModels) {
        text.append("  ").append(duration((totalModels - models) / perSecond)).append(" left");
      }
    }
    if (best != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  best %.2f %% validation (%s)",
              bestValidationPercent,
              best.strategy()));
    }
    if (failed > 0) {
      text.append("  ").append(failed).append(" failed");
    }
    return text.toString();
  }

  /** Leaves the bar standing and starts a new line under it, if a bar is shown. */
  public synchronized void finish() {
    if (barShown) {
      lastEpoch = "";
      show(true);
      out.println();
      out.flush();
      barShown = false;
    }
  }

  /** Formats a duration such as {@code 0:07}, {@code 12:30} or {@code 3:05:00}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
