package nas.result.plot;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Networks by their size and by how good they are, and the line of those that no other is better
 * than by both.
 *
 * @param title what the chart shows
 * @param subtitle a sentence on how to read it
 * @param x name of the size, the lower the better; stands below its axis
 * @param y name of what is reached; stands above its axis
 * @param clouds the networks of each strategy; may be empty
 * @param front those on the line, in any order
 */
public record FrontChart(
    String title, String subtitle, String x, String y, List<Cloud> clouds, List<Network> front) {

  private static final double LEGEND_ROW = 18;
  private static final double LONGEST_NAME = 230;
  private static final double LOGARITHMIC_FROM = 10;

  /**
   * The networks of a strategy.
   *
   * @param name stands in the legend
   */
  public record Cloud(String name, List<Network> networks) {
    /** Copies the list. */
    public Cloud {
      networks = List.copyOf(networks);
    }
  }

  /**
   * A network.
   *
   * @param name is shown to who points at it, if it is on the front
   * @param size finite
   * @param value finite
   */
  public record Network(String name, double size, double value) {}

  /** Copies the lists. */
  public FrontChart {
    clouds = List.copyOf(clouds);
    front = List.copyOf(front);
  }

  /** Draws the chart; a few hundred pixels each way. */
  public String svg(double width, double height) {
    SvgCanvas canvas = new SvgCanvas(title, width, height);
    canvas.head(title, subtitle, width);
    double top = legend(canvas, width) + 32;
    ScatterChart.Extent across = sizes();
    ScatterChart.Extent up = ScatterChart.Extent.of(y, values());
    Ticks ticks = up.ticks(6);
    Frame frame =
        new Frame(
            Frame.labels(ticks, SvgCanvas.FONT), width - 22, top, height - 48, SvgCanvas.FONT);
    canvas.muted(10, frame.top() - 12, "start", SvgCanvas.FONT, y);
    frame.vertical(canvas, ticks, value -> frame.up(up.share(value)));
    frame.horizontal(
        canvas,
        across.logarithmic()
            ? Ticks.logarithmic(across.least(), across.greatest())
            : frame.fitting(8, 18, across::ticks),
        value -> frame.across(across.share(value)));
    frame.base(canvas, x);
    for (int i = 0; i < clouds.size(); i++) {
      StringBuilder dots = new StringBuilder();
      for (Network network : clouds.get(i).networks()) {
        if (across.shows(network.size()) && up.shows(network.value())) {
          dots.append('M')
              .append(
                  SvgCanvas.at(
                      frame.across(across.share(network.size())),
                      frame.up(up.share(network.value()))))
              .append("h.01");
        }
      }
      dots(canvas, i, dots, 4.4);
    }
    front(canvas, frame, across, up);
    return canvas.svg();
  }

  /** Draws dots as the round ends of lines without length: a path of thousands is short. */
  private static void dots(SvgCanvas canvas, int cloud, CharSequence path, double width) {
    if (!path.isEmpty()) {
      canvas.raw(
          "<path data-curve=\""
              + cloud
              + "\" class=\"stroke-"
              + cloud % Palette.size()
              + "\" d=\""
              + path
              + "\" fill=\"none\" stroke=\""
              + Palette.colour(cloud)
              + "\" stroke-width=\""
              + SvgText.number(width)
              + "\" stroke-linecap=\"round\" stroke-opacity=\"0.45\"/>\n");
    }
  }

  private Stream<Network> all() {
    return Stream.concat(
        clouds.stream().flatMap(cloud -> cloud.networks().stream()), front.stream());
  }

  private double[] values() {
    return all().mapToDouble(Network::value).toArray();
  }

  private ScatterChart.Extent sizes() {
    double[] sizes = all().mapToDouble(Network::size).toArray();
    double least = Arrays.stream(sizes).min().orElse(0);
    double greatest = Arrays.stream(sizes).max().orElse(1);
    return least > 0 && greatest >= LOGARITHMIC_FROM * least
        ? new ScatterChart.Extent(x, true, least / 1.1, greatest * 1.1)
        : ScatterChart.Extent.linear(x, sizes);
  }

  /** Names the strategies in rows; returns where they end. */
  private double legend(SvgCanvas canvas, double width) {
    double at = 10;
    double row = 68;
    for (int i = 0; i < clouds.size(); i++) {
      String name = SvgText.fit(clouds.get(i).name(), SvgCanvas.FONT, LONGEST_NAME);
      double wide = SvgText.width(name, SvgCanvas.FONT) + 34;
      if (at > 10 && at + wide > width) {
        at = 10;
        row += LEGEND_ROW;
      }
      dots(canvas, i, "M" + SvgCanvas.at(at + 5, row - 4) + "h.01", 9);
      canvas.ink(at + 15, row, "start", SvgCanvas.FONT, name);
      at += wide;
    }
    return row;
  }

  /** Draws what is reached with at most so large a network, as steps. */
  private void front(
      SvgCanvas canvas, Frame frame, ScatterChart.Extent across, ScatterChart.Extent up) {
    List<Network> bySize =
        front.stream()
            .filter(network -> across.shows(network.size()) && up.shows(network.value()))
            .sorted(Comparator.comparingDouble(Network::size))
            .toList();
    StringBuilder line = new StringBuilder();
    for (Network network : bySize) {
      String x = SvgText.number(frame.across(across.share(network.size())));
      String y = SvgText.number(frame.up(up.share(network.value())));
      line.append(line.isEmpty() ? "M" + x + " " + y : "H" + x + "V" + y);
    }
    if (line.isEmpty()) {
      return;
    }
    canvas.raw(
        "<path class=\"front\" d=\""
            + line
            + "H"
            + SvgText.number(frame.right())
            + "\" fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"1.4\"/>\n");
    for (Network network : bySize) {
      canvas.raw(
          "<circle class=\"mark\" cx=\""
              + SvgText.number(frame.across(across.share(network.size())))
              + "\" cy=\""
              + SvgText.number(frame.up(up.share(network.value())))
              + "\" r=\"3.6\" fill=\"#ffffff\" stroke=\"#1a1a1a\"><title>"
              + SvgText.escape(network.name())
              + "</title></circle>\n");
    }
  }
}
