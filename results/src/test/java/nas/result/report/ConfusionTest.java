package nas.result.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.trial.Objective;
import nas.result.plot.CellDrawing;
import nas.result.table.CsvText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfusionTest {

  private static final Confusion CONFUSION =
      new Confusion(
          List.of("cat, wild", "dog", "<owl>"), new int[][] {{3, 1, 0}, {0, 5, 0}, {0, 0, 0}});

  @Test
  void countsAreSharesOfTheirRows() {
    assertEquals(0.75, CONFUSION.recognised(0));
    assertEquals(1, CONFUSION.recognised(1));
    assertTrue(Double.isNaN(CONFUSION.recognised(2)), "no image of this class");
    assertEquals(0.25, CONFUSION.heatMap().values()[0][1]);
    assertEquals(
        "true class,\"cat, wild\",dog,<owl>\r\n\"cat, wild\",3,1,0\r\ndog,0,5,0\r\n<owl>,0,0,0\r\n",
        CsvText.of(CONFUSION.table()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Confusion(List.of("a", "b"), new int[][] {{1, 2}, {3}}));
  }

  @Test
  void accuraciesHaveTheirBasis() {
    assertEquals(87.5, CONFUSION.balancedAccuracyPercent(), 1e-12);
    assertEquals(1, CONFUSION.largest());
    assertEquals(500.0 / 9, CONFUSION.largestPercent(), 1e-12);
    assertEquals(List.of("<owl>"), CONFUSION.withoutImages());
    assertEquals(
        List.of(
            "class,test-images,recognised,recall-percent",
            "\"cat, wild\",4,3,75.0",
            "dog,5,5,100.0",
            "<owl>,0,0,no images"),
        CsvText.of(CONFUSION.recall()).lines().toList());
    assertEquals(
        List.of(
            "Balanced accuracy 87.50 %; always answering 'dog' has 55.56 %",
            "Recall: cat, wild 75.00 %, dog 100.00 %, <owl> no images", "No test images: <owl>"),
        CONFUSION.text().lines().toList());
    assertEquals(Optional.empty(), CONFUSION.warning(88.89));
    assertEquals(
        "Warning: the test accuracy (55.56 %) is no better than always answering 'dog' (55.56 %).",
        CONFUSION.warning(500.0 / 9).orElse(""));
    String drawn = CONFUSION.heatMap().svg();
    assertTrue(drawn.contains("&lt;owl&gt; (no images)") && !drawn.contains("NaN"), drawn);
  }

  @Test
  void ofManyClassesTheWorstAreListed() {
    int[][] counts = new int[30][30];
    List<String> names = new ArrayList<>();
    for (int label = 0; label < 30; label++) {
      names.add("c" + label);
      counts[label][label] = 1 + label;
      counts[label][(label + 1) % 30] += 29 - label;
    }
    String second = new Confusion(names, counts).text().lines().toList().get(1);
    assertTrue(second.startsWith("Lowest recall: c0 3.33 %, c1 6.67 %"), second);
    assertTrue(second.endsWith(", c19 66.67 %"), second);
  }

  @Test
  @Tag("slow")
  void reportShowsWhatWasMeasured(@TempDir Path folder) throws IOException {
    TrainingReport report =
        new TrainingReport(
            "Owls & cats",
            new TrainingReport.Subject(
                "|a~0|",
                new CellDrawing(List.of("in", "out"), List.of(new CellDrawing.Edge(0, 1, "a"))),
                12_345,
                6_789_000),
            new TrainingReport.Values(Objective.ACCURACY, 88.8888, Optional.of(77.5)),
            List.of("Epoch 2 < 3"),
            List.of(
                new TrainingReport.Epoch(1, 1.5, 40, OptionalDouble.of(33)),
                new TrainingReport.Epoch(2, 0.5, 80, OptionalDouble.empty())),
            Optional.of(CONFUSION),
            Map.of("training.epochs", "2"));
    TrainingReport.Written written = report.write(folder);
    String html = Files.readString(written.report());
    for (String shown :
        List.of(
            "Owls &amp; cats",
            "88.89",
            "77.50",
            "12.3 k",
            "6.79 M",
            "&lt;owl&gt;",
            "75.0",
            "87.50",
            "Always dog",
            "55.56",
            "Epoch 2 &lt; 3.",
            "no images")) {
      assertTrue(html.contains(shown), shown);
    }
    assertEquals(
        List.of(
            "epoch,train-loss,train-accuracy-percent,validation-accuracy-percent",
            "1,1.5,40.0,33.0",
            "2,0.5,80.0,77.5"),
        Files.readAllLines(folder.resolve("learning-curve.csv")));
  }
}
