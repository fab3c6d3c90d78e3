package nas.result.plot;

import java.util.ArrayList;
import java.util.List;

/** Texts and numbers in SVG: escaped, measured and cut to fit. */
public final class SvgText {

  /** Fonts that are metrically alike, so that measured texts fit on every system. */
  static final String FONTS =
      "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

  /** Widths of the ASCII characters from space on in Helvetica, in thousandths of the size. */
  private static final int[] WIDTHS = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584
  };

  // Fonts that stand in for Helvetica are a little wider.
  private static final double SAFETY = 1.08;

  private SvgText() {}

  /**
   * Returns a text that can stand between tags and in quoted attributes of XML and HTML, whatever
   * it holds; characters that XML forbids become the replacement character.
   */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(allowed(point) ? point : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean allowed(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point < 0x7F)
        || (point >= 0xA0 && point < 0xD800)
        || (point >= 0xE000 && point < 0xFFFE)
        || point >= 0x10000;
  }

  /** Returns about how wide a text is, in units of the drawing. */
  static double width(String text, double fontSize) {
    double thousandths =
        text.codePoints()
            .mapToDouble(
                point ->
                    point >= ' ' && point < ' ' + WIDTHS.length
                        ? WIDTHS[point - ' ']
                        : point < 0x1100 ? 620 : 1000)
            .sum();
    return thousandths * fontSize * SAFETY / 1000;
  }

  /** Returns the text, cut and closed by an ellipsis if it is wider than allowed. */
  static String fit(String text, double fontSize, double greatestWidth) {
    if (width(text, fontSize) <= greatestWidth) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    for (int length = points.length - 1; length > 0; length--) {
      String cut = new String(points, 0, length).stripTrailing() + "…";
      if (width(cut, fontSize) <= greatestWidth) {
        return cut;
      }
    }
    return "…";
  }

  /**
   * Returns the text in lines that are no wider than allowed, broken between words, and inside of
   * those that are longer than a line.
   */
  static List<String> lines(String text, double fontSize, double greatestWidth) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && width(line + " " + word, fontSize) > greatestWidth) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
      breakLong(line, fontSize, greatestWidth, lines);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return List.copyOf(lines);
  }

  /** Moves whole lines out of a word that is longer than one. */
  private static void breakLong(
      StringBuilder line, double fontSize, double greatestWidth, List<String> lines) {
    while (width(line.toString(), fontSize) > greatestWidth) {
      int length = line.offsetByCodePoints(0, 1);
      while (length < line.length()) {
        int longer = line.offsetByCodePoints(length, 1);
        if (width(line.substring(0, longer), fontSize) > greatestWidth) {
          break;
        }
        length = longer;
      }
      if (length == line.length()) {
        return;
      }
      lines.add(line.substring(0, length));
      line.delete(0, length);
    }
  }

  /** Returns a coordinate with at most two decimals. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    long whole = Math.abs(hundredths) / 100;
    long rest = Math.abs(hundredths) % 100;
    String fraction =
        rest == 0 ? "" : rest % 10 == 0 ? "." + rest / 10 : (rest < 10 ? ".0" : ".") + rest;
    return (hundredths < 0 ? "-" : "") + whole + fraction;
  }
}
