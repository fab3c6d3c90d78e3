package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import nas.space.nasbench201.NasBench201Architecture;
import nas.strategy.predictor.NasBench201Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class RegressionOnNasBench201Test {

  private static final int REPETITIONS = Integer.getInteger("nas.repetitions", 3);

  private static double meanTau(
      NasBench201Table table,
      RegressionFamily family,
      FeatureEncoding encoding,
      List<String> metrics) {
    RegressionPlugin.Settings settings =
        new RegressionPlugin.Settings(
            family, 200, encoding, metrics, 100, 5, 0.5, 20_000, 5, Optional.empty());
    double sum = 0;
    long fitNanos = 0;
    long rankNanos = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      RegressionPredictor<NasBench201Architecture> predictor =
          new RegressionPredictor<>(
              settings, table.space(), metrics, metrics.stream().map(table::scorer).toList());
      var trained = table.sample(100, repetition);
      long start = System.nanoTime();
      predictor.fit(trained, 1, repetition);
      long fitted = System.nanoTime();
      predictor.scores(table.cells());
      rankNanos += System.nanoTime() - fitted;
      fitNanos += fitted - start;
      sum += table.tau(predictor, trained);
    }
    System.out.printf(
        "measured %s %s %s: tau %.3f, fit %.0f ms, rank %d cells %.0f ms%n",
        family,
        encoding,
        metrics,
        sum / REPETITIONS,
        fitNanos / 1e6 / REPETITIONS,
        table.cells().size(),
        rankNanos / 1e6 / REPETITIONS);
    return sum / REPETITIONS;
  }

  @Test
  void ahundredCellsTellHowTheOthersRank() {
    NasBench201Table table = new NasBench201Table();
    for (RegressionFamily family : RegressionFamily.values()) {
      double plain = meanTau(table, family, FeatureEncoding.ADJACENCY, List.of());
      double paths = meanTau(table, family, FeatureEncoding.PATHS, List.of());
      double helped =
          meanTau(table, family, FeatureEncoding.ADJACENCY, List.of("synflow", "params", "nwot"));
      assertTrue(plain > 0.5, family + " without metrics: " + plain);
      assertTrue(paths > 0.4, family + " on paths: " + paths);
      assertTrue(helped > plain + 0.02, family + " with metrics: " + helped + " after " + plain);
    }
  }
}
