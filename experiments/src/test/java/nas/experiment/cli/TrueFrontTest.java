package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.evaluator.tabular.importing.Tables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The true fronts of NAS-Bench-201: mean test accuracy on CIFAR-10 of the cells trained on all of
 * its training images, against parameters and against latencies of HW-NAS-Bench. Numbers of points
 * and hypervolumes, of log10(cost) times percent from the dearest cell and 10 %, were computed from
 * the tables by another program.
 */
final class TrueFrontTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "parameters, 1531546, 14, 108.38",
    "latency-ms.raspi4, 98.8875, 43, 129.92",
    "latency-ms.pixel3, 36.7665, 43, 126.25",
    "latency-ms.eyeriss, 10.5269, 16, 65.83",
    "latency-ms.fpga, 8.67856, 13, 72.37"
  })
  @Tag("slow")
  void trueFrontsOfNasBench201(String cost, double dearest, int points, double hypervolume)
      throws IOException {
    Path run = folder.resolve("run");
    Path experiment =
        Nas.write(
            folder.resolve("front.yaml"),
            """
            name: front
            search-space: {nasbench201: {canonical: string}}
            data: noise
            evaluator:
              tabular:
                benchmark: '%s'
                dataset: cifar10
                search-on: test@200 mean
                report: test@200 mean
            objectives: {%s: lower}
            budget: {trained-models: 3}
            strategies: [nsga2]
            report:
              hypervolume: {reference: {accuracy-percent: 10, %s: %s}, logarithmic: [%s]}
            """
                .formatted(Tables.nasBench201(), cost, cost, dearest, cost));
    Nas.say("run", experiment, "--out", run).done();
    assertEquals(points + 1, Files.readAllLines(run.resolve("tables/true-front.csv")).size());
    List<String> table = Files.readAllLines(run.resolve("tables/hypervolume.csv"));
    int column = List.of(table.get(0).split(",", -1)).indexOf("hypervolume_of_true_front");
    assertEquals(hypervolume, Double.parseDouble(table.get(1).split(",", -1)[column]), 0.005);
  }
}
