package nas.result.plot;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/**
 * The rectangle in which a chart shows values, and the axes around it.
 *
 * @param left where the vertical axis has its labels at its left
 * @param right end of the horizontal axis
 * @param top upper end
 * @param bottom place of the horizontal axis
 * @param font size of the labels of ticks
 */
record Frame(double left, double right, double top, double bottom, double font) {

  private static final double NARROWEST_LABELS = 34;

  /** Returns the width that the labels of a vertical axis take. */
  static double labels(Ticks ticks, double font) {
    return Math.max(NARROWEST_LABELS, widest(ticks.labels(), font) + 16);
  }

  /** Returns the width of the widest of some texts; 0 if there are none. */
  static double widest(List<String> texts, double font) {
    return texts.stream().mapToDouble(text -> SvgText.width(text, font)).max().orElse(0);
  }

  /** Returns the share of an axis from its start to a value. */
  static double share(double value, double least, double greatest, boolean logarithmic) {
    return logarithmic
        ? StrictMath.log(value / least) / StrictMath.log(greatest / least)
        : (value - least) / (greatest - least);
  }

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double across(double share) {
    return left + share * width();
  }

  double up(double share) {
    return bottom - share * height();
  }

  /**
   * Returns ticks for the horizontal axis whose labels keep clear of each other.
   *
   * @param most about how many to try first
   * @param gap between labels
   * @param ticks makes about so many
   */
  Ticks fitting(int most, double gap, IntFunction<Ticks> ticks) {
    for (int about = most; about > 2; about--) {
      Ticks some = ticks.apply(about);
      if (some.values().size() * (widest(some.labels(), font) + gap) <= width()) {
        return some;
      }
    }
    return ticks.apply(2);
  }

  /** Draws the vertical axis: the lines of its grid, with labels at their left. */
  void vertical(SvgCanvas canvas, Ticks ticks, DoubleUnaryOperator place) {
    for (int i = 0; i < ticks.values().size(); i++) {
      double at = place.applyAsDouble(ticks.values().get(i));
      canvas.grid(left, at, right, at);
      canvas.muted(left - (font - 4), at + 4, "end", font, ticks.labels().get(i));
    }
  }

  /** Draws ticks of the horizontal axis. */
  void horizontal(SvgCanvas canvas, Ticks ticks, DoubleUnaryOperator place) {
    for (int i = 0; i < ticks.values().size(); i++) {
      tick(canvas, place.applyAsDouble(ticks.values().get(i)), ticks.labels().get(i));
    }
  }

  void tick(SvgCanvas canvas, double at, String label) {
    canvas.axis(at, bottom, at, bottom + 5);
    canvas.muted(at, bottom + font + 7, "middle", font, label);
  }

  /** Draws the horizontal axis and what it is about. */
  void base(SvgCanvas canvas, String label) {
    canvas.axis(left, bottom, right, bottom);
    canvas.muted((left + right) / 2, bottom + font + 27, "middle", SvgCanvas.FONT, label);
  }
}
