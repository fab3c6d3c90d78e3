package nas.result.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Curves over a common axis, drawn as a chart.
 *
 * @param title what the chart shows
 * @param x the horizontal axis
 * @param y the vertical axis; its label stands above it
 * @param curves the curves, drawn in this order; may be empty
 * @param caption what must be known to read the chart, in sentences; stands below the title of
 *     drawings that name their curves themselves
 * @param marks further points and curves, which are numbered from 1; named below the caption of
 *     such drawings
 */
public record LineChart(
    String title, Axis x, Axis y, List<Curve> curves, List<String> caption, List<Marks> marks) {

  /** Creates a chart without a caption. */
  public LineChart(String title, Axis x, Axis y, List<Curve> curves) {
    this(title, x, y, curves, List.of(), List.of());
  }

  /**
   * An axis.
   *
   * @param label name and unit, such as {@code Test accuracy (%)}
   * @param logarithmic whether equal ratios take equal lengths; values must then be positive
   * @param from where a vertical axis begins, if that is below its greatest value; what is lower is
   *     cut off
   */
  public record Axis(String label, boolean logarithmic, OptionalDouble from) {

    /** Creates an axis that begins where its values do. */
    public Axis(String label, boolean logarithmic) {
      this(label, logarithmic, OptionalDouble.empty());
    }
  }

  /**
   * A curve, with a band around it where its points have one.
   *
   * @param name shown beside the curve or in the legend
   * @param steps whether each value holds until the next point, rather than changing evenly
   * @param points by increasing x; may be empty
   */
  public record Curve(String name, boolean steps, List<Point> points) {
    /** Copies the list. */
    public Curve {
      points = List.copyOf(points);
    }

    boolean hasBand() {
      return points.stream().anyMatch(point -> point.upper() > point.lower());
    }
  }

  /**
   * Points that come from elsewhere, joined by a thin line.
   *
   * @param name what they are
   * @param points by increasing x, at least one
   */
  public record Marks(String name, List<Point> points) {

    /** Copies the list. */
    public Marks {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException(name + " has no points");
      }
    }
  }

  /**
   * A point of a curve; all values are finite.
   *
   * @param lower lower end of the band, at most y, or y where there is none
   * @param upper upper end of the band
   */
  public record Point(double x, double y, double lower, double upper) {
    /** Checks the values. */
    public Point {
      if (!Double.isFinite(x + y + lower + upper) || lower > upper) {
        throw new IllegalArgumentException(
            "point " + x + ", " + y + " with band " + lower + " to " + upper);
      }
    }

    /** Creates a point without a band. */
    public Point(double x, double y) {
      this(x, y, y, y);
    }
  }

  private static final double LINE_HEIGHT = 16;
  private static final double CAPTION_FONT = 10.5;
  private static final double MARK = 4.5;
  private static final double CAPTION_LINE_HEIGHT = 14;
  private static final double GREATEST_LABEL_SHARE = 0.24;

  /** Copies the lists and checks logarithmic axes. */
  public LineChart {
    curves = List.copyOf(curves);
    caption = List.copyOf(caption);
    marks = List.copyOf(marks);
    boolean positive =
        Stream.concat(
                curves.stream().flatMap(curve -> curve.points().stream()),
                marks.stream().flatMap(mark -> mark.points().stream()))
            .allMatch(
                point ->
                    (!x.logarithmic() || point.x() > 0) && (!y.logarithmic() || point.lower() > 0));
    if (!positive) {
      throw new IllegalArgumentException("values on a logarithmic axis must be positive");
    }
  }

  /** Returns the same chart with a caption. */
  public LineChart captioned(List<String> sentences) {
    return new LineChart(title, x, y, curves, sentences, marks);
  }

  /** Returns the same chart with marks. */
  public LineChart marked(List<Marks> others) {
    return new LineChart(title, x, y, curves, caption, others);
  }

  /**
   * Returns where the vertical axis begins if early low values are cut off, so that the later
   * differences can be seen; empty if the whole of all curves is shown.
   */
  public OptionalDouble cutBelow() {
    Range range = range();
    return range.yLeast() > leastOfAll()
        ? OptionalDouble.of(range.yLeast())
        : OptionalDouble.empty();
  }

  private record Range(double xLeast, double xGreatest, double yLeast, double yGreatest) {}

  private double leastOfAll() {
    return all().stream().mapToDouble(Point::lower).min().orElse(0);
  }

  private List<Point> all() {
    return Stream.concat(
            curves.stream().flatMap(curve -> curve.points().stream()),
            marks.stream().flatMap(mark -> mark.points().stream()))
        .toList();
  }

  private Range range() {
    List<Point> all = all();
    if (all.isEmpty()) {
      return new Range(x.logarithmic() ? 1 : 0, 10, y.logarithmic() ? 1 : 0, 100);
    }
    double xGreatest = all.stream().mapToDouble(Point::x).max().orElseThrow();
    double xLeast = all.stream().mapToDouble(Point::x).min().orElseThrow();
    if (!x.logarithmic()) {
      xLeast = Math.min(0, xLeast);
    }
    if (!(xGreatest > xLeast)) {
      xGreatest = xLeast + Math.max(1, Math.abs(xLeast));
    }
    double yGreatest = all.stream().mapToDouble(Point::upper).max().orElseThrow();
    double yLeast = leastOfAll();
    if (y.from().isPresent() && y.from().getAsDouble() < yGreatest) {
      yLeast = y.from().getAsDouble();
    } else if (!y.logarithmic()) {
      double early =
          x.logarithmic()
              ? xLeast * StrictMath.pow(xGreatest / xLeast, 0.3)
              : xLeast + 0.08 * (xGreatest - xLeast);
      double late = yGreatest;
      for (Curve curve : curves) {
        late = Math.min(late, leastFrom(curve, early));
      }
      if (yGreatest - late > 0 && yGreatest - yLeast > 1.6 * (yGreatest - late)) {
        yLeast = late - 0.2 * (yGreatest - late);
      }
    }
    return new Range(xLeast, xGreatest, yLeast, yGreatest);
  }

  private static double leastFrom(Curve curve, double from) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < curve.points().size(); i++) {
      boolean reaches = i + 1 == curve.points().size() || curve.points().get(i + 1).x() > from;
      if (reaches) {
        least = Math.min(least, curve.points().get(i).lower());
      }
    }
    return least;
  }

  /**
   * Draws the chart.
   *
   * @param id identifier that no other drawing in the same document has; letters, digits, hyphens
   * @param width width in pixels, at least 240
   * @param height height in pixels, at least 200
   * @return an SVG document
   */
  public String svg(String id, double width, double height) {
    return new Drawing(id, width, height, true).svg();
  }

  /**
   * Draws the chart for a place that has caption and names of the curves itself: the names stand at
   * the ends of the curves if there is room, and else nowhere.
   *
   * @param id identifier that no other drawing in the same document has; letters, digits, hyphens
   * @param width width in pixels, at least 240
   * @param height height in pixels, at least 200
   * @return an SVG document
   */
  public String svgWithoutLegend(String id, double width, double height) {
    return new Drawing(id, width, height, false).svg();
  }

  /** One drawing of the chart at one size. */
  private final class Drawing {
    private final String id;
    private final double width;
    private final SvgCanvas canvas;
    private final Range range = range();
    private final boolean direct;
    private final boolean hasLegend;
    private final List<String> captionLines;
    private final List<String> markLines;
    private final Frame frame;
    private final Ticks yTicks;

    Drawing(String id, double width, double height, boolean standsAlone) {
      this.id = id;
      this.width = width;
      canvas = new SvgCanvas(title, width, height);
      double widest = Frame.widest(curves.stream().map(Curve::name).toList(), SvgCanvas.FONT);
      boolean fewCurves = curves.size() <= Palette.size();
      direct = fewCurves && widest <= width * GREATEST_LABEL_SHARE;
      double bottom = height - 48;
      hasLegend = standsAlone && !direct;
      captionLines =
          standsAlone
              ? SvgText.lines(String.join(" ", caption), CAPTION_FONT, width - 20)
              : List.of();
      markLines =
          standsAlone
              ? SvgText.lines(String.join("   ", markNames()), CAPTION_FONT, width - 20)
              : List.of();
      double legendRows = hasLegend ? legend(false) : 0;
      double top = 66 + captionHeight() + legendRows * (LINE_HEIGHT + 2);
      int aboutTicks = (int) Math.max(2, Math.round((bottom - top) / 45));
      yTicks =
          y.logarithmic()
              ? Ticks.logarithmic(range.yLeast(), range.yGreatest())
              : Ticks.around(range.yLeast(), range.yGreatest(), aboutTicks);
      frame =
          new Frame(
              Frame.labels(yTicks, SvgCanvas.FONT),
              width - (direct ? widest + 34 : 18),
              top,
              bottom,
              SvgCanvas.FONT);
    }

    private double captionHeight() {
      return (captionLines.size() + markLines.size()) * CAPTION_LINE_HEIGHT;
    }

    private List<String> markNames() {
      return IntStream.range(0, marks.size())
          .mapToObj(
              i -> "[" + (i + 1) + "] " + marks.get(i).name() + (i + 1 < marks.size() ? ";" : ""))
          .toList();
    }

    private Ticks horizontalTicks() {
      return x.logarithmic()
          ? Ticks.logarithmic(range.xLeast(), range.xGreatest())
          : frame.fitting(10, 22, about -> Ticks.between(range.xLeast(), range.xGreatest(), about));
    }

    private double px(double value) {
      return frame.across(Frame.share(value, range.xLeast(), range.xGreatest(), x.logarithmic()));
    }

    private double py(double value) {
      return frame.up(Frame.share(value, yTicks.least(), yTicks.greatest(), y.logarithmic()));
    }

    String svg() {
      canvas.title(title, width);
      List<String> lines = Stream.concat(captionLines.stream(), markLines.stream()).toList();
      for (int i = 0; i < lines.size(); i++) {
        double at = 38 + i * CAPTION_LINE_HEIGHT;
        canvas.muted(10, at, "start", CAPTION_FONT, lines.get(i));
      }
      if (hasLegend) {
        legend(true);
      }
      canvas.muted(10, frame.top() - 14, "start", SvgCanvas.FONT, y.label());
      frame.vertical(canvas, yTicks, this::py);
      frame.horizontal(canvas, horizontalTicks(), this::px);
      frame.base(canvas, x.label());
      plotArea();
      marks();
      if (direct) {
        directLabels();
      }
      if (all().isEmpty()) {
        canvas.muted(
            (frame.left() + frame.right()) / 2,
            (frame.top() + frame.bottom()) / 2,
            "middle",
            SvgCanvas.FONT,
            "no trained network yet");
      }
      return canvas.svg();
    }

    private void plotArea() {
      canvas.raw(
          "<clipPath id=\""
              + id
              + "-clip\"><rect"
              + attribute("x", SvgText.number(frame.left()))
              + attribute("y", SvgText.number(frame.top() - 2))
              + attribute("width", SvgText.number(frame.width() + 2))
              + attribute("height", SvgText.number(frame.height() + 2))
              + "/></clipPath>\n");
      canvas.raw(
          "<g class=\"plot\" clip-path=\"url(#"
              + id
              + "-clip)\""
              + attribute("data-left", frame.left())
              + attribute("data-right", frame.right())
              + attribute("data-top", frame.top())
              + attribute("data-bottom", frame.bottom())
              + attribute("data-x-least", range.xLeast())
              + attribute("data-x-greatest", range.xGreatest())
              + attribute("data-y-least", yTicks.least())
              + attribute("data-y-greatest", yTicks.greatest())
              + attribute("data-x-log", x.logarithmic())
              + attribute("data-y-log", y.logarithmic())
              + ">\n");
      for (int i = 0; i < curves.size(); i++) {
        if (curves.get(i).hasBand()) {
          canvas.raw(
              "<path"
                  + attribute("class", "band fill-" + i % Palette.size())
                  + attribute("data-curve", i)
                  + attribute("d", band(curves.get(i)))
                  + attribute("fill", Palette.colour(i))
                  + " fill-opacity=\"0.16\" stroke=\"none\"/>\n");
        }
      }
      for (int i = 0; i < curves.size(); i++) {
        if (!curves.get(i).points().isEmpty()) {
          canvas.raw(
              "<path"
                  + attribute("class", "curve stroke-" + i % Palette.size())
                  + attribute("data-curve", i)
                  + attribute("d", SvgCanvas.path(corners(curves.get(i), Edge.VALUE)))
                  + " "
                  + stroke(i)
                  + "/>\n");
        }
      }
      canvas.raw("</g>\n");
    }

    /** Draws the marks as numbered diamonds, which lie above all curves. */
    private void marks() {
      for (int i = 0; i < marks.size(); i++) {
        canvas.raw(
            "<g class=\"marks\"><title>" + SvgText.escape(marks.get(i).name()) + "</title>\n");
        List<double[]> places = places(marks.get(i));
        if (places.size() > 1) {
          canvas.raw(
              "<path class=\"axis\" d=\""
                  + SvgCanvas.path(places)
                  + "\" fill=\"none\" stroke=\"#777777\" stroke-dasharray=\"1 3\"/>\n");
        }
        for (double[] place : places) {
          mark(place[0], place[1], Integer.toString(i + 1));
        }
        canvas.raw("</g>\n");
      }
    }

    private List<double[]> places(Marks mark) {
      return mark.points().stream()
          .filter(point -> py(point.y()) <= frame.bottom() + 0.5)
          .map(point -> new double[] {px(point.x()), py(point.y())})
          .toList();
    }

    private void mark(double atX, double atY, String number) {
      canvas.raw(
          "<path class=\"mark\" d=\"M"
              + SvgCanvas.at(atX, atY - MARK)
              + "L"
              + SvgCanvas.at(atX + MARK, atY)
              + "L"
              + SvgCanvas.at(atX, atY + MARK)
              + "L"
              + SvgCanvas.at(atX - MARK, atY)
              + "Z\" fill=\"#ffffff\" stroke=\"#1a1a1a\" stroke-width=\"1.5\"/>\n");
      canvas.ink(atX, atY - MARK - 3, "middle", CAPTION_FONT, number);
    }

    private static String attribute(String name, Object value) {
      return " " + name + "=\"" + value + "\"";
    }

    private String stroke(int curve) {
      String dashes = Palette.dashes(curve);
      return "fill=\"none\" stroke=\""
          + Palette.colour(curve)
          + "\" stroke-width=\"2\" stroke-linejoin=\"round\""
          + (dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"");
    }

    private String band(Curve curve) {
      List<double[]> upper = corners(curve, Edge.UPPER);
      List<double[]> lower = corners(curve, Edge.LOWER);
      Collections.reverse(lower);
      upper.addAll(lower);
      return SvgCanvas.path(upper) + "Z";
    }

    private List<double[]> corners(Curve curve, Edge edge) {
      List<double[]> corners = new ArrayList<>();
      double before = Double.NaN;
      for (int i = 0; i < curve.points().size(); i++) {
        Point point = curve.points().get(i);
        double value = edge.of(point);
        boolean end = i == 0 || i + 1 == curve.points().size();
        double across = px(point.x());
        boolean tooClose = !end && across - corners.get(corners.size() - 1)[0] < 0.5;
        if (curve.steps() && (tooClose || (value == before && !end))) {
          continue;
        }
        if (curve.steps() && i > 0 && value != before) {
          corners.add(new double[] {px(point.x()), py(before)});
        }
        corners.add(new double[] {px(point.x()), py(value)});
        before = value;
      }
      if (corners.size() == 1) {
        // A single value would be invisible.
        double end = Math.min(frame.right(), corners.get(0)[0] + 8);
        corners.set(0, new double[] {Math.max(frame.left(), end - 8), corners.get(0)[1]});
        corners.add(new double[] {end, corners.get(0)[1]});
      }
      return corners;
    }

    /** Draws the legend below the title, or only counts its rows. */
    private double legend(boolean draw) {
      double atX = 10;
      double row = 0;
      for (int i = 0; i < curves.size(); i++) {
        String name = SvgText.fit(curves.get(i).name(), SvgCanvas.FONT, width - 56);
        double needed = 28 + SvgText.width(name, SvgCanvas.FONT) + 16;
        if (atX > 10 && atX + needed > width) {
          row++;
          atX = 10;
        }
        if (draw) {
          double atY = 42 + captionHeight() + row * (LINE_HEIGHT + 2);
          label(i, SvgCanvas.at(atX, atY - 4) + "h20", stroke(i), atX + 26, atY, name);
        }
        atX += needed;
      }
      return curves.isEmpty() ? 0 : row + 1;
    }

    /** Writes the names beside the ends of the curves, moved apart where they would touch. */
    private void directLabels() {
      List<Integer> shown = new ArrayList<>();
      for (int i = 0; i < curves.size(); i++) {
        if (!curves.get(i).points().isEmpty()) {
          shown.add(i);
        }
      }
      shown.sort(Comparator.comparingDouble(this::endOf));
      double[] wanted = shown.stream().mapToDouble(this::endOf).toArray();
      double[] gaps = new double[wanted.length];
      Arrays.fill(gaps, LINE_HEIGHT);
      double[] weights = new double[wanted.length];
      Arrays.fill(weights, 1);
      double[] placed = Spread.apart(wanted, weights, gaps);
      double over =
          placed.length == 0 ? 0 : Math.max(0, placed[placed.length - 1] - frame.bottom());
      double under = placed.length == 0 ? 0 : Math.max(0, frame.top() - (placed[0] - over));
      for (int k = 0; k < placed.length; k++) {
        int i = shown.get(k);
        double atY = placed[k] - over + under;
        Point last = curves.get(i).points().get(curves.get(i).points().size() - 1);
        label(
            i,
            SvgCanvas.at(Math.max(px(last.x()), frame.left()), wanted[k])
                + "L"
                + SvgCanvas.at(frame.right() + 4, wanted[k])
                + "L"
                + SvgCanvas.at(frame.right() + 16, atY),
            "fill=\"none\" stroke=\"" + Palette.colour(i) + "\" stroke-width=\"1.2\"",
            frame.right() + 21,
            atY + 4,
            curves.get(i).name());
      }
    }

    /** Writes the name of a curve beside a short line in its colour. */
    private void label(
        int curve, String path, String stroke, double nameX, double nameY, String name) {
      canvas.raw(
          "<g class=\"label\""
              + attribute("data-curve", curve)
              + "><path"
              + attribute("class", "stroke-" + curve % Palette.size())
              + attribute("d", "M" + path)
              + " "
              + stroke
              + "/>\n");
      canvas.ink(nameX, nameY, "start", SvgCanvas.FONT, name);
      canvas.raw("</g>\n");
    }

    private double endOf(int curve) {
      List<Point> points = curves.get(curve).points();
      return Math.min(frame.bottom(), Math.max(frame.top(), py(points.get(points.size() - 1).y())));
    }
  }

  private enum Edge {
    VALUE,
    LOWER,
    UPPER;

    double of(Point point) {
      return switch (this) {
        case VALUE -> point.y();
        case LOWER -> point.lower();
        case UPPER -> point.upper();
      };
    }
  }
}
