package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import nas.core.SharedFiles;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.space.NetworkVariant;
import nas.space.darts.DartsArchitecture;
import nas.space.darts.DartsSettings;
import nas.space.darts.DartsSpace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of DARTS cells against the numbers published of 725 of them. */
final class DartsTableTest {

  private static final Task CIFAR10 = new Task(new FeatureShape(3, 32, 32), 10);

  private final DartsSpace space =
      new DartsSpace(new DartsSettings(32, 2, NetworkVariant.ZERO_COST));

  private Benchmark benchmark;

  @BeforeEach
  void open(@TempDir Path folder) {
    Path file = SharedFiles.require("benchmarks/nasbench301/zero_cost_725.json.gz");
    Path out = folder.resolve("nb301.bench");
    NasBench301Json.read(file).write(out);
    benchmark = Benchmark.open(out);
  }

  @Test
  @Tag("slow")
  void publishedKeysAreTextsOfTheSpace() {
    Set<String> ids = new HashSet<>();
    for (int row = 0; row < benchmark.rows(); row++) {
      DartsArchitecture cells = space.parse(benchmark.key(row));
      assertEquals(benchmark.key(row), space.format(cells));
      ids.add(space.canonicalId(cells));
    }
    assertEquals(725, ids.size());
  }

  @Test
  @Tag("slow")
  void parametersEqualThePublishedOnes() {
    int column = benchmark.column(Cost.PARAMETERS);
    for (int row = 0; row < benchmark.rows(); row++) {
      String key = benchmark.key(row);
      assertEquals(
          benchmark.value(row, column),
          (double) space.network(space.parse(key), CIFAR10).parameters(),
          key);
    }
  }

  /**
   * The published count holds more than multiply-adds: one operation a value of ReLU and of
   * normalisation, two with scale and shift, nine a value of 3x3 pooling, and 41,472 in every
   * network, whatever its cells.
   */
  @Test
  @Tag("slow")
  void publishedOperationsAreMultiplyAddsAndThoseOfEachValue() {
    int column = benchmark.column(new Cost("flops-millions"));
    for (int row = 0; row < benchmark.rows(); row++) {
      String key = benchmark.key(row);
      Network network = space.network(space.parse(key), CIFAR10);
      long operations = network.macs() + 41_472;
      for (Network.Node node : network.nodes()) {
        operations += eachValue(node) * node.output().elements();
      }
      assertEquals(Math.rint(1e6 * benchmark.value(row, column)), (double) operations, key);
    }
  }

  private static long eachValue(Network.Node node) {
    if (node.operation() instanceof BatchNorm norm) {
      return norm.affine() ? 2 : 1;
    }
    if (node.operation() instanceof MaxPool || node.operation() instanceof AveragePool) {
      return 9;
    }
    return node.operation() instanceof Relu ? 1 : 0;
  }
}
