package nas.result.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import nas.result.plot.CellDrawing;
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
        CONFUSION.csv());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Confusion(List.of("a", "b"), new int[][] {{1, 2}, {3}}));
  }

  @Test
  void reportShowsWhatWasMeasured(@TempDir Path folder) throws IOException {
    TrainingReport report =
        new TrainingReport(
            "Owls & cats",
            "|a~0|",
            new CellDrawing(List.of("in", "out"), List.of(new CellDrawing.Edge(0, 1, "a"))),
            88.8888,
            77.5,
            12_345,
            6_789_000,
            List.of(
                new TrainingReport.Epoch(1, 1.5, 40, OptionalDouble.of(33)),
                new TrainingReport.Epoch(2, 0.5, 80, OptionalDouble.empty())),
            CONFUSION,
            Map.of("training.epochs", "2"));
    TrainingReport.Written written = report.write(folder);
    String html = Files.readString(written.report());
    for (String shown :
        List.of("Owls &amp; cats", "88.89", "77.50", "12.3 k", "6.79 M", "&lt;owl&gt;", "75.0")) {
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
