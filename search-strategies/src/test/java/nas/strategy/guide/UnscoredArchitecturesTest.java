package nas.strategy.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.plugin.Plugin;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.strategy.Search;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.ToySpace;
import nas.strategy.evolution.AgingEvolutionPlugin;
import nas.strategy.halving.HyperbandPlugin;
import nas.strategy.halving.SuccessiveHalvingPlugin;
import nas.strategy.local.LocalSearchPlugin;
import nas.strategy.predictor.graph.GraphPlugin;
import nas.strategy.predictor.regression.FeatureEncoding;
import nas.strategy.predictor.regression.RegressionFamily;
import nas.strategy.predictor.regression.RegressionPlugin;
import nas.strategy.random.RandomSearchPlugin;
import nas.strategy.reinforce.PolicyKind;
import nas.strategy.reinforce.ReinforcePlugin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every strategy with a metric that has no score for some architectures, or for all. */
final class UnscoredArchitecturesTest {

  private static final long SEED = 20_261_123;
  private static final int BUDGET = 24;
  private static final ToySpace SPACE = new ToySpace(4, 4);

  private static final List<Fidelity> LEVELS =
      List.of(
          new Fidelity("low", 1.0 / 9), new Fidelity("middle", 1.0 / 3), new Fidelity("full", 1));

  /** A strategy that can be made anew for each search. */
  private record Maker<S extends Record>(String name, StrategyPlugin<S> plugin, S settings) {

    Strategy<List<Integer>> make(Guidance<List<Integer>> guidance) {
      return plugin.create(settings, SPACE, new StrategyContext(SEED, 0, BUDGET, LEVELS), guidance);
    }

    /** Whether the first proposals are the first of the warmup. */
    boolean startsFromSamples() {
      return !(plugin instanceof ReinforcePlugin
          || plugin instanceof RegressionPlugin
          || plugin instanceof GraphPlugin);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static <S extends Record> Maker<S> maker(StrategyPlugin<S> plugin, S settings) {
    Plugin<S> named = plugin;
    return new Maker<>(named.name(), plugin, settings);
  }

  private static ReinforcePlugin.Settings reinforce(PolicyKind policy) {
    return new ReinforcePlugin.Settings(
        policy, 6, 4, Optional.empty(), Optional.empty(), 1e-3, 0.9, 2, 8, 5);
  }

  static Stream<Maker<?>> strategies() {
    return Stream.of(
        maker(new RandomSearchPlugin(), new RandomSearchPlugin.Settings()),
        maker(
            new AgingEvolutionPlugin(),
            new AgingEvolutionPlugin.Settings(6, 3, false, 1, true, List.of())),
        maker(new LocalSearchPlugin(), new LocalSearchPlugin.Settings(4, false)),
        maker(
            new SuccessiveHalvingPlugin(),
            new SuccessiveHalvingPlugin.Settings(3, Optional.empty())),
        maker(new HyperbandPlugin(), new HyperbandPlugin.Settings(3)),
        maker(new ReinforcePlugin(), reinforce(PolicyKind.INDEPENDENT)),
        maker(new ReinforcePlugin(), reinforce(PolicyKind.LSTM)),
        maker(
            new RegressionPlugin(),
            new RegressionPlugin.Settings(
                RegressionFamily.BOOSTED_TREES,
                5,
                FeatureEncoding.ADJACENCY,
                List.of("metric"),
                8,
                2,
                0.5,
                100,
                2,
                Optional.of(4),
                Optional.empty())),
        maker(
            new GraphPlugin(),
            new GraphPlugin.Settings(
                2,
                8,
                0.2,
                GraphPlugin.Targets.ACCURACY,
                1e-3,
                5e-4,
                2,
                16,
                35,
                1,
                64,
                "cpu",
                8,
                2,
                0.5,
                100,
                2,
                Optional.empty())));
  }

  private static boolean hasScore(List<Integer> point) {
    return point.get(0) == 1;
  }

  /** Points without a score would have been the best. */
  private static double[] someScores(List<List<Integer>> points) {
    return points.stream()
        .mapToDouble(
            point -> hasScore(point) ? ToySpace.accuracyPercent(point, 4) - 200 : Double.NaN)
        .toArray();
  }

  private static double[] noScores(List<List<Integer>> points) {
    double[] scores = new double[points.size()];
    Arrays.fill(scores, Double.NaN);
    return scores;
  }

  private static List<List<Integer>> searched(
      Maker<?> maker,
      int samples,
      ArchitectureScorer<List<Integer>> warm,
      ArchitectureScorer<List<Integer>> moves) {
    Guidance<List<Integer>> guidance =
        new Guidance<>(
            Optional.of(new Guidance.Start<>(new Warmup(samples), warm, SEED)),
            Optional.of(new Guidance.Moves<>(new MoveProposal(Optional.of(5), 0.1, true), moves)),
            (setting, metric) -> moves);
    Search<List<Integer>, Result> search =
        new Search<>(SPACE, maker.make(guidance), feedback -> feedback, BUDGET, 1000, LEVELS);
    List<List<Integer>> trained = new ArrayList<>();
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      trained.add(next.get().architecture());
      search.complete(
          next.get().trial(),
          new Result.Trained(ToySpace.accuracyPercent(next.get().architecture(), 4)));
    }
    assertTrue(
        search.spentModels() > BUDGET - 1 || search.state() == Search.State.ONLY_DUPLICATES,
        maker + " spent " + search.spentModels() + ", " + search.state());
    return trained;
  }

  @ParameterizedTest
  @MethodSource("strategies")
  @Tag("slow")
  void searchGoesOnWithoutAnyScore(Maker<?> maker) {
    List<List<Integer>> trained =
        searched(
            maker, 40, UnscoredArchitecturesTest::noScores, UnscoredArchitecturesTest::noScores);
    assertEquals(
        trained,
        searched(
            maker, 40, UnscoredArchitecturesTest::noScores, UnscoredArchitecturesTest::noScores));
    assertTrue(new HashSet<>(trained).size() > 10, "seed " + SEED + ": " + trained);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void architecturesWithoutAScoreComeLast(Maker<?> maker) {
    List<List<Integer>> warmed = new ArrayList<>();
    List<List<Integer>> trained =
        searched(
            maker,
            40,
            points -> {
              warmed.addAll(points);
              return someScores(points);
            },
            UnscoredArchitecturesTest::someScores);
    assertTrue(warmed.stream().anyMatch(point -> !hasScore(point)), "seed " + SEED);
    long scored = warmed.stream().filter(UnscoredArchitecturesTest::hasScore).count();
    assertTrue(scored >= 4, "seed " + SEED + ": " + scored);
    if (maker.startsFromSamples()) {
      assertTrue(
          trained.subList(0, 4).stream().allMatch(UnscoredArchitecturesTest::hasScore),
          "seed " + SEED + ": " + trained);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  @Tag("slow")
  void aWarmupLargerThanTheSpaceScoresItOnce(Maker<?> maker) {
    Map<List<Integer>, Integer> times = new LinkedHashMap<>();
    int[] asked = new int[1];
    searched(
        maker,
        1_000_000,
        points -> {
          asked[0] += points.size();
          points.forEach(point -> times.merge(point, 1, Integer::sum));
          return someScores(points);
        },
        UnscoredArchitecturesTest::someScores);
    Set<String> ids = new HashSet<>();
    SPACE.enumerate().forEach(point -> ids.add(SPACE.canonicalId(point)));
    if (maker.plugin() instanceof ReinforcePlugin) {
      // Its policy writes what is scored, as often as there are points, and may repeat itself.
      assertTrue(asked[0] <= SPACE.size().intValueExact(), "scored " + asked[0]);
    } else {
      assertEquals(ids.size(), times.size(), "each once");
      assertEquals(ids.size(), asked[0], "each once");
    }
  }

  @Test
  void theBestIsOneWithAScoreIfThereIsOne() {
    for (int round = 0; round < 200; round++) {
      var random = Seeds.generator(SEED + round);
      List<List<Integer>> points = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        points.add(SPACE.sample(random));
      }
      ArchitectureScorer<List<Integer>> scorer = UnscoredArchitecturesTest::someScores;
      int best = scorer.order(points).get(0);
      assertEquals(
          points.stream().anyMatch(UnscoredArchitecturesTest::hasScore),
          hasScore(points.get(best)),
          "seed " + (SEED + round) + ": " + points);
    }
  }
}
