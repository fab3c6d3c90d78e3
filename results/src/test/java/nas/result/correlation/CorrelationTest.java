package nas.result.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import nas.core.file.CsvReader;
import nas.result.plot.ScatterChart.Extent;
import nas.result.statistics.Picking;
import nas.result.statistics.RankFigure;
import nas.result.table.CsvText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class CorrelationTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static final double NAN = Double.NaN;
  private static final Draws NO_DRAWS = new Draws(0, 1, Picking.Pools.USUAL);

  private static Correlations of(UndefinedScores undefined, ScoreColumn... columns) {
    AccuracyColumn accuracy = new AccuracyColumn("acc", new double[] {10, 20, NAN, 40, 30});
    return Correlations.of(List.of(columns), accuracy, undefined, NO_DRAWS);
  }

  private static double spearman(Correlations correlations, int row) {
    return correlations.rows().get(row).spearman();
  }

  @Test
  void directionsAreAppliedAndTheBestMetricComesFirst() {
    Correlations correlations =
        of(
            UndefinedScores.OMIT,
            new ScoreColumn("flat", true, new double[] {1, 1, 1, 1, 1}),
            new ScoreColumn("wrong", true, new double[] {4, 3, 9, 1, 2}),
            new ScoreColumn("low", false, new double[] {4, 3, 9, 1, 2}));
    assertEquals(
        List.of("low", "wrong", "flat"),
        correlations.rows().stream().map(row -> row.column().name()).toList());
    assertEquals(1, spearman(correlations, 0));
    assertEquals(-1, spearman(correlations, 1));
    assertEquals(
        OptionalDouble.empty(), correlations.rows().get(2).figure(RankFigure.SPEARMAN).value());
    assertEquals(4, correlations.rows().get(0).architectures());
  }

  @Test
  void undefinedScoresAreLeftOutOrRankedLast() {
    ScoreColumn high = new ScoreColumn("high", true, new double[] {1, 2, 5, NAN, 3});
    Correlations omitted = of(UndefinedScores.OMIT, high);
    assertEquals(1, spearman(omitted, 0));
    assertEquals(3, omitted.rows().get(0).architectures());
    assertEquals(1, omitted.rows().get(0).undefined());
    for (ScoreColumn column :
        List.of(high, new ScoreColumn("low", false, new double[] {-1, -2, -5, NAN, -3}))) {
      Correlations worst = of(UndefinedScores.WORST, column);
      // Ranks 2, 3, 1, 4 for the accuracies' 1, 2, 4, 3.
      assertEquals(1 - 6 * 12 / 60.0, spearman(worst, 0), 1e-15);
      assertEquals(4, worst.rows().get(0).architectures());
      assertEquals(1, worst.rows().get(0).undefined());
      assertTrue(
          CorrelationTables.text(worst)
              .endsWith(
                  "1 of 4 architectures have no score by any metric and were ranked last.\n"));
    }
  }

  @Test
  void theMatrixTakesEveryColumnTheHigherTheBetter() {
    CorrelationMatrix matrix =
        CorrelationMatrix.of(
            List.of(new AccuracyColumn("acc", new double[] {10, 20, 30, 40})),
            List.of(
                new ScoreColumn("low", false, new double[] {4, 3, 2, 1}),
                new ScoreColumn("gap", true, new double[] {2, 1, NAN, 0}),
                new ScoreColumn("flat", true, new double[] {2, 2, 2, 2})),
            UndefinedScores.OMIT);
    assertEquals(List.of("acc", "low", "gap", "flat"), matrix.names());
    assertEquals(1, matrix.values()[0][1]);
    assertEquals(-1, matrix.values()[1][2]);
    assertEquals(-1, matrix.values()[2][0]);
    assertTrue(Double.isNaN(matrix.values()[3][0]));
    assertEquals(
        """
        spearman,acc,low,gap,flat
        acc,1.0,1.0,-1.0,
        low,1.0,1.0,-1.0,
        gap,-1.0,-1.0,1.0,
        flat,,,,
        """
            .replace("\n", "\r\n"),
        CsvText.of(CorrelationTables.table(matrix)));
  }

  /** Columns of many shapes and names, so many that the large plots count. */
  private static List<ScoreColumn> columns(int count, double[] accuracies) {
    Random random = new Random(5);
    List<ScoreColumn> columns = new ArrayList<>();
    double[] gaussian = new double[count];
    double[] decades = new double[count];
    double[] tails = new double[count];
    double[] huge = new double[count];
    double[] few = new double[count];
    double[] none = new double[count];
    for (int i = 0; i < count; i++) {
      accuracies[i] = random.nextDouble() * 100;
      gaussian[i] = accuracies[i] + 30 * random.nextGaussian();
      decades[i] = i % 50 == 0 ? 0 : Math.exp(gaussian[i]);
      tails[i] = Math.pow(random.nextGaussian(), 7);
      huge[i] = Double.MAX_VALUE * (i % 2 == 0 ? 1 : -1);
      few[i] = i % 3 == 0 ? 1e-9 * i : NAN;
      none[i] = NAN;
    }
    columns.add(new ScoreColumn("plain name", true, gaussian));
    columns.add(new ScoreColumn("<script>&\"'../../etc/passwd", true, decades));
    columns.add(new ScoreColumn("../..", false, tails));
    columns.add(new ScoreColumn("..-..", true, huge));
    columns.add(new ScoreColumn("漢字".repeat(60), true, few));
    columns.add(new ScoreColumn("none", true, none));
    columns.add(new ScoreColumn("NONE", true, new double[count]));
    return columns;
  }

  /** Two columns are epochs of a training, one is free of cost and one unknown. */
  private static List<ColumnCost> costs(List<ScoreColumn> columns) {
    List<ColumnCost> costs = new ArrayList<>();
    for (int epoch = 1; epoch <= 2; epoch++) {
      costs.add(
          new ColumnCost(
              columns.get(epoch - 1).name(),
              "training <1>",
              OptionalInt.of(epoch),
              OptionalLong.of(79L * epoch)));
    }
    String last = columns.get(2).name();
    costs.add(new ColumnCost(last, last, OptionalInt.empty(), OptionalLong.of(0)));
    costs.add(new ColumnCost(last, "unknown", OptionalInt.empty(), OptionalLong.empty()));
    return costs;
  }

  private static void requireCosts(Path out, List<Correlations> all, List<ColumnCost> costs)
      throws IOException {
    try (CsvReader csv = CsvReader.open(out.resolve("correlation-cost.csv"))) {
      for (Correlations correlations : all) {
        for (ColumnCost cost : costs) {
          assertTrue(csv.next());
          assertEquals(correlations.accuracy().name(), csv.cell(0));
          assertEquals(cost.name(), csv.cell(1));
          assertEquals(cost.epoch().isPresent() ? "" + cost.epoch().getAsInt() : "", csv.cell(2));
          assertEquals(
              cost.minibatches().isPresent() ? "" + cost.minibatches().getAsLong() : "",
              csv.cell(3));
          Correlations.Row row =
              correlations.rows().stream()
                  .filter(r -> r.column().name().equals(cost.column()))
                  .findFirst()
                  .orElseThrow();
          assertEquals(row.figure(RankFigure.SPEARMAN).value(), csv.number(4));
          assertEquals("" + row.architectures(), csv.cell(7));
        }
      }
      assertFalse(csv.next());
    }
    String svg = Files.readString(out.resolve("plots/test_/correlation-cost.svg"));
    assertTrue(svg.contains("training &lt;1>") || svg.contains("training &lt;1&gt;"), svg);
    assertFalse(svg.contains("unknown"), "a cost that nobody knows has no place");
  }

  @Test
  @Tag("slow")
  void aReportIsWholeAndStaysInItsFolder() throws Exception {
    for (int count : new int[] {3, 40, 2000}) {
      Path out = folder.resolve("inner/" + count);
      double[] accuracies = new double[count];
      List<ScoreColumn> columns =
          columns(count, accuracies)
              .subList(count == 3 ? 3 : 1, count == 3 ? 7 : count == 40 ? 4 : 2);
      List<Correlations> all = new ArrayList<>();
      List<AccuracyColumn> names = new ArrayList<>();
      for (String name : List.of("test %", "../TEST %")) {
        names.add(new AccuracyColumn(name, accuracies));
        all.add(
            Correlations.of(
                columns,
                new AccuracyColumn(name, accuracies),
                UndefinedScores.OMIT,
                new Draws(30, 4, Picking.Pools.USUAL)));
      }
      CorrelationMatrix matrix = CorrelationMatrix.of(names, columns, UndefinedScores.OMIT);
      if (count != 40) {
        all.remove(1);
      }
      List<ColumnCost> costs = count == 40 ? costs(columns) : List.of();
      CorrelationReport.Written written =
          CorrelationReport.write(out, all, matrix, costs, "text\n");
      assertTrue(written.missing().isEmpty(), () -> written.missing().toString());
      Set<Path> distinct = new HashSet<>(written.files());
      assertEquals(written.files().size(), distinct.size(), "no file is written twice");
      int more = costs.isEmpty() ? 0 : 1;
      assertEquals(3 + more + 2 * (1 + all.size() * (2 + more + columns.size())), distinct.size());
      if (more > 0) {
        requireCosts(out, all, costs);
      }
      for (Path file : written.files()) {
        assertTrue(file.normalize().startsWith(out.normalize()), file::toString);
        if (file.toString().endsWith(".svg")) {
          Document svg =
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(new ByteArrayInputStream(Files.readAllBytes(file)));
          assertEquals("svg", svg.getDocumentElement().getTagName());
          String text = Files.readString(file);
          assertFalse(text.contains("NaN") || text.contains("Infinity"), file::toString);
        } else if (file.toString().endsWith(".png")) {
          assertTrue(ImageIO.read(file.toFile()).getWidth() >= 800, file::toString);
        }
      }
      assertEquals("text\n", Files.readString(out.resolve("correlations.txt")));
      try (CsvReader csv = CsvReader.open(out.resolve("correlations.csv"))) {
        int spearman = csv.header().indexOf("spearman");
        for (Correlations correlations : all) {
          for (Correlations.Row row : correlations.rows()) {
            assertTrue(csv.next());
            assertEquals(correlations.accuracy().name(), csv.cell(0));
            assertEquals(row.column().name(), csv.cell(1));
            assertEquals(
                row.figure(RankFigure.SPEARMAN).value(), csv.number(spearman), "the very number");
          }
        }
        assertFalse(csv.next());
      }
      for (Correlations correlations : all) {
        CorrelationTables.text(correlations)
            .lines()
            .forEach(line -> assertTrue(line.length() <= 100 || line.contains("漢"), line));
      }
      CorrelationTables.legend(new Draws(1000, Long.MIN_VALUE, Picking.Pools.USUAL))
          .lines()
          .forEach(line -> assertTrue(line.length() <= 100, line));
    }
  }

  @Test
  void fileNamesAreHarmlessAndDifferEvenWhereCaseDoesNotCount() {
    Set<String> taken = new HashSet<>();
    assertEquals("grad-norm_2", CorrelationReport.fileName("grad-norm_2", taken));
    assertEquals("_", CorrelationReport.fileName("../..", taken));
    assertEquals("_-2", CorrelationReport.fileName("漢字", taken));
    assertEquals("NONE", CorrelationReport.fileName("NONE", taken));
    assertEquals("none-2", CorrelationReport.fileName("none", taken));
    assertEquals("None-3", CorrelationReport.fileName("None", taken));
    assertEquals(80, CorrelationReport.fileName("x".repeat(1000), taken).length());
  }

  @Test
  void manyPointsMakeShadesAndFewMakeDots() throws IOException {
    double[] accuracies = new double[2000];
    List<ScoreColumn> columns = columns(2000, accuracies);
    AccuracyColumn accuracy = new AccuracyColumn("a", accuracies);
    Correlations many =
        Correlations.of(columns.subList(0, 1), accuracy, UndefinedScores.OMIT, NO_DRAWS);
    String shades = CorrelationPlots.scatter(many, many.rows().get(0)).svg(860, 470);
    assertTrue(shades.contains("the darker, the more") && !shades.contains("<circle"));
    assertTrue(shades.getBytes(StandardCharsets.UTF_8).length < 150_000);
    double[] few = new double[100];
    Correlations little =
        Correlations.of(
            columns(100, few).subList(0, 1),
            new AccuracyColumn("a", few),
            UndefinedScores.OMIT,
            NO_DRAWS);
    String dots = CorrelationPlots.scatter(little, little.rows().get(0)).svg(860, 470);
    assertEquals(201, dots.split("<circle", -1).length, "100 in either panel");
  }

  @Test
  void axesShowValuesAsWellAsTheyCan() {
    assertEquals(new Extent("x", true, 1, 2000), Extent.of("x", 0, 1, 2000, 5, 30));
    Extent narrow = Extent.of("x", 2, 3, 4);
    assertFalse(narrow.logarithmic());
    assertTrue(narrow.least() < 2 && narrow.greatest() > 4);
    double[] tails = new double[1000];
    for (int i = 0; i < tails.length; i++) {
      tails[i] = i % 10 - 5;
    }
    tails[7] = 1e9;
    Extent cut = Extent.of("x", tails);
    assertTrue(cut.greatest() < 10 && cut.least() < -5, cut::toString);
    for (double[] odd :
        new double[][] {
          {},
          {0},
          {5, 5},
          {-Double.MAX_VALUE, Double.MAX_VALUE},
          {Double.MIN_VALUE},
          {Double.MIN_VALUE, Double.MAX_VALUE},
          {Double.MAX_VALUE}
        }) {
      Extent extent = Extent.of("x", odd);
      assertTrue(extent.least() < extent.greatest(), extent::toString);
    }
  }
}
