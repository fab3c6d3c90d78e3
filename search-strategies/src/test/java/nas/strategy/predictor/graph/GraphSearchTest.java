package nas.strategy.predictor.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.engine.tensor.Device;
import nas.space.Space;
import nas.space.nasbench201.EdgeOperation;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import nas.strategy.predictor.NasBench201Table;
import nas.strategy.predictor.Predictor;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GraphSearchTest {

  private static final long SEED = 20261123;
  private static final NasBench201Space SPACE =
      new NasBench201Space(NasBench201Settings.published());

  static GraphPlugin.Settings settings(
      int layers,
      int hidden,
      GraphPlugin.Targets targets,
      int epochs,
      int batch,
      int points,
      String device) {
    return new GraphPlugin.Settings(
        layers,
        hidden,
        0.2,
        targets,
        Double.parseDouble(System.getProperty("nas.rate", "3.5e-4")),
        5e-4,
        epochs,
        batch,
        35,
        5,
        64,
        device,
        points,
        4,
        0.5,
        20_000,
        5,
        Optional.empty());
  }

  @Nested
  class Contract implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new GraphPlugin()
          .create(settings(2, 8, GraphPlugin.Targets.ACCURACY, 1, 64, 16, "cpu"), space, context);
    }
  }

  @Test
  void anUnknownDeviceIsRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new GraphPlugin()
                    .create(
                        settings(2, 8, GraphPlugin.Targets.ACCURACY, 1, 64, 16, "tpu"),
                        new ToySpace(3, 3),
                        new StrategyContext(1, 0, 10)));
    assertEquals("device", refused.key());
  }

  @Test
  void aNetworkTooLargeIsRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> settings(100, 10_000, GraphPlugin.Targets.RANK, 1, 64, 16, "cpu"));
    assertEquals("hidden", refused.key());
    assertEquals(
        "hidden (10000) with layers (100) makes more than 50 million weights",
        refused.getMessage());
  }

  @Test
  void aBatchHoldsAtLeastTheWantedPairs() {
    assertEquals(2, GraphPredictor.together(1));
    assertEquals(2, GraphPredictor.together(2));
    assertEquals(3, GraphPredictor.together(3));
    assertEquals(9, GraphPredictor.together(64));
    assertEquals(17, GraphPredictor.together(272));
  }

  /** More convolutions are better, wider ones more so. */
  private static double synthetic(NasBench201Architecture cell) {
    double value = 0.5;
    for (EdgeOperation operation : cell.operations()) {
      value +=
          switch (operation) {
            case CONVOLUTION_3X3 -> 0.07;
            case CONVOLUTION_1X1 -> 0.04;
            case SKIP_CONNECT -> 0.02;
            default -> 0;
          };
    }
    return value;
  }

  private static List<NasBench201Architecture> cells(int count, long seed) {
    RandomGenerator random = Seeds.generator(seed);
    List<NasBench201Architecture> cells = new ArrayList<>();
    while (cells.size() < count) {
      NasBench201Architecture cell = SPACE.representative(SPACE.sample(random));
      if (!cells.contains(cell)) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static GraphPredictor<NasBench201Architecture> trained(long seed) {
    GraphPredictor<NasBench201Architecture> predictor =
        new GraphPredictor<>(
            settings(3, 48, GraphPlugin.Targets.ACCURACY, 60, 64, 100, "cpu"), SPACE, Device.CPU);
    List<Predictor.Example<NasBench201Architecture>> examples =
        cells(80, SEED).stream()
            .map(cell -> new Predictor.Example<>(cell, synthetic(cell)))
            .toList();
    predictor.warmUp(examples, seed);
    predictor.fit(examples, 1, seed + 1);
    return predictor;
  }

  @Test
  @Tag("slow")
  void learnsASyntheticRankingTheSameWayTwice() {
    List<NasBench201Architecture> unseen = new ArrayList<>(cells(500, SEED + 1));
    unseen.removeAll(cells(80, SEED));
    double[] predictions = trained(SEED).scores(unseen);
    double tau =
        new KendallsCorrelation()
            .correlation(
                predictions, unseen.stream().mapToDouble(GraphSearchTest::synthetic).toArray());
    assertTrue(tau > 0.6, "tau " + tau + ", seed " + SEED);
    assertArrayEquals(predictions, trained(SEED).scores(unseen));
    assertTrue(!Arrays.equals(predictions, trained(SEED + 5).scores(unseen)));
  }

  @Test
  @Tag("slow")
  void aHundredCellsTellHowTheOthersRank() {
    NasBench201Table table = new NasBench201Table();
    GraphPlugin.Targets targets =
        GraphPlugin.Targets.valueOf(System.getProperty("nas.targets", "RANK"));
    int repetitions = Integer.getInteger("nas.repetitions", 1);
    double sum = 0;
    long start = System.nanoTime();
    long ranked = 0;
    for (int repetition = 0; repetition < repetitions; repetition++) {
      GraphPredictor<NasBench201Architecture> predictor =
          new GraphPredictor<>(
              settings(
                  4,
                  Integer.getInteger("nas.hidden", 96),
                  targets,
                  Integer.getInteger("nas.epochs", 150),
                  Integer.getInteger("nas.batch", 64),
                  100,
                  "cpu"),
              table.space(),
              Device.CPU);
      var examples = table.sample(100, repetition);
      predictor.fit(examples, 1, repetition);
      long before = System.nanoTime();
      sum += table.tau(predictor, examples);
      ranked += System.nanoTime() - before;
    }
    double tau = sum / repetitions;
    System.out.printf(
        "measured gcn hidden %d, epochs %d, batch %d, %s: tau %.3f, fit and rank %.1f s, rank %.1f s%n",
        Integer.getInteger("nas.hidden", 96),
        Integer.getInteger("nas.epochs", 150),
        Integer.getInteger("nas.batch", 64),
        targets,
        tau,
        (System.nanoTime() - start) / 1e9 / repetitions,
        ranked / 1e9 / repetitions);
    assertTrue(tau > 0.55, "tau " + tau);
  }
}
