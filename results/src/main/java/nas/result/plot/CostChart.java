package nas.result.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What is reached for which cost: curves with bands of what gets better as more is spent, and named
 * dots of what costs the same always. Costs are on a logarithmic axis, with a place for 0 left of
 * it where a dot needs one.
 *
 * @param title what the chart shows
 * @param subtitle a sentence on how to read it
 * @param x name and unit of the cost
 * @param y name of what is reached; stands above its axis
 * @param curves points by increasing, positive cost; may be empty
 * @param dots may be empty
 */
public record CostChart(
    String title,
    String subtitle,
    String x,
    String y,
    List<LineChart.Curve> curves,
    List<Dot> dots) {

  private static final double LABEL_HEIGHT = 15;
  private static final double FREE = 30;
  private static final double LEADER = 19;
  private static final double LONGEST_NAME = 240;

  /**
   * A dot.
   *
   * @param name stands beside it
   * @param note stands behind the name
   * @param cost at least 0
   * @param value what is reached, finite
   */
  public record Dot(String name, String note, double cost, double value) {
    /** Checks the values. */
    public Dot {
      if (!(cost >= 0) || !Double.isFinite(cost + value)) {
        throw new IllegalArgumentException("dot at " + cost + ", " + value);
      }
    }

    String label() {
      return note.isEmpty() ? name : name + " " + note;
    }

    double width() {
      return SvgText.width(label(), SvgCanvas.FONT);
    }
  }

  /** The place of something drawn. */
  private record Box(double left, double right, double middle, double height) {
    Box lower(double by) {
      return new Box(left, right, middle + by, height);
    }

    boolean touches(Box other) {
      return left < other.right
          && other.left < right
          && Math.abs(middle - other.middle) < (height + other.height) / 2;
    }
  }

  /** Copies the lists and checks the costs. */
  public CostChart {
    curves = List.copyOf(curves);
    dots = List.copyOf(dots);
    for (LineChart.Curve curve : curves) {
      for (LineChart.Point point : curve.points()) {
        if (!(point.x() > 0)) {
          throw new IllegalArgumentException("cost of " + curve.name() + ": " + point.x());
        }
      }
    }
  }

  /** Draws the chart; a few hundred pixels each way. */
  public String svg(double width, double height) {
    return new Drawing(width, height).svg();
  }

  private DoubleStream costs() {
    return DoubleStream.concat(
        curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(p -> p.x()),
        dots.stream().mapToDouble(Dot::cost).filter(cost -> cost > 0));
  }

  private DoubleStream values() {
    return DoubleStream.concat(
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .flatMapToDouble(p -> DoubleStream.of(p.lower(), p.upper())),
        dots.stream().mapToDouble(Dot::value));
  }

  /** One drawing at one size. */
  private final class Drawing {
    private final double width;
    private final SvgCanvas canvas;
    private final Frame frame;
    private final double zero;
    private final double first;
    private final double least;
    private final double greatest;
    private final Ticks yTicks;

    Drawing(double width, double height) {
      this.width = width;
      canvas = new SvgCanvas(title, width, height);
      yTicks = Ticks.around(values().min().orElse(0), values().max().orElse(1), 8);
      double names =
          Math.min(
              LONGEST_NAME,
              Frame.widest(curves.stream().map(LineChart.Curve::name).toList(), SvgCanvas.FONT));
      frame =
          new Frame(
              Frame.labels(yTicks, SvgCanvas.FONT),
              width - names - FREE,
              92,
              height - 48,
              SvgCanvas.FONT);
      boolean free = dots.stream().anyMatch(dot -> dot.cost() == 0);
      zero = frame.left() + 12;
      double zeroNames =
          dots.stream().filter(dot -> dot.cost() == 0).mapToDouble(Dot::width).max().orElse(0);
      first = free ? zero + LEADER + Math.min(LONGEST_NAME, zeroNames) + 16 : zero;
      double cheapest = costs().min().orElse(1);
      double dearest = costs().max().orElse(10);
      least = cheapest;
      greatest = dearest > cheapest ? dearest : 10 * cheapest;
    }

    private double px(double cost) {
      return cost == 0
          ? zero
          : first + Frame.share(cost, least, greatest, true) * (frame.right() - first);
    }

    private double py(double value) {
      return frame.up(Frame.share(value, yTicks.least(), yTicks.greatest(), false));
    }

    String svg() {
      canvas.head(title, subtitle, width);
      canvas.muted(10, frame.top() - 16, "start", SvgCanvas.FONT, y);
      frame.vertical(canvas, yTicks, this::py);
      frame.horizontal(canvas, Ticks.logarithmic(least, greatest), this::px);
      if (first > zero) {
        frame.tick(canvas, zero, "0");
      }
      frame.base(canvas, x);
      for (int i = 0; i < curves.size(); i++) {
        curve(i, curves.get(i).points());
      }
      curveNames();
      dotsAndNames();
      return canvas.svg();
    }

    private void curve(int index, List<LineChart.Point> points) {
      if (points.isEmpty()) {
        return;
      }
      List<double[]> line = new ArrayList<>();
      List<double[]> upper = new ArrayList<>();
      List<double[]> lower = new ArrayList<>();
      for (LineChart.Point point : points) {
        line.add(new double[] {px(point.x()), py(point.y())});
        upper.add(new double[] {px(point.x()), py(point.upper())});
        lower.add(0, new double[] {px(point.x()), py(point.lower())});
      }
      upper.addAll(lower);
      String colour = Palette.colour(index);
      canvas.raw(
          "<path class=\"band\" d=\""
              + SvgCanvas.path(upper)
              + "Z\" fill=\""
              + colour
              + "\" fill-opacity=\"0.13\" stroke=\"none\"/>\n");
      canvas.raw(
          "<path class=\"curve\" d=\""
              + SvgCanvas.path(line)
              + "\" fill=\"none\" stroke=\""
              + colour
              + "\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n");
      for (LineChart.Point point : points) {
        mark(px(point.x()), py(point.y()), colour);
      }
    }

    private void mark(double atX, double atY, String colour) {
      canvas.raw(
          "<circle class=\"mark\" cx=\""
              + SvgText.number(atX)
              + "\" cy=\""
              + SvgText.number(atY)
              + "\" r=\"3.5\" fill=\""
              + colour
              + "\"/>\n");
    }

    private void curveNames() {
      List<Integer> named = new ArrayList<>();
      for (int i = 0; i < curves.size(); i++) {
        if (!curves.get(i).points().isEmpty()) {
          named.add(i);
        }
      }
      named.sort(Comparator.comparingDouble(i -> end(i)));
      double[] places = apart(named.stream().mapToDouble(this::end).toArray());
      for (int k = 0; k < places.length; k++) {
        int i = named.get(k);
        canvas.coloured(
            frame.right() + 12,
            places[k] + 4,
            "start",
            SvgCanvas.FONT,
            Palette.colour(i),
            SvgText.fit(curves.get(i).name(), SvgCanvas.FONT, LONGEST_NAME));
      }
    }

    private double end(int curve) {
      List<LineChart.Point> points = curves.get(curve).points();
      return py(points.get(points.size() - 1).y());
    }

    /** Names dots at their right, each name as near as others leave room. */
    private void dotsAndNames() {
      List<Box> taken = new ArrayList<>();
      for (Dot dot : dots) {
        taken.add(new Box(px(dot.cost()) - 4, px(dot.cost()) + 4, py(dot.value()), 8));
      }
      List<Dot> byCost =
          dots.stream()
              .sorted(
                  Comparator.comparingDouble((Dot dot) -> -dot.cost())
                      .thenComparing(dot -> -dot.value()))
              .toList();
      for (Dot dot : byCost) {
        double atX = px(dot.cost());
        double atY = py(dot.value());
        Box box = free(new Box(atX + LEADER, atX + LEADER + dot.width(), atY, LABEL_HEIGHT), taken);
        taken.add(box);
        canvas.line(atX, atY, box.left() - 3, box.middle(), "leader", "#999999", 1);
        mark(atX, atY, "#1a1a1a");
        canvas.ink(box.left(), box.middle() + 4, "start", SvgCanvas.FONT, dot.label());
      }
    }

    private Box free(Box wanted, List<Box> taken) {
      for (int offset = 0; offset < frame.height(); offset++) {
        for (int side : new int[] {1, -1}) {
          Box box = wanted.lower(side * offset);
          boolean inside = box.middle() > frame.top() - 8 && box.middle() < frame.bottom() - 8;
          if (inside && taken.stream().noneMatch(box::touches)) {
            return box;
          }
        }
      }
      return wanted;
    }

    /** Returns places for labels near their values, which increase, without overlaps. */
    private double[] apart(double[] wanted) {
      double[] places = wanted.clone();
      for (int pass = 0; pass < 200; pass++) {
        for (int i = 0; i + 1 < places.length; i++) {
          double lacking = LABEL_HEIGHT - (places[i + 1] - places[i]);
          if (lacking > 0) {
            places[i] -= lacking / 2;
            places[i + 1] += lacking / 2;
          }
        }
      }
      return places;
    }
  }
}
