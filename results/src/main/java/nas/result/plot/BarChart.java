package nas.result.plot;

import java.util.List;
import nas.core.text.NumberText;

/**
 * Bars from zero with the intervals of their values, one below the other.
 *
 * @param title what the chart shows
 * @param subtitle a sentence on how to read it
 * @param bars from top to bottom
 */
public record BarChart(String title, String subtitle, List<Bar> bars) {

  private static final double ROW = 22;
  private static final double LONGEST_NAME = 220;

  /**
   * A bar.
   *
   * @param name stands left of it
   * @param value its length, in [-1, 1]
   * @param lower lower end of the interval, or the value
   * @param upper upper end
   */
  public record Bar(String name, double value, double lower, double upper) {}

  /** Copies the list. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  /** Draws the chart; its height follows from the number of bars. */
  public String svg(double width) {
    double top = 64;
    double bottom = top + bars.size() * ROW;
    SvgCanvas canvas = new SvgCanvas(title, width, bottom + 34);
    canvas.head(title, subtitle, width);
    double widest = Frame.widest(bars.stream().map(Bar::name).toList(), SvgCanvas.FONT);
    double left = Math.min(LONGEST_NAME, widest) + 24;
    double right = width - 64;
    double least = bars.stream().mapToDouble(bar -> Math.min(bar.lower(), 0)).min().orElse(0);
    double greatest = bars.stream().mapToDouble(bar -> Math.max(bar.upper(), 0)).max().orElse(0);
    Ticks ticks = Ticks.around(least, Math.max(greatest, least + 0.1), 6);
    double scale = (right - left) / (ticks.greatest() - ticks.least());
    double zero = left - ticks.least() * scale;
    for (int i = 0; i < ticks.values().size(); i++) {
      double at = zero + ticks.values().get(i) * scale;
      canvas.grid(at, top, at, bottom);
      canvas.muted(at, bottom + 18, "middle", SvgCanvas.FONT, ticks.labels().get(i));
    }
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double middle = top + (i + 0.5) * ROW;
      double end = zero + bar.value() * scale;
      String colour = Palette.colour(bar.value() < 0 ? 1 : 0);
      canvas.rectangle(Math.min(zero, end), middle - 7, Math.abs(end - zero), 14, "bar", colour);
      double lower = zero + bar.lower() * scale;
      double upper = zero + bar.upper() * scale;
      if (upper > lower) {
        canvas.line(lower, middle, upper, middle, "interval", "#1a1a1a", 1.4);
        canvas.line(lower, middle - 4, lower, middle + 4, "interval", "#1a1a1a", 1.4);
        canvas.line(upper, middle - 4, upper, middle + 4, "interval", "#1a1a1a", 1.4);
      }
      canvas.ink(
          left - 12,
          middle + 4,
          "end",
          SvgCanvas.FONT,
          SvgText.fit(bar.name(), SvgCanvas.FONT, LONGEST_NAME));
      canvas.ink(width - 12, middle + 4, "end", SvgCanvas.FONT, NumberText.grouped(bar.value(), 3));
    }
    canvas.axis(zero, top - 2, zero, bottom + 4);
    return canvas.svg();
  }
}
