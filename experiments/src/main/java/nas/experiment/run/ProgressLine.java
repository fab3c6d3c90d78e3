package nas.experiment.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far something is: a bar that is redrawn on a terminal, now and then a plain line
 * elsewhere.
 *
 * <p>For use by one thread at a time.
 */
public final class ProgressLine {

  private static final int BAR_WIDTH = 24;
  // A line longer than the terminal is cut off, not continued: a second line could not be redrawn.
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long shownNanos;
  private boolean barShown;

  /**
   * Creates a display.
   *
   * @param terminal whether {@code out} is a terminal on which a line can be redrawn
   * @param nanoTime a clock in nanoseconds
   */
  public ProgressLine(PrintWriter out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
  }

  /** Says whether the line can be redrawn. */
  boolean terminal() {
    return terminal;
  }

  /** Says whether enough time has passed since the line was last shown. */
  public boolean isDue() {
    return nanoTime.getAsLong() - shownNanos >= (terminal ? REDRAW_NANOS : LINE_NANOS);
  }

  /**
   * Shows the state.
   *
   * @param done how much is done, 0 to {@code total}
   * @param state words for both terminals and logs
   * @param detail further words for terminals, may be empty
   */
  public void show(int done, int total, String state, String detail) {
    shownNanos = nanoTime.getAsLong();
    if (terminal) {
      int filled = total == 0 ? BAR_WIDTH : (int) ((long) BAR_WIDTH * done / total);
      out.print(
          "\r"
              + NO_WRAP
              + "["
              + "#".repeat(filled)
              + "-".repeat(BAR_WIDTH - filled)
              + "] "
              + state
              + (detail.isEmpty() ? "" : "  " + detail)
              + "\u001b[K"
              + WRAP);
      barShown = true;
    } else {
      out.println(state);
    }
    out.flush();
  }

  /** Shows a sentence on a line of its own. */
  public void notice(String sentence) {
    out.println((barShown ? "\r\u001b[K" : "") + sentence);
    out.flush();
    barShown = false;
  }

  /** Says whether a bar stands on the current line. */
  boolean barShown() {
    return barShown;
  }

  /** Leaves the bar standing and starts a new line under it, if a bar is shown. */
  public void end() {
    if (barShown) {
      out.println();
      out.flush();
      barShown = false;
    }
  }

  /**
   * Returns how fast something goes and how long it will still take.
   *
   * @param done how much was done in {@code elapsedSeconds}
   * @param left how much is left to do
   * @return empty if nothing was done yet, else it begins with two spaces
   */
  public static String pace(int done, int left, double elapsedSeconds) {
    if (done == 0 || elapsedSeconds <= 0) {
      return "";
    }
    double perSecond = done / elapsedSeconds;
    return String.format(Locale.ROOT, perSecond < 999.5 ? "  %.3g/s" : "  %,.0f/s", perSecond)
        + (left > 0 ? "  " + duration(left / perSecond) + " left" : "");
  }

  /** Formats a duration such as {@code 0:07}, {@code 12:30} or {@code 3:05:00}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
