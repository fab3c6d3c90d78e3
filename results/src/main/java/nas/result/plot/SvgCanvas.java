package nas.result.plot;

import java.util.List;
import java.util.stream.Collectors;

/** An SVG document in the making, with the looks that all charts share. */
final class SvgCanvas {

  static final double FONT = 12;
  static final double TITLE_FONT = 15;

  private static final String INK = "#1a1a1a";
  private static final String MUTED = "#555555";

  private final StringBuilder out = new StringBuilder();

  /** Begins a document with a title, which is said but not drawn. */
  SvgCanvas(String title, double width, double height) {
    String w = SvgText.number(width);
    String h = SvgText.number(height);
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(w)
        .append(' ')
        .append(h)
        .append("\" width=\"")
        .append(w)
        .append("\" height=\"")
        .append(h)
        .append("\" font-family=\"")
        .append(SvgText.FONTS)
        .append("\" font-size=\"")
        .append(SvgText.number(FONT))
        .append("\" role=\"img\" class=\"chart\">\n<title>")
        .append(SvgText.escape(title))
        .append(
            "</title>\n<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  /** Draws the title at the top, cut to fit. */
  void title(String text, double width) {
    text(10, 22, "start", TITLE_FONT, INK, "ink", "600", fitTitle(text, width - 20));
  }

  /** Draws the title, and below it a sentence on how to read the chart, both cut to fit. */
  void head(String title, String subtitle, double width) {
    title(title, width);
    muted(10, 44, "start", FONT, SvgText.fit(subtitle, FONT, width - 20));
  }

  private static String fitTitle(String text, double width) {
    // Bold letters are wider.
    return SvgText.fit(text, TITLE_FONT * 1.08, width);
  }

  /** Writes in the main colour. */
  void ink(double x, double y, String anchor, double size, String text) {
    text(x, y, anchor, size, INK, "ink", "400", text);
  }

  /** Writes in the colour of labels. */
  void muted(double x, double y, String anchor, double size, String text) {
    text(x, y, anchor, size, MUTED, "muted", "400", text);
  }

  /** Writes in any colour. */
  void coloured(double x, double y, String anchor, double size, String colour, String text) {
    text(x, y, anchor, size, colour, "value", "400", text);
  }

  /** Writes upwards from a point. */
  void upwards(double x, double y, double size, String text) {
    out.append("<g transform=\"translate(")
        .append(SvgText.number(x))
        .append(' ')
        .append(SvgText.number(y))
        .append(") rotate(-90)\">");
    ink(0, 0, "start", size, text);
    out.append("</g>\n");
  }

  private void text(
      double x,
      double y,
      String anchor,
      double size,
      String colour,
      String type,
      String weight,
      String text) {
    out.append("<text class=\"")
        .append(type)
        .append("\" x=\"")
        .append(SvgText.number(x))
        .append("\" y=\"")
        .append(SvgText.number(y))
        .append("\" text-anchor=\"")
        .append(anchor)
        .append("\" font-size=\"")
        .append(SvgText.number(size))
        .append("\" font-weight=\"")
        .append(weight)
        .append("\" fill=\"")
        .append(colour)
        .append("\">")
        .append(SvgText.escape(text))
        .append("</text>\n");
  }

  /** Draws a line. */
  void line(double x1, double y1, double x2, double y2, String type, String colour, double width) {
    out.append("<path class=\"")
        .append(type)
        .append("\" d=\"M")
        .append(at(x1, y1))
        .append('L')
        .append(at(x2, y2))
        .append("\" fill=\"none\" stroke=\"")
        .append(colour)
        .append("\" stroke-width=\"")
        .append(SvgText.number(width))
        .append("\"/>\n");
  }

  /** Draws a line of the grid behind the data. */
  void grid(double x1, double y1, double x2, double y2) {
    line(x1, y1, x2, y2, "grid", "#e3e3e3", 1);
  }

  /** Draws an axis or a tick. */
  void axis(double x1, double y1, double x2, double y2) {
    line(x1, y1, x2, y2, "axis", "#777777", 1);
  }

  /** Fills a rectangle. */
  void rectangle(double x, double y, double width, double height, String type, String colour) {
    out.append("<rect class=\"")
        .append(type)
        .append("\" x=\"")
        .append(SvgText.number(x))
        .append("\" y=\"")
        .append(SvgText.number(y))
        .append("\" width=\"")
        .append(SvgText.number(width))
        .append("\" height=\"")
        .append(SvgText.number(height))
        .append("\" fill=\"")
        .append(colour)
        .append("\"/>\n");
  }

  /** Fills a path of many parts at once. */
  void filled(CharSequence path, String type, String colour) {
    out.append("<path class=\"")
        .append(type)
        .append("\" d=\"")
        .append(path)
        .append("\" fill=\"")
        .append(colour)
        .append("\"/>\n");
  }

  /** Draws a dot through which others can be seen. */
  void dot(double x, double y, double radius, String colour) {
    out.append("<circle class=\"dot\" cx=\"")
        .append(SvgText.number(x))
        .append("\" cy=\"")
        .append(SvgText.number(y))
        .append("\" r=\"")
        .append(SvgText.number(radius))
        .append("\" fill=\"")
        .append(colour)
        .append("\" fill-opacity=\"0.4\"/>\n");
  }

  /** Adds markup of a chart's own, which must be well formed once the document is complete. */
  void raw(String markup) {
    out.append(markup);
  }

  /** Returns a line through points as paths name it. */
  static String path(List<double[]> points) {
    return points.stream()
        .map(point -> at(point[0], point[1]))
        .collect(Collectors.joining("L", "M", ""));
  }

  /** Returns a point as paths name it. */
  static String at(double x, double y) {
    return SvgText.number(x) + " " + SvgText.number(y);
  }

  /** Returns the whole document. */
  String svg() {
    return out + "</svg>\n";
  }
}
