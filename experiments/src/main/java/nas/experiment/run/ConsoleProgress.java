package nas.experiment.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import nas.core.trial.Result;
import nas.evaluator.ProgressListener;
import nas.experiment.config.Budget;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import nas.strategy.Search;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on the console: a bar that is redrawn on a terminal, now and then a plain line
 * elsewhere.
 *
 * <p>Safe for use by several threads at once.
 */
public final class ConsoleProgress implements RunListener {

  private final ProgressLine line;
  private final int totalModels;
  private final LongSupplier nanoTime;
  private long startedNanos;

  private double models;
  private double resumedModels;
  private int failed;
  private int skipped;
  private Result.@Nullable Trained bestResult;
  private @Nullable SearchKey best;
  private String lastEpoch = "";

  private long scoringSinceNanos;

  /** When scoring was last heard of, and how much of the time since the start it has taken. */
  private long heardNanos;

  private long scoringNanos;
  private boolean scoringShown;

  /**
   * Creates a display; the clock starts now.
   *
   * @param terminal whether {@code out} is a terminal on which a line can be redrawn
   * @param totalModels networks that the whole run may train, perhaps {@link Budget#UNLIMITED}
   * @param nanoTime a clock in nanoseconds
   */
  public ConsoleProgress(
      PrintWriter out, boolean terminal, int totalModels, LongSupplier nanoTime) {
    line = new ProgressLine(out, terminal, nanoTime);
    this.totalModels = totalModels;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void onStart(int journaledModels, boolean ended) {
    startedNanos = nanoTime.getAsLong();
    scoringNanos = 0;
    if (ended) {
      notice("Nothing is left to train: " + count(journaledModels) + " are in the journal.");
    } else if (journaledModels > 0) {
      notice(count(journaledModels) + " are in the journal: going on there.");
    }
  }

  @Override
  public synchronized void onTrial(SearchKey key, TrialRecord trial, boolean resumed) {
    skipped += trial.skipped() ? 1 : 0;
    if (!trial.evaluated()) {
      return;
    }
    double cost = Cost.TRAINED_MODELS.of(trial);
    models += cost;
    resumedModels += resumed ? cost : 0;
    if (trial.result() instanceof Result.Trained trained) {
      if (trial.fidelity().isEmpty()
          && (bestResult == null || trained.reward() > bestResult.reward())) {
        bestResult = trained;
        best = key;
      }
    } else {
      failed++;
    }
    if (!resumed) {
      show(whole(models) == totalModels);
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
    if (line.terminal()) {
      show(false);
    }
  }

  /** {@inheritDoc} What takes less than a second is not worth a word. */
  @Override
  public synchronized void onScoring(Scoring scoring) {
    if (scoring.scored() == 0) {
      scoringSinceNanos = nanoTime.getAsLong();
      heardNanos = scoringSinceNanos;
      scoringShown = false;
      return;
    }
    // The pace of training counts no time in which networks were scored.
    scoringNanos += nanoTime.getAsLong() - heardNanos;
    heardNanos = nanoTime.getAsLong();
    double elapsedSeconds = (nanoTime.getAsLong() - scoringSinceNanos) / 1e9;
    int done = scoring.scored() + scoring.kept();
    if (done == scoring.total() ? scoringShown : elapsedSeconds >= 1 && scoringDue()) {
      scoringShown = true;
      line.show(
          done,
          scoring.total(),
          String.format(
              Locale.ROOT,
              "Scoring for %s: %,d of %,d networks (%s)%s",
              scoring.purpose(),
              done,
              scoring.total(),
              scoring.proxy(),
              ProgressLine.pace(scoring.scored(), scoring.total() - done, elapsedSeconds)),
          "");
    }
  }

  private boolean scoringDue() {
    return !scoringShown || line.isDue();
  }

  /** Shows a sentence on a line of its own. */
  public synchronized void notice(String sentence) {
    line.notice(sentence);
  }

  private void show(boolean always) {
    if (always || line.isDue()) {
      long elapsedNanos = nanoTime.getAsLong() - startedNanos;
      line.show(
          unlimited() ? 0 : whole(models),
          unlimited() ? 1 : totalModels,
          state(elapsedNanos / 1e9, (elapsedNanos - scoringNanos) / 1e9),
          lastEpoch);
    }
  }

  /** Returns the number of whole networks that trainings are worth. */
  static int whole(double models) {
    return (int) (models + Search.ROUNDING);
  }

  private boolean unlimited() {
    return totalModels == Budget.UNLIMITED;
  }

  private String count(int networks) {
    return networks + (unlimited() ? "" : " of " + totalModels) + " networks";
  }

  private String state(double elapsedSeconds, double trainingSeconds) {
    StringBuilder text = new StringBuilder();
    text.append(whole(models)).append(unlimited() ? "" : "/" + totalModels).append(" networks  ");
    text.append(ProgressLine.duration(elapsedSeconds)).append(" elapsed");
    text.append(
        ProgressLine.pace(
            whole(models - resumedModels),
            unlimited() ? 0 : totalModels - whole(models),
            trainingSeconds));
    if (best != null && bestResult != null) {
      text.append("  best ")
          .append(bestResult.objective().text(bestResult.validation()))
          .append(bestResult.objective().score() ? " " : " validation ")
          .append("(" + best.strategy() + ")");
    }
    if (failed > 0) {
      text.append("  ").append(failed).append(" failed");
    }
    if (skipped > 0) {
      text.append("  ").append(skipped).append(" skipped");
    }
    return text.toString();
  }

  /** Leaves the bar standing and starts a new line under it, if a bar is shown. */
  public synchronized void finish() {
    if (line.barShown()) {
      lastEpoch = "";
      show(true);
      line.end();
    }
  }
}
