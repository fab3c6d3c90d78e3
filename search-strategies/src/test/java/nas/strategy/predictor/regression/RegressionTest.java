package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.SparseLinearModel;

class RegressionTest {

  private static final long SEED = 20261123;
  private static final int COLUMNS = 8;

  private static double[][] rows(int count, RandomGenerator random) {
    return IntStream.range(0, count)
        .mapToObj(
            row ->
                IntStream.range(0, COLUMNS)
                    // Half the columns are properties, half are numbers.
                    .mapToDouble(c -> c % 2 == 0 ? random.nextInt(2) : 2 * random.nextDouble() - 1)
                    .toArray())
        .toArray(double[][]::new);
  }

  private static TrainingTable table(int count, ToDoubleFunction<double[]> truth, long seed) {
    double[][] rows = rows(count, Seeds.generator(seed));
    return new TrainingTable(
        IntStream.range(0, COLUMNS).mapToObj(c -> "column " + c).toList(),
        rows,
        Arrays.stream(rows).mapToDouble(truth).toArray());
  }

  private static double linear(double[] row) {
    return 2 * row[0] - row[1] + 0.5 * row[2] + 3;
  }

  /** No linear function orders by it: the effect of a number depends on a property. */
  private static double interaction(double[] row) {
    return row[0] == 1 ? row[1] + row[3] : -row[1] + 0.5 * row[5];
  }

  private static double tau(Regression regression, ToDoubleFunction<double[]> truth) {
    double[][] unseen = rows(500, Seeds.generator(SEED + 1));
    return new KendallsCorrelation()
        .correlation(
            predictions(regression, unseen), Arrays.stream(unseen).mapToDouble(truth).toArray());
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void everyFamilyLearnsALinearFunction(RegressionFamily family) {
    Regression regression =
        Regression.train(family, table(200, RegressionTest::linear, SEED), 200, SEED);
    double tau = tau(regression, RegressionTest::linear);
    double expected = family == RegressionFamily.LINEAR ? 0.95 : 0.75;
    assertTrue(tau > expected, family + ": " + tau);
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void onlyTreesLearnInteractions(RegressionFamily family) {
    Regression regression =
        Regression.train(family, table(300, RegressionTest::interaction, SEED), 200, SEED);
    double tau = tau(regression, RegressionTest::interaction);
    assertTrue(family == RegressionFamily.LINEAR ? tau < 0.4 : tau > 0.5, family + ": " + tau);
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void theSameSeedGivesTheSamePredictions(RegressionFamily family) {
    TrainingTable table = table(60, RegressionTest::interaction, SEED);
    double[][] unseen = rows(50, Seeds.generator(SEED + 1));
    double[] first = predictions(Regression.train(family, table, 20, 5), unseen);
    assertArrayEquals(first, predictions(Regression.train(family, table, 20, 5), unseen));
    if (family != RegressionFamily.LINEAR) {
      assertTrue(
          !Arrays.equals(first, predictions(Regression.train(family, table, 20, 6), unseen)));
    }
  }

  private static double[] predictions(Regression regression, double[][] rows) {
    return regression.predict(FeatureColumns.of(rows, COLUMNS));
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  void trainingSaysNothing(RegressionFamily family) {
    List<java.util.logging.LogRecord> said = new java.util.concurrent.CopyOnWriteArrayList<>();
    java.util.logging.Handler listener =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord record) {
            said.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
    root.addHandler(listener);
    try {
      Regression.train(family, table(20, RegressionTest::linear, SEED), 3, 1);
    } finally {
      root.removeHandler(listener);
    }
    assertEquals(List.of(), said.stream().map(record -> record.getMessage()).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 500})
  @Tag("slow")
  void flatTreesPredictAsTribuoDoes(int examples) {
    TrainingTable table = table(examples, RegressionTest::interaction, SEED);
    Bins bins = Bins.of(table);
    // Few numbers stay as they are.
    assertEquals(examples == 16, bins.edges().stream().allMatch(edges -> edges.length == 0));
    WeightedEnsembleModel<Regressor> forest = Regression.forestModel(bins.apply(table), 30, 9);
    Regression flat = Regression.train(RegressionFamily.RANDOM_FOREST, table, 30, 9);
    double[][] unseen = rows(200, Seeds.generator(SEED + 2));
    assertArrayEquals(
        Arrays.stream(unseen)
            .map(bins::apply)
            .mapToDouble(
                row -> forest.predict(table.example(row, 0, false)).getOutput().getValues()[0])
            .toArray(),
        predictions(flat, unseen),
        1e-12);
  }

  @Test
  void binsHoldAboutEquallyManyRows() {
    TrainingTable table = table(1000, RegressionTest::linear, SEED);
    Bins bins = Bins.of(table);
    int[] counts = new int[16];
    for (double[] row : table.rows()) {
      double[] binned = bins.apply(row);
      assertEquals(row[0], binned[0], "a property stays as it is");
      counts[(int) binned[1]]++;
      for (int split = 0; split < 15; split++) {
        assertEquals(
            binned[1] > split + 0.5, row[1] > bins.threshold(1, split + 0.5), "at split " + split);
      }
    }
    assertTrue(Arrays.stream(counts).allMatch(count -> count == 62 || count == 63));
    double[] edges = bins.edges().get(1);
    assertEquals(3, bins.apply(new double[] {0, edges[3], 0, 0, 0, 0, 0, 0})[1], "on a bound");
  }

  @Test
  void oneFrequentNumberLeavesFewerBins() {
    double[][] rows = new double[300][1];
    for (int row = 0; row < 100; row++) {
      rows[row][0] = row + 1;
    }
    Bins bins = Bins.of(new TrainingTable(List.of("a"), rows, new double[300]));
    assertTrue(bins.edges().get(0).length < 8, bins.edges().get(0).length + " bounds");
    assertEquals(0.5, bins.edges().get(0)[0]);
  }

  @Test
  void linearWeightsPredictAsTribuoDoes() {
    TrainingTable table = table(80, RegressionTest::linear, SEED);
    SparseLinearModel model = Regression.linearModel(table, 9);
    Regression flat = Regression.train(RegressionFamily.LINEAR, table, 1, 9);
    double[][] unseen = rows(200, Seeds.generator(SEED + 2));
    assertArrayEquals(
        Arrays.stream(unseen)
            .mapToDouble(
                row -> model.predict(table.example(row, 0, true)).getOutput().getValues()[0])
            .toArray(),
        predictions(flat, unseen),
        1e-9);
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  void nothingToTellExamplesApartGivesTheirMean(RegressionFamily family) {
    TrainingTable table =
        new TrainingTable(List.of(), new double[][] {{}, {}}, new double[] {0.25, 0.75});
    assertArrayEquals(
        new double[] {0.5, 0.5, 0.5},
        Regression.train(family, table, 5, 1).predict(FeatureColumns.of(new double[3][0], 0)));
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  void rowsOfZerosAndTwoExamplesAreEnough(RegressionFamily family) {
    TrainingTable table =
        new TrainingTable(List.of("a"), new double[][] {{0}, {1}, {0}}, new double[] {0, 1, 0});
    Regression regression = Regression.train(family, table, 50, 1);
    assertTrue(Double.isFinite(regression.predict(FeatureColumns.of(new double[][] {{1}}, 1))[0]));
  }

  @Test
  void pathsAreThoseFromInputToOutput() {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Encoding encoding =
        Encoder.required(space)
            .encode(
                space.parse(
                    "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|"));
    assertEquals(
        List.of(
            "path input>avg_pool_3x3>output",
            "path input>nor_conv_3x3>skip_connect>nor_conv_1x1>output"),
        FeatureEncoding.PATHS.features(encoding));
    List<String> adjacency = FeatureEncoding.ADJACENCY.features(encoding);
    assertTrue(adjacency.contains("node 1 nor_conv_3x3") && adjacency.contains("node 2 none"));
    assertTrue(adjacency.contains("edge 0 1") && !adjacency.contains("edge 1 2"));
    assertEquals(adjacency.size() + 2, FeatureEncoding.BOTH.features(encoding).size());
  }

  @Test
  void manyPathsAreCutShort() {
    int nodes = 20;
    List<List<Boolean>> full =
        IntStream.range(0, nodes)
            .mapToObj(i -> IntStream.range(0, nodes).mapToObj(j -> i < j).toList())
            .toList();
    List<String> paths =
        FeatureEncoding.PATHS.features(
            new Encoding(
                List.of("a", "b"), IntStream.range(0, nodes).mapToObj(i -> i % 2).toList(), full));
    assertEquals(1000, paths.size());
    assertEquals("path a>b", paths.get(0));
  }
}
