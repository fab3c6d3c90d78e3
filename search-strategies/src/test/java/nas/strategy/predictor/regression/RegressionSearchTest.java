package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RegressionSearchTest {

  static RegressionPlugin.Settings settings(
      RegressionFamily model, int points, int pool, Optional<Integer> retrainEvery) {
    return new RegressionPlugin.Settings(
        model,
        10,
        FeatureEncoding.ADJACENCY,
        List.of(),
        points,
        4,
        0.5,
        pool,
        2,
        retrainEvery,
        Optional.empty());
  }

  @Nested
  class BoostedTreesOfTheWholeSpace implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new RegressionPlugin()
          .create(
              settings(RegressionFamily.BOOSTED_TREES, 20, 20_000, Optional.empty()),
              space,
              context);
    }
  }

  @Nested
  class RandomForestOfSamplesThatLearnsOn implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new RegressionPlugin()
          .create(
              settings(RegressionFamily.RANDOM_FOREST, 20, 30, Optional.of(15)), space, context);
    }
  }

  @Nested
  class Linear implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new RegressionPlugin()
          .create(settings(RegressionFamily.LINEAR, 21, 20_000, Optional.of(10)), space, context);
    }
  }

  @Test
  void fewerPointsThanIterationsAreRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> settings(RegressionFamily.LINEAR, 3, 100, Optional.empty()));
    assertEquals("training-points", refused.key());
    assertEquals("training-points (3) must be at least iterations (4)", refused.getMessage());
  }

  @Test
  void aPoolSmallerThanTheTrainingPointsIsRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> settings(RegressionFamily.LINEAR, 30, 29, Optional.empty()));
    assertEquals("pool", refused.key());
    assertEquals("pool (29) must be at least training-points (30)", refused.getMessage());
  }

  @Test
  void aMetricNamedTwiceIsRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new RegressionPlugin.Settings(
                    RegressionFamily.LINEAR,
                    10,
                    FeatureEncoding.BOTH,
                    List.of("params", "params"),
                    20,
                    4,
                    0.5,
                    100,
                    0,
                    Optional.empty(),
                    Optional.empty()));
    assertEquals("features", refused.key());
  }

  @Test
  void aMetricIsRefusedWhereThereAreNone() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new RegressionPlugin()
                    .create(
                        new RegressionPlugin.Settings(
                            RegressionFamily.LINEAR,
                            10,
                            FeatureEncoding.BOTH,
                            List.of("params"),
                            20,
                            4,
                            0.5,
                            100,
                            0,
                            Optional.empty(),
                            Optional.empty()),
                        new ToySpace(3, 3),
                        new StrategyContext(1, 0, 10)));
    assertEquals("features", refused.key());
  }
}
