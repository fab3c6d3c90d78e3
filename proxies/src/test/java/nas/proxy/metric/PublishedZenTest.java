package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Zen-score as its code computes it against the scores of NAS-Bench-201 that others published; on
 * images of 8 x 8 in place of 32 x 32 pixels, which keeps the order.
 */
@Tag("slow")
class PublishedZenTest {

  private static final long SEED = 5;
  private static final int CELLS = 40;

  @Test
  void ranksCellsAsThePublishedScoresDo() throws IOException {
    List<String[]> published =
        SharedTables.rows("benchmarks/nasbench201/published_proxies_cifar10.csv.gz");
    int column =
        Arrays.asList(
                SharedTables.header("benchmarks/nasbench201/published_proxies_cifar10.csv.gz"))
            .indexOf("c10_zen");
    List<String[]> cells = SharedTables.rows("benchmarks/nasbench201/accuracies.csv.gz");
    assertEquals(15_625, cells.size());
    assertEquals(15_625, published.size());
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Metric zen = Metrics.named("zen-code");
    RandomGenerator random = Seeds.generator(SEED);
    Set<Integer> drawn = new LinkedHashSet<>();
    double[] ours = new double[CELLS];
    double[] theirs = new double[CELLS];
    int compared = 0;
    while (compared < CELLS) {
      int row = random.nextInt(cells.size());
      double score = Double.parseDouble(published.get(row)[column]);
      // What no image can influence was published as -1e8.
      if (score > -1e6 && drawn.add(row)) {
        Network network =
            space.network(space.parse(cells.get(row)[1]), new Task(new FeatureShape(3, 8, 8), 10));
        NetworkProbe.Result result =
            new NetworkProbe(Device.CPU, Precision.FLOAT32)
                .measure(
                    network,
                    Initialiser.PYTORCH_DEFAULT.weights(SEED, network.id()),
                    List.of(),
                    ProbePlan.of(zen.needs()),
                    SEED);
        ours[compared] = ((Score.Value) zen.score(result.measurements())).value();
        theirs[compared] = score;
        compared++;
      }
    }
    double agreement = new SpearmansCorrelation().correlation(ours, theirs);
    assertTrue(agreement > 0.97, "Spearman with the published scores is " + agreement);
  }
}
