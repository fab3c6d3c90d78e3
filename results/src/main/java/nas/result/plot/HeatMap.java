package nas.result.plot;

import java.util.Arrays;
import java.util.List;
import nas.core.text.NumberText;

/**
 * A square table of correlations, or of shares, as colours: blue for agreement, orange for
 * opposition.
 *
 * @param title what the chart shows
 * @param subtitle a sentence on how to read it
 * @param names of rows and columns
 * @param values in [-1, 1], NaN where there is none: (names, names)
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record HeatMap(String title, String subtitle, List<String> names, double[][] values) {

  private static final double CELL = 32;
  private static final double NUMBER_FONT = 10;
  private static final double LONGEST_NAME = 190;

  /** Copies names and values. */
  public HeatMap {
    names = List.copyOf(names);
    values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** Draws the chart; its size follows from the number of rows. */
  public String svg() {
    double widest = Math.min(LONGEST_NAME, Frame.widest(names, SvgCanvas.FONT));
    double left = widest + 24;
    double top = 56 + widest + 12;
    double width = Math.max(440, left + names.size() * CELL + 16);
    SvgCanvas canvas = new SvgCanvas(title, width, top + names.size() * CELL + 14);
    canvas.head(title, subtitle, width);
    for (int i = 0; i < names.size(); i++) {
      String name = SvgText.fit(names.get(i), SvgCanvas.FONT, LONGEST_NAME);
      canvas.ink(left - 8, top + (i + 0.5) * CELL + 4, "end", SvgCanvas.FONT, name);
      canvas.upwards(left + (i + 0.5) * CELL + 4, top - 8, SvgCanvas.FONT, name);
      for (int k = 0; k < names.size(); k++) {
        cell(canvas, left + k * CELL, top + i * CELL, values[i][k]);
      }
    }
    return canvas.svg();
  }

  private static void cell(SvgCanvas canvas, double x, double y, double value) {
    boolean none = Double.isNaN(value);
    canvas.rectangle(x, y, CELL - 1, CELL - 1, "cell", none ? "#eeeeee" : colour(value));
    String text = none ? "-" : NumberText.grouped(value, 2).replaceFirst("^(-?)0\\.", "$1.");
    canvas.coloured(
        x + (CELL - 1) / 2,
        y + CELL / 2 + 3,
        "middle",
        NUMBER_FONT,
        Math.abs(value) > 0.55 ? "#ffffff" : "#1a1a1a",
        text);
  }

  private static String colour(double value) {
    int[] far = value < 0 ? new int[] {0xB0, 0x45, 0x00} : new int[] {0x00, 0x5A, 0x96};
    double share = Math.min(1, Math.abs(value));
    StringBuilder colour = new StringBuilder("#");
    for (int part : far) {
      long mixed = Math.round(255 + share * (part - 255));
      colour.append(Character.forDigit((int) mixed >> 4, 16));
      colour.append(Character.forDigit((int) mixed & 15, 16));
    }
    return colour.toString();
  }
}
