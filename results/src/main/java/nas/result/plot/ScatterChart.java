package nas.result.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import nas.core.text.NumberText;

/**
 * Points in one or more panels. Where there are many, a panel shows how many lie in each small
 * square: the darker the more.
 *
 * @param title what the chart shows
 * @param subtitle a sentence on how to read it
 * @param panels the panels, row by row
 */
public record ScatterChart(String title, String subtitle, List<Panel> panels) {

  /** More points than this in a large panel are drawn as counts rather than dots. */
  public static final int MOST_DOTS = 1500;

  /** More points than this in a small panel are drawn as counts rather than dots. */
  public static final int MOST_SMALL_DOTS = 250;

  private static final double SQUARE = 3;

  /** Closes the gaps that rounding to pixels would leave between squares. */
  private static final double OVERLAP = 0.3;

  private static final double MEAN_RATIO = 8;
  private static final List<String> SHADES =
      List.of("#c6dbec", "#98c2e0", "#62a3cf", "#3084bb", "#0072b2", "#00528a", "#002f52");
  private static final double LABEL_FONT = 11;

  /**
   * One cloud of points.
   *
   * @param title stands above the panel
   * @param x the horizontal axis; an empty label leaves its numbers out
   * @param y the vertical axis; its label stands above it
   * @param points the points
   */
  public record Panel(String title, Extent x, Extent y, Points points) {}

  /**
   * An axis and the part of it that is shown.
   *
   * @param label name and unit
   * @param logarithmic whether equal ratios take equal lengths; the ends must then be positive
   * @param least start of the axis
   * @param greatest end of the axis, greater than its start
   */
  public record Extent(String label, boolean logarithmic, double least, double greatest) {

    private static final double LOGARITHMIC_DECADES = 3;
    private static final double OUTLIERS = 0.005;
    private static final double CUT_FROM = 3;
    private static final double FARTHEST = Double.MAX_VALUE / 4;

    /** Checks the ends. */
    public Extent {
      if (!(least < greatest)
          || !Double.isFinite(greatest - least)
          || (logarithmic && !(least > 0))) {
        throw new IllegalArgumentException("axis from " + least + " to " + greatest);
      }
    }

    /**
     * Returns an axis that shows values as well as it can: logarithmic, without the zeros, where
     * values that are not negative span three decades; without the outermost 0.5 % on a side where
     * these would take most of it.
     *
     * @param values finite; may be empty
     */
    public static Extent of(String label, double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      if (sorted.length == 0) {
        return linear(label);
      }
      double least = sorted[0];
      double greatest = sorted[sorted.length - 1];
      if (least >= 0 && greatest > 0) {
        double[] positive = Arrays.stream(sorted).filter(value -> value > 0).toArray();
        double decades = StrictMath.log10(greatest) - StrictMath.log10(positive[0]);
        if (decades >= LOGARITHMIC_DECADES) {
          return new Extent(label, true, positive[0], greatest);
        }
      }
      double low = sorted[(int) Math.floor(OUTLIERS * (sorted.length - 1))];
      double high = sorted[(int) Math.ceil((1 - OUTLIERS) * (sorted.length - 1))];
      if (high > low && greatest / 2 - least / 2 > CUT_FROM * (high / 2 - low / 2)) {
        double margin = (high - low) * 0.1;
        least = Math.max(least, low - margin);
        greatest = Math.min(greatest, high + margin);
      }
      return linear(label, least, greatest);
    }

    /**
     * Returns an axis on which equal differences take equal lengths and all values are shown.
     *
     * @param values finite; may be empty
     */
    public static Extent linear(String label, double... values) {
      double least = Arrays.stream(values).min().orElse(0);
      double greatest = Arrays.stream(values).max().orElse(1);
      double margin = 0.04 * (greatest / 2 - least / 2);
      if (margin == 0) {
        margin = Math.max(0.5, Math.abs(least) * 0.01);
      }
      // Lengths must stay finite; what lies beyond is not shown.
      return new Extent(
          label,
          false,
          Math.max(-FARTHEST, Math.min(0.9 * FARTHEST, least - margin)),
          Math.min(FARTHEST, Math.max(-0.9 * FARTHEST, greatest + margin)));
    }

    boolean shows(double value) {
      return value >= least && value <= greatest;
    }

    double share(double value) {
      return logarithmic
          ? (StrictMath.log(value) - StrictMath.log(least))
              / (StrictMath.log(greatest) - StrictMath.log(least))
          : (value - least) / (greatest - least);
    }

    Ticks ticks(int about) {
      if (logarithmic) {
        return powers(about);
      }
      Ticks ticks = Ticks.between(least, greatest, about);
      double most = ticks.values().stream().mapToDouble(Math::abs).max().orElse(0);
      if (most == 0 || (most >= 1e-3 && most < 1e7)) {
        return ticks;
      }
      List<String> brief = ticks.values().stream().map(Extent::scientific).toList();
      // Close ticks far from zero would look the same.
      boolean differ = brief.stream().distinct().count() == brief.size();
      return differ ? new Ticks(least, greatest, ticks.values(), brief) : ticks;
    }

    /** Returns a number such as 1.5e-7. */
    private static String scientific(double value) {
      return value == 0
          ? "0"
          : String.format(Locale.ROOT, "%.2e", value)
              .replaceFirst("\\.?0*e", "e")
              .replaceFirst("e\\+?(-?)0*", "e$1");
    }

    /** Scores span more decades than counts do, so their ticks are powers only. */
    private Ticks powers(int about) {
      int first = (int) Math.ceil(StrictMath.log10(least) - 1e-9);
      int last = (int) Math.floor(StrictMath.log10(greatest) + 1e-9);
      int step = Math.max(1, (int) Math.ceil((last - first) / (double) about));
      List<Double> values = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (int power = first; power <= last; power += step) {
        values.add(StrictMath.pow(10, power));
        labels.add(
            power >= 0 && power <= 4 ? NumberText.grouped(Math.pow(10, power), 0) : "1e" + power);
      }
      return new Ticks(least, greatest, values, labels);
    }
  }

  /**
   * Points of a panel.
   *
   * @param x finite
   * @param y as many
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Points(double[] x, double[] y) {}

  /** Copies the list. */
  public ScatterChart {
    panels = List.copyOf(panels);
  }

  /** Draws large panels side by side, with numbers along their axes. */
  public String svg(double width, double height) {
    SvgCanvas canvas = new SvgCanvas(title, width, height);
    canvas.head(title, subtitle, width);
    double each = width / panels.size();
    for (int i = 0; i < panels.size(); i++) {
      Panel panel = panels.get(i);
      Ticks y = panel.y().ticks(6);
      Frame frame =
          new Frame(
              i * each + Frame.labels(y, LABEL_FONT),
              (i + 1) * each - 22,
              92,
              height - 48,
              LABEL_FONT);
      canvas.muted(i * each + 10, frame.top() - 12, "start", SvgCanvas.FONT, panel.y().label());
      frame.vertical(canvas, y, value -> frame.up(panel.y().share(value)));
      frame.horizontal(
          canvas,
          frame.fitting(8, 18, panel.x()::ticks),
          value -> frame.across(panel.x().share(value)));
      frame.base(canvas, SvgText.fit(panel.x().label(), SvgCanvas.FONT, each - 30));
      cloud(canvas, panel, frame, MOST_DOTS);
    }
    return canvas.svg();
  }

  /**
   * Draws small panels in rows, each below its title, without numbers along their axes.
   *
   * @param columns panels in a row
   * @param side width of a panel
   */
  public String smallMultiples(int columns, double side) {
    double rowHeight = side + 14;
    int rows = (panels.size() + columns - 1) / columns;
    double width = Math.max(420, columns * side + 10);
    double height = 60 + rows * rowHeight + 6;
    SvgCanvas canvas = new SvgCanvas(title, width, height);
    canvas.head(title, subtitle, width);
    for (int i = 0; i < panels.size(); i++) {
      double left = 10 + i % columns * side;
      int row = i / columns;
      double top = 80 + row * rowHeight;
      Frame frame = new Frame(left, left + side - 12, top, top + rowHeight - 32, LABEL_FONT);
      canvas.ink(
          left,
          top - 6,
          "start",
          LABEL_FONT,
          SvgText.fit(panels.get(i).title(), LABEL_FONT, side - 14));
      canvas.rectangle(left, top, frame.width(), frame.height(), "panel", "#f6f6f6");
      cloud(canvas, panels.get(i), frame, MOST_SMALL_DOTS);
    }
    return canvas.svg();
  }

  private static void cloud(SvgCanvas canvas, Panel panel, Frame frame, int mostDots) {
    double[] xs = panel.points().x();
    double[] ys = panel.points().y();
    int columns = (int) Math.max(1, Math.round(frame.width() / SQUARE));
    int rows = (int) Math.max(1, Math.round(frame.height() / SQUARE));
    int[] counts = new int[columns * rows];
    boolean dots = xs.length <= mostDots;
    for (int i = 0; i < xs.length; i++) {
      if (!panel.x().shows(xs[i]) || !panel.y().shows(ys[i])) {
        continue;
      }
      double x = panel.x().share(xs[i]) * frame.width();
      double y = (1 - panel.y().share(ys[i])) * frame.height();
      if (dots) {
        canvas.dot(frame.left() + x, frame.top() + y, 2, Palette.colour(0));
      } else {
        int column = Math.min(columns - 1, (int) (x / frame.width() * columns));
        int row = Math.min(rows - 1, (int) (y / frame.height() * rows));
        counts[row * columns + column]++;
      }
    }
    if (!dots) {
      Grid grid =
          new Grid(
              frame.left(), frame.top(), frame.width() / columns, frame.height() / rows, columns);
      squares(canvas, counts, grid);
    }
  }

  /** Where the squares of a panel are. */
  private record Grid(double left, double top, double width, double height, int columns) {}

  private static void squares(SvgCanvas canvas, int[] counts, Grid grid) {
    Scale scale = Scale.of(counts);
    int columns = grid.columns();
    List<StringBuilder> paths = SHADES.stream().map(shade -> new StringBuilder()).toList();
    for (int row = 0; row < counts.length / columns; row++) {
      for (int column = 0; column < columns; column++) {
        int shade = scale.shade(counts[row * columns + column]);
        if (shade < 0) {
          continue;
        }
        int end = column + 1;
        while (end < columns && scale.shade(counts[row * columns + end]) == shade) {
          end++;
        }
        String across = SvgText.number((end - column) * grid.width() + OVERLAP);
        paths
            .get(shade)
            .append('M')
            .append(SvgText.number(grid.left() + column * grid.width()))
            .append(' ')
            .append(SvgText.number(grid.top() + row * grid.height()))
            .append('h')
            .append(across)
            .append('v')
            .append(SvgText.number(grid.height() + OVERLAP))
            .append("h-")
            .append(across)
            .append('z');
        column = end - 1;
      }
    }
    for (int shade = 0; shade < paths.size(); shade++) {
      if (!paths.get(shade).isEmpty()) {
        canvas.filled(paths.get(shade), "density", SHADES.get(shade));
      }
    }
  }

  /**
   * Which shade a count has: equal ratios are equally many shades apart. The scale reaches from
   * below the mean to above it even where all counts are alike, so that chance looks like chance.
   */
  private record Scale(double least, double greatest) {

    static Scale of(int[] counts) {
      int most = Arrays.stream(counts).max().orElse(0);
      double mean = (double) Arrays.stream(counts).sum() / counts.length;
      return new Scale(
          Math.max(1, mean / MEAN_RATIO), Math.max(2, Math.max(most, mean * MEAN_RATIO)));
    }

    /** Returns the index of the shade; -1 for none. */
    int shade(int count) {
      if (count == 0) {
        return -1;
      }
      double share = StrictMath.log(count / least) / StrictMath.log(greatest / least);
      return (int) Math.round(Math.max(0, share) * (SHADES.size() - 1));
    }
  }
}
