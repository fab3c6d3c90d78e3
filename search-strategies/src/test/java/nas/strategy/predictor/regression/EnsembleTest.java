package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {

  private static final int ROWS = 60;

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  void ranksTheMeanAndTheAskedShareOfTheStandardDeviation(RegressionFamily family) {
    TrainingTable table = noisy(1);
    FeatureColumns features = FeatureColumns.of(noisy(2).rows(), 3);
    RandomGenerator random = Seeds.generator(Seeds.mix(9L ^ Seeds.hash("ensemble")));
    double[][] members = new double[4][];
    for (int member = 0; member < members.length; member++) {
      members[member] =
          Regression.train(family, table.bootstrap(random), 20, Seeds.mix(9L + member))
              .predict(features);
    }
    double[] expected =
        IntStream.range(0, ROWS)
            .mapToDouble(
                row -> {
                  double[] values = Arrays.stream(members).mapToDouble(one -> one[row]).toArray();
                  double mean = Arrays.stream(values).average().orElseThrow();
                  double squares =
                      Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
                  return mean + 0.7 * Math.sqrt(squares / values.length);
                })
            .toArray();
    assertArrayEquals(
        expected, new Ensemble(4, 0.7).train(family, table, 20, 9).predict(features), 1e-6);
  }

  @Test
  void membersThatAgreeLeaveTheMean() {
    double[][] rows = noisy(1).rows();
    double[] constant = new double[ROWS];
    Arrays.fill(constant, 0.25);
    TrainingTable table = new TrainingTable(List.of("a", "b", "c"), rows, constant);
    double[] bound =
        new Ensemble(5, 10)
            .train(RegressionFamily.BOOSTED_TREES, table, 10, 3)
            .predict(FeatureColumns.of(rows, 3));
    assertArrayEquals(constant, bound, 1e-6);
  }

  @Test
  void whatWasSeenLittleIsTriedSoonerTheMoreOptimism() {
    // Of two alternatives one was trained often and the other twice, with the same mean.
    double[][] rows = new double[42][];
    double[] targets = new double[42];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new double[] {row < 40 ? 0 : 1};
      targets[row] = row % 2;
    }
    TrainingTable table = new TrainingTable(List.of("seldom"), rows, targets);
    FeatureColumns both = FeatureColumns.of(new double[][] {{0}, {1}}, 1);
    double[] bounds =
        new Ensemble(50, 2).train(RegressionFamily.RANDOM_FOREST, table, 20, 5).predict(both);
    assertTrue(bounds[1] > bounds[0] + 0.05, () -> Arrays.toString(bounds));
  }

  @Test
  void aBootstrapSampleHasEachRowAsOftenAsDrawnWithReplacement() {
    RandomGenerator random = new SplittableRandom(4);
    double[][] rows = new double[1000][1];
    double[] targets = new double[1000];
    for (int row = 0; row < rows.length; row++) {
      rows[row][0] = row;
      targets[row] = 2 * row;
    }
    TrainingTable drawn = new TrainingTable(List.of("row"), rows, targets).bootstrap(random);
    assertEquals(1000, drawn.rows().length);
    for (int row = 0; row < 1000; row++) {
      assertEquals(2 * drawn.rows()[row][0], drawn.targets()[row]);
    }
    long distinct = Arrays.stream(drawn.rows()).mapToDouble(row -> row[0]).distinct().count();
    // 1 - 1/e of the rows, whose standard deviation is below 0.01.
    assertEquals(0.632, distinct / 1000.0, 0.04);
  }

  private static TrainingTable noisy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[ROWS][3];
    double[] targets = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      Arrays.setAll(rows[row], column -> random.nextDouble());
      targets[row] = rows[row][0] + 0.5 * rows[row][1] + 0.3 * random.nextDouble();
    }
    return new TrainingTable(List.of("a", "b", "c"), rows, targets);
  }
}
