package nas.result.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import nas.core.text.NumberText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class PlotTest {

  private static final String HOSTILE =
      "<script>alert('&\"')</script>]]>\u0000\u001b\uD800 Grüße 😀";

  private static Document parse(String svg) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + svg, e);
    }
  }

  private static List<String> texts(String svg) {
    NodeList nodes = parse(svg).getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static LineChart chart(String name, int curves, boolean log) {
    List<LineChart.Curve> list = new ArrayList<>();
    for (int c = 0; c < curves; c++) {
      List<LineChart.Point> points = new ArrayList<>();
      for (int i = 1; i <= 30; i++) {
        double y = 90 + c * 0.01 - 30.0 / i;
        points.add(new LineChart.Point(i, y, y - 1, y + 1));
      }
      list.add(new LineChart.Curve(name + c, true, points));
    }
    return new LineChart(
        name, new LineChart.Axis(name, log), new LineChart.Axis(name, false), list);
  }

  @Test
  @Tag("slow")
  void chartsAreWellFormedWhateverTheNames() {
    for (int curves : new int[] {0, 1, 2, 7, 8, 30}) {
      for (double width : new double[] {300, 760}) {
        for (String name : List.of(HOSTILE, "", "AE", "very long name ".repeat(30))) {
          String svg = chart(name, curves, curves % 2 == 0).svg("c", width, 400);
          Document document = parse(svg);
          assertEquals(0, document.getElementsByTagName("script").getLength());
          assertEquals(curves, count(document, "curve"));
          assertEquals(curves, count(document, "band"));
          parse(chart(name, curves, false).svgWithoutLegend("c", width, 400));
        }
      }
    }
    String title =
        parse(chart(HOSTILE, 1, false).svg("c", 760, 400))
            .getDocumentElement()
            .getElementsByTagName("title")
            .item(0)
            .getTextContent();
    assertEquals("<script>alert('&\"')</script>]]>\uFFFD\uFFFD\uFFFD Grüße 😀", title);
  }

  private static int count(Document document, String type) {
    NodeList paths = document.getElementsByTagName("path");
    int count = 0;
    for (int i = 0; i < paths.getLength(); i++) {
      if (((Element) paths.item(i)).getAttribute("class").startsWith(type + " ")) {
        count++;
      }
    }
    return count;
  }

  @Test
  void curvesWithoutPointsAndSinglePointsAreDrawn() {
    LineChart.Axis axis = new LineChart.Axis("x", false);
    LineChart empty =
        new LineChart("t", axis, axis, List.of(new LineChart.Curve("a", true, List.of())));
    assertTrue(texts(empty.svg("c", 760, 400)).contains("no trained network yet"));
    for (double value : new double[] {0, 1e-9, 91.5, 1e12, -5}) {
      LineChart one =
          new LineChart(
              "t",
              axis,
              axis,
              List.of(new LineChart.Curve("a", true, List.of(new LineChart.Point(value, value)))));
      String svg = one.svg("c", 760, 400);
      parse(svg);
      assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
    }
    assertThrows(IllegalArgumentException.class, () -> new LineChart.Point(0, Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LineChart(
                "t",
                new LineChart.Axis("x", true),
                axis,
                List.of(new LineChart.Curve("a", true, List.of(new LineChart.Point(0, 1))))));
  }

  @Test
  void aStepCurveHoldsEachValueUntilTheNextPoint() {
    LineChart.Axis axis = new LineChart.Axis("x", false);
    LineChart chart =
        new LineChart(
            "t",
            axis,
            axis,
            List.of(
                new LineChart.Curve(
                    "a",
                    true,
                    List.of(
                        new LineChart.Point(0, 0),
                        new LineChart.Point(5, 10),
                        new LineChart.Point(10, 10)))));
    NodeList paths = parse(chart.svg("c", 760, 400)).getElementsByTagName("path");
    List<String> curves = new ArrayList<>();
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("class").startsWith("curve")) {
        curves.add(path.getAttribute("d"));
      }
    }
    assertEquals(1, curves.size());
    double[] xy =
        Arrays.stream(curves.get(0).substring(1).split("[L ]", -1))
            .mapToDouble(Double::parseDouble)
            .toArray();
    assertEquals(8, xy.length);
    assertEquals(xy[1], xy[3], "flat until the step");
    assertEquals(xy[2], xy[4], "then upright");
    assertEquals(xy[5], xy[7], "then flat again");
    assertEquals((xy[0] + xy[6]) / 2, xy[2], 0.02);
    assertTrue(xy[5] < xy[3], "up is a smaller y");
  }

  @Test
  void earlyLowValuesAreCutOffOnlyWhenTheyWouldHideTheRest() {
    LineChart.Axis axis = new LineChart.Axis("x", false);
    List<LineChart.Point> points = new ArrayList<>();
    points.add(new LineChart.Point(1, 10));
    for (int i = 2; i <= 100; i++) {
      points.add(new LineChart.Point(i, 90 + i * 0.02));
    }
    LineChart cut = new LineChart("t", axis, axis, List.of(new LineChart.Curve("a", true, points)));
    assertTrue(cut.cutBelow().orElseThrow() > 80);
    LineChart whole =
        new LineChart(
            "t", axis, axis, List.of(new LineChart.Curve("a", true, points.subList(1, 100))));
    assertEquals(OptionalDouble.empty(), whole.cutBelow());
  }

  @Test
  void ticksAreRoundAndCoverTheRange() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double low = random.nextDouble(-100, 100);
      double high = low + StrictMath.pow(10, random.nextDouble(-4, 5));
      int about = random.nextInt(2, 10);
      Ticks ticks = Ticks.around(low, high, about);
      assertTrue(ticks.least() <= low + 1e-6 && ticks.greatest() >= high - 1e-6, low + " " + high);
      assertTrue(ticks.values().size() >= 2 && ticks.values().size() <= about + 2);
      assertEquals(
          ticks.labels().size(), ticks.labels().stream().distinct().count(), ticks.toString());
      for (int k = 0; k < ticks.values().size(); k++) {
        double parsed = Double.parseDouble(ticks.labels().get(k).replace(",", ""));
        assertEquals(ticks.values().get(k), parsed, 1e-9, "labels state the value exactly");
      }
    }
    assertEquals(List.of("91", "92", "93", "94"), Ticks.around(90.9, 93.9, 3).labels());
    assertEquals(List.of("90", "92", "94"), Ticks.around(90.3, 93.9, 3).labels());
    assertEquals(List.of("0", "0.5", "1.0").get(1), Ticks.between(0, 1, 2).labels().get(1));
    assertEquals(
        List.of("1", "2", "5", "10", "20", "50", "100"), Ticks.logarithmic(1, 100).labels());
    assertEquals(
        List.of("1", "10", "100", "1,000", "10,000"), Ticks.logarithmic(1, 10_000).labels());
    assertTrue(Ticks.around(5, 5, 4).values().size() >= 2);
  }

  @Test
  void numbersAreShortAndDoNotDependOnTheLocale() {
    assertEquals("0", SvgText.number(-0.001));
    assertEquals("1.05", SvgText.number(1.05));
    assertEquals("-1.5", SvgText.number(-1.5));
    assertEquals("12", SvgText.number(11.999));
    assertEquals("1,234,567.9", NumberText.grouped(1234567.89, 1));
    assertEquals("0.0", NumberText.grouped(-0.01, 1));
    assertEquals("abc", SvgText.fit("abc", 12, 100));
    assertTrue(SvgText.fit("abc".repeat(100), 12, 100).endsWith("…"));
    assertTrue(SvgText.width(SvgText.fit("😀".repeat(100), 12, 100), 12) <= 100);
  }

  @Test
  void spreadMovesAsLittleAsPossible() {
    double[] gaps = {10, 10, 10, 0};
    double[] ones = {1, 1, 1, 1};
    assertEquals(
        "[0.0, 50.0, 90.0, 200.0]",
        Arrays.toString(Spread.apart(new double[] {0, 50, 90, 200}, ones, gaps)));
    assertEquals(
        "[-5.0, 5.0, 50.0, 60.0]",
        Arrays.toString(Spread.apart(new double[] {0, 0, 55, 55}, ones, gaps)));
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      double[] wanted = random.doubles(4, 0, 30).toArray();
      double[] placed = Spread.apart(wanted, ones, gaps);
      double cost = distance(wanted, placed);
      for (int k = 0; k < 3; k++) {
        assertTrue(placed[k + 1] - placed[k] >= 10 - 1e-9);
      }
      // No feasible small change is better: the problem is convex.
      for (int trial = 0; trial < 100; trial++) {
        double[] other = placed.clone();
        for (int k = 0; k < 4; k++) {
          other[k] += random.nextDouble(-1, 1);
        }
        boolean feasible = true;
        for (int k = 0; k < 3; k++) {
          feasible &= other[k + 1] - other[k] >= 10;
        }
        assertTrue(!feasible || distance(wanted, other) >= cost - 1e-9, "i " + i);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  static CellDrawing nasBench201(String... operations) {
    List<CellDrawing.Edge> edges = new ArrayList<>();
    int next = 0;
    for (int to = 1; to < 4; to++) {
      for (int from = 0; from < to; from++) {
        edges.add(new CellDrawing.Edge(from, to, operations[next++]));
      }
    }
    return new CellDrawing(List.of("input", "1", "2", "output"), edges);
  }

  @Tag("slow")
  @Test
  void nothingInACellOverlaps() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 300; i++) {
      int count = random.nextInt(2, 9);
      List<LayeredLayout.Size> sizes = new ArrayList<>();
      List<LayeredLayout.Edge> edges = new ArrayList<>();
      for (int node = 0; node < count; node++) {
        sizes.add(new LayeredLayout.Size(random.nextInt(30, 120), 26));
        for (int from = 0; from < node; from++) {
          for (int k = random.nextInt(3); k > 0; k--) {
            int width = random.nextInt(3) == 0 ? 0 : random.nextInt(20, 90);
            edges.add(
                new LayeredLayout.Edge(
                    from, node, new LayeredLayout.Size(width, width == 0 ? 0 : 18)));
          }
        }
      }
      LayeredLayout layout = LayeredLayout.of(sizes, edges);
      List<LayeredLayout.Box> boxes = new ArrayList<>(layout.nodes());
      for (LayeredLayout.Box label : layout.labels()) {
        if (label.width() > 0) {
          boxes.add(label);
        }
      }
      for (int a = 0; a < boxes.size(); a++) {
        LayeredLayout.Box box = boxes.get(a);
        assertTrue(box.x() - box.width() / 2 >= -1e-6, "graph " + i);
        assertTrue(box.x() + box.width() / 2 <= layout.width() + 1e-6, "graph " + i);
        assertTrue(box.y() + box.height() / 2 <= layout.height() + 1e-6, "graph " + i);
        for (int b = 0; b < a; b++) {
          LayeredLayout.Box other = boxes.get(b);
          assertTrue(
              Math.abs(box.x() - other.x()) >= (box.width() + other.width()) / 2 - 1e-6
                  || Math.abs(box.y() - other.y()) >= (box.height() + other.height()) / 2 - 1e-6,
              "graph " + i + ": " + box + " touches " + other);
        }
      }
      for (int e = 0; e < edges.size(); e++) {
        for (LayeredLayout.Point point : layout.paths().get(e)) {
          for (int node = 0; node < count; node++) {
            LayeredLayout.Box box = layout.nodes().get(node);
            boolean inside =
                Math.abs(point.x() - box.x()) < box.width() / 2 - 1e-6
                    && Math.abs(point.y() - box.y()) < box.height() / 2 - 1e-6;
            assertFalse(inside, "graph " + i + ": edge " + e + " runs through node " + node);
          }
        }
      }
    }
  }

  @Test
  void cellsAreWellFormedAndShowTheirLabels() {
    String svg =
        nasBench201(
                "nor_conv_3x3",
                "none",
                "skip_connect",
                "avg_pool_3x3",
                "nor_conv_1x1",
                "nor_conv_3x3")
            .svg("best");
    List<String> texts = texts(svg);
    assertTrue(texts.containsAll(List.of("input", "1", "2", "output", "none", "avg_pool_3x3")));
    for (String name : List.of(HOSTILE, "", "x".repeat(300))) {
      Document document =
          parse(
              new CellDrawing(
                      List.of(name, name, name),
                      List.of(
                          new CellDrawing.Edge(0, 1, name),
                          new CellDrawing.Edge(0, 1, name),
                          new CellDrawing.Edge(0, 2, "")))
                  .svg(name));
      assertEquals(0, document.getElementsByTagName("script").getLength());
    }
    parse(new CellDrawing(List.of(), List.of()).svg("empty"));
    parse(new CellDrawing(List.of("a", "b"), List.of()).svg("no edges"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CellDrawing(List.of("a", "b"), List.of(new CellDrawing.Edge(1, 0, ""))));
  }

  @Test
  void linesOfAPlanarCellDoNotCross() {
    List<LayeredLayout.Size> nodes = Collections.nCopies(4, new LayeredLayout.Size(40, 26));
    List<LayeredLayout.Edge> edges = new ArrayList<>();
    for (int to = 1; to < 4; to++) {
      for (int from = 0; from < to; from++) {
        edges.add(new LayeredLayout.Edge(from, to, new LayeredLayout.Size(80, 18)));
      }
    }
    LayeredLayout layout = LayeredLayout.of(nodes, edges);
    for (int a = 0; a < edges.size(); a++) {
      for (int b = 0; b < a; b++) {
        // Both pass every height between these two nodes, and must not change sides there.
        int first = Math.max(edges.get(a).from(), edges.get(b).from());
        int last = Math.min(edges.get(a).to(), edges.get(b).to());
        double sides = 0;
        for (double y = layout.nodes().get(first).y() + 13;
            first < last && y <= layout.nodes().get(last).y() - 13;
            y += 1) {
          double side =
              Math.signum(across(layout.paths().get(a), y) - across(layout.paths().get(b), y));
          assertTrue(side * sides >= 0, "edges " + a + " and " + b + " cross at " + y);
          sides = side == 0 ? sides : side;
        }
      }
    }
  }

  private static double across(List<LayeredLayout.Point> path, double y) {
    for (int i = 1; i < path.size(); i++) {
      LayeredLayout.Point from = path.get(i - 1);
      LayeredLayout.Point to = path.get(i);
      if (y <= to.y()) {
        return to.y() == from.y()
            ? to.x()
            : from.x() + (to.x() - from.x()) * (y - from.y()) / (to.y() - from.y());
      }
    }
    return path.get(path.size() - 1).x();
  }

  @Test
  void drawingsDependOnTheirDataOnly() {
    assertEquals(
        chart("AE", 5, false).svg("c", 700, 400), chart("AE", 5, false).svg("c", 700, 400));
    CellDrawing cell = nasBench201("a", "b", "c", "d", "e", "f");
    assertEquals(cell.svg("t"), nasBench201("a", "b", "c", "d", "e", "f").svg("t"));
  }

  @Test
  @Tag("slow")
  void pixelsShowTheCurve() throws IOException {
    byte[] png = Png.render(chart("AE", 1, false).svg("c", 760, 400), 2);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(1520, image.getWidth());
    assertEquals(800, image.getHeight());
    assertEquals(0xffffffff, image.getRGB(2, 2));
    int blue = 0;
    int dark = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        int rgb = image.getRGB(x, y) & 0xffffff;
        blue += rgb == 0x0072B2 ? 1 : 0;
        dark += rgb == 0x1a1a1a ? 1 : 0;
      }
    }
    assertTrue(blue > 500, "the curve has " + blue + " pixels");
    assertTrue(dark > 20, "the title has " + dark + " pixels");
    assertThrows(nas.core.UserException.class, () -> Png.render("<svg", 1));
  }

  @Test
  void anAxisBeginsWhereItIsTold() {
    LineChart.Axis x = new LineChart.Axis("x", false);
    List<LineChart.Curve> curves =
        List.of(
            new LineChart.Curve(
                "c",
                true,
                List.of(new LineChart.Point(1, 10, 10, 10), new LineChart.Point(5, 94, 94, 94))));
    for (double from : new double[] {93, 50}) {
      String svg =
          new LineChart("t", x, new LineChart.Axis("y", false, OptionalDouble.of(from)), curves)
              .svg("a", 600, 400);
      String least = svg.replaceAll("(?s).*data-y-least=\"([^\"]*)\".*", "$1");
      assertEquals(from, Double.parseDouble(least), 1e-9);
    }
    String beyond =
        new LineChart("t", x, new LineChart.Axis("y", false, OptionalDouble.of(95)), curves)
            .svg("a", 600, 400);
    assertEquals(
        new LineChart("t", x, new LineChart.Axis("y", false), curves).svg("a", 600, 400), beyond);
  }

  @Test
  void anOperationHasOneColourInAllDrawings() throws Exception {
    List<String> operations = List.of("none", "skip_connect", "conv1x1", "conv3x3");
    String both =
        new CellDrawing(
                List.of("in", "out"),
                List.of(
                    new CellDrawing.Edge(0, 1, "conv3x3"), new CellDrawing.Edge(0, 1, "conv1x1")),
                operations)
            .svg("both");
    String one =
        new CellDrawing(
                List.of("in", "out"), List.of(new CellDrawing.Edge(0, 1, "conv3x3")), operations)
            .svg("one");
    String node =
        new CellDrawing(
                List.of("in", "conv3x3", "out"),
                List.of(new CellDrawing.Edge(0, 1, ""), new CellDrawing.Edge(1, 2, "")),
                operations)
            .svg("node");
    String colour = Palette.operation(2);
    for (String svg : List.of(both, one, node)) {
      parse(svg);
      assertTrue(svg.contains("operation-2\" stroke=\"" + colour), svg);
    }
    for (int i = 0; i < Palette.operations(); i++) {
      for (int k = 0; k < Palette.size(); k++) {
        assertTrue(!Palette.operation(i).equalsIgnoreCase(Palette.colour(k)));
      }
    }
  }

  @Test
  void labelsAreWrappedAndNeverCut() throws Exception {
    String label = "norm, relu, conv 3x3/2, join of several things (128, 32, 32) " + "x".repeat(90);
    String svg =
        new CellDrawing(
                List.of("input", label, "output"),
                List.of(new CellDrawing.Edge(0, 1, label), new CellDrawing.Edge(1, 2, "")))
            .svg("long");
    parse(svg);
    assertTrue(!svg.contains("\u2026"), svg);
    String letters = label.replace(" ", "");
    String drawn =
        svg.replaceAll("<title>[^<]*</title>", "").replaceAll("<[^>]*>", "").replaceAll("\\s", "");
    assertEquals(drawn.length(), drawn.replace(letters, "").length() + 2 * letters.length());
  }
}
