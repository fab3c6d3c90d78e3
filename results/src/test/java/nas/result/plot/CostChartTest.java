package nas.result.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chart of what is reached for which cost. */
final class CostChartTest {

  private static List<double[]> marks(String svg) {
    List<double[]> marks = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("class=\"mark\" cx=\"([0-9.]+)\" cy=\"([0-9.]+)\"").matcher(svg);
    while (matcher.find()) {
      marks.add(
          new double[] {
            Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))
          });
    }
    return marks;
  }

  private static CostChart chart(List<LineChart.Curve> curves, List<CostChart.Dot> dots) {
    return new CostChart("title", "subtitle", "cost", "value", curves, dots);
  }

  @Test
  void equalRatiosOfCostTakeEqualLengthsAndZeroLiesLeft() {
    LineChart.Curve curve =
        new LineChart.Curve(
            "training",
            false,
            List.of(
                new LineChart.Point(10, 0.2, 0.1, 0.3),
                new LineChart.Point(100, 0.5, 0.4, 0.6),
                new LineChart.Point(1000, 0.8, 0.7, 0.9)));
    List<double[]> marks =
        marks(
            chart(
                    List.of(curve),
                    List.of(
                        new CostChart.Dot("one", "", 1, 0.5), new CostChart.Dot("free", "", 0, 0)))
                .svg(800, 400));
    assertEquals(5, marks.size());
    double decade = marks.get(1)[0] - marks.get(0)[0];
    assertTrue(decade > 50);
    assertEquals(decade, marks.get(2)[0] - marks.get(1)[0], 0.1);
    assertEquals(decade, marks.get(0)[0] - marks.get(3)[0], 0.1);
    assertTrue(marks.get(4)[0] < marks.get(3)[0]);
    assertEquals(marks.get(1)[1], marks.get(3)[1], 0.1);
  }

  @Test
  void namesKeepClearOfEachOther() {
    List<CostChart.Dot> dots =
        IntStream.range(0, 18)
            .mapToObj(i -> new CostChart.Dot("metric-" + i, "0.50 (0.40..0.60)", i % 3, 0.5))
            .toList();
    String svg = chart(List.of(), dots).svg(860, 480);
    Matcher names =
        Pattern.compile("x=\"([0-9.]+)\" y=\"([0-9.]+)\"[^>]*>(metric-[^<]*)<").matcher(svg);
    List<double[]> boxes = new ArrayList<>();
    while (names.find()) {
      double x = Double.parseDouble(names.group(1));
      double y = Double.parseDouble(names.group(2));
      double right = x + SvgText.width(names.group(3), SvgCanvas.FONT);
      for (double[] other : boxes) {
        assertTrue(
            Math.abs(other[2] - y) > 14 || x >= other[1] || other[0] >= right, names.group(3));
      }
      boxes.add(new double[] {x, right, y});
    }
    assertEquals(dots.size(), boxes.size());
  }

  @Test
  void nothingToDrawIsDrawnAndWhatCannotBeIsRefused() {
    assertTrue(chart(List.of(), List.of()).svg(800, 400).endsWith("</svg>\n"));
    List<CostChart.Dot> one = List.of(new CostChart.Dot("a", "", 0, 0));
    assertEquals(1, marks(chart(List.of(), one).svg(800, 400)).size());
    assertThrows(IllegalArgumentException.class, () -> new CostChart.Dot("a", "", -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new CostChart.Dot("a", "", 1, Double.NaN));
    LineChart.Curve free = new LineChart.Curve("free", false, List.of(new LineChart.Point(0, 0.5)));
    assertThrows(IllegalArgumentException.class, () -> chart(List.of(free), List.of()));
  }
}
