package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.space.DelegatingSpace;
import nas.strategy.ToySpace;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.predictor.Predictor;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegressionPredictorTest {

  /** What is predicted here depends on the order of digits, so no two points may be the same. */
  private record AllDifferent(ToySpace inner) implements DelegatingSpace<List<Integer>> {
    @Override
    public String canonicalId(List<Integer> architecture) {
      return format(architecture);
    }

    @Override
    public List<Integer> representative(List<Integer> architecture) {
      return architecture;
    }
  }

  private static final AllDifferent SPACE = new AllDifferent(new ToySpace(6, 4));
  private static final List<List<Integer>> POINTS = points();

  private static List<List<Integer>> points() {
    List<List<Integer>> points = new ArrayList<>(SPACE.inner().enumerate().toList());
    Collections.shuffle(points, new java.util.Random(20261123));
    return points;
  }

  /** Depends on products of digits, so that 30 examples do not suffice to learn it. */
  private static double truth(List<Integer> point) {
    return (point.get(0) * point.get(1) + point.get(2) * point.get(3) + point.get(4)) / 21.0;
  }

  private static List<Predictor.Example<List<Integer>>> examples(int from, int to) {
    return POINTS.subList(from, to).stream()
        .map(point -> new Predictor.Example<>(point, truth(point)))
        .toList();
  }

  private static RegressionPredictor<List<Integer>> predictor(
      RegressionFamily family, List<ArchitectureScorer<List<Integer>>> scorers) {
    List<String> names = IntStream.range(0, scorers.size()).mapToObj(i -> "m" + i).toList();
    return new RegressionPredictor<>(
        new RegressionModel(family, 100, FeatureEncoding.ADJACENCY, Optional.empty()),
        SPACE,
        names,
        scorers);
  }

  private static double tau(RegressionPredictor<List<Integer>> predictor) {
    List<List<Integer>> unseen = POINTS.subList(1000, 2000);
    return new KendallsCorrelation()
        .correlation(
            predictor.scores(unseen),
            unseen.stream().mapToDouble(RegressionPredictorTest::truth).toArray());
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void aWarmupAndMetricsMakeUpForFewExamples(RegressionFamily family) {
    RegressionPredictor<List<Integer>> cold = predictor(family, List.of());
    cold.fit(examples(0, 30), 1, 1);
    RegressionPredictor<List<Integer>> warm = predictor(family, List.of());
    warm.warmUp(examples(100, 500), 1);
    double warmedOnly = tau(warm);
    warm.fit(examples(0, 30), 1, 1);
    RegressionPredictor<List<Integer>> helped =
        predictor(
            family,
            List.of(
                points -> points.stream().mapToDouble(p -> Math.exp(100 * truth(p))).toArray()));
    helped.fit(examples(0, 30), 1, 1);
    String measured =
        family + ": " + tau(cold) + ", " + warmedOnly + ", " + tau(warm) + ", " + tau(helped);
    assertTrue(warmedOnly > tau(cold) + 0.05, measured);
    assertTrue(tau(warm) > tau(cold) + 0.05, measured);
    assertTrue(tau(helped) > 0.8, measured);
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void scoresMayBeMissingHugeOrAllTheSame(RegressionFamily family) {
    RegressionPredictor<List<Integer>> predictor =
        predictor(
            family,
            List.of(
                points -> points.stream().mapToDouble(p -> Double.NaN).toArray(),
                points -> points.stream().mapToDouble(p -> 7).toArray(),
                points ->
                    points.stream()
                        .mapToDouble(
                            p ->
                                p.get(0) == 0
                                    ? Double.NaN
                                    : p.get(0) == 1 ? -Double.MAX_VALUE : 1e300 * p.get(0))
                        .toArray(),
                points ->
                    points.stream()
                        .mapToDouble(p -> p.get(1) == 0 ? Double.NEGATIVE_INFINITY : p.get(1))
                        .toArray()));
    predictor.fit(examples(0, 60), 1, 1);
    double[] scores = predictor.scores(POINTS);
    for (int i = 0; i < scores.length; i++) {
      assertTrue(Double.isFinite(scores[i]), "point " + POINTS.get(i) + ": " + scores[i]);
    }
    assertTrue(tau(predictor) > 0.3);
  }

  @ParameterizedTest
  @EnumSource(RegressionFamily.class)
  @Tag("slow")
  void whatElseIsRankedChangesNothing(RegressionFamily family) {
    RegressionPredictor<List<Integer>> predictor = predictor(family, List.of());
    predictor.fit(examples(0, 50), 1, 1);
    double[] all = predictor.scores(POINTS.subList(0, 300));
    assertArrayEquals(
        java.util.Arrays.copyOfRange(all, 200, 300), predictor.scores(POINTS.subList(200, 300)));
  }

  @Test
  void nothingIsPredictedBeforeAnythingIsLearnt() {
    assertThrows(
        IllegalStateException.class,
        () -> predictor(RegressionFamily.LINEAR, List.of()).scores(POINTS));
  }
}
