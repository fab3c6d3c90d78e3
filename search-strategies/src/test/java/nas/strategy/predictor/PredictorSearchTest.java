package nas.strategy.predictor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import nas.core.statistics.Ranks;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.strategy.IntegerSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.MoveProposal;
import nas.strategy.guide.Warmup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PredictorSearchTest {

  private static final long SEED = 20261123;
  private static final IntegerSpace SPACE = new IntegerSpace();

  /** Predicts the accuracy of the nearest example, and remembers what it was taught. */
  private static final class Nearest implements Predictor<Integer> {

    private final List<List<Example<Integer>>> lessons = new ArrayList<>();
    private final List<Double> efforts = new ArrayList<>();
    private final List<List<Integer>> pools = new ArrayList<>();
    private int warmups;

    @Override
    public void warmUp(List<Example<Integer>> scored, long seed) {
      warmups++;
      lessons.add(scored);
    }

    @Override
    public void fit(List<Example<Integer>> trained, double effort, long seed) {
      lessons.add(trained);
      efforts.add(effort);
    }

    @Override
    public double[] scores(List<Integer> candidates) {
      pools.add(candidates);
      return candidates.stream().mapToDouble(this::score).toArray();
    }

    /** No two candidates get the same. */
    private double score(int candidate) {
      double best = 0;
      double nearest = Double.MAX_VALUE;
      for (Example<Integer> example : lessons.get(lessons.size() - 1)) {
        double distance = Math.abs(example.architecture() - candidate + 0.1);
        if (distance < nearest) {
          nearest = distance;
          best = example.target();
        }
      }
      return best - nearest * 1e-3 + candidate * 1e-9;
    }
  }

  private static final Schedule PUBLISHED = new Schedule(100, 5, 0.5, 20_000, 5, Optional.empty());

  private static Trial<Integer> trained(int index, int architecture) {
    return new Trial<>(
        index, architecture, new Result.Trained(IntegerSpace.accuracyPercent(architecture)));
  }

  private static List<Integer> run(Strategy<Integer> strategy, int trials) {
    List<Integer> proposals = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      List<Integer> asked = strategy.ask(1);
      if (asked.isEmpty()) {
        break;
      }
      proposals.add(asked.get(0));
      strategy.tell(trained(trial, asked.get(0)));
    }
    return proposals;
  }

  private static StrategyContext context(int repetition) {
    return new StrategyContext(SEED, repetition, 300);
  }

  private static List<Integer> rankingAfter(Nearest predictor, List<Integer> trainedOn) {
    Nearest fresh = new Nearest();
    fresh.lessons.add(
        trainedOn.stream()
            .map(a -> new Predictor.Example<>(a, IntegerSpace.accuracyPercent(a) / 100))
            .toList());
    assertTrue(predictor.lessons.contains(fresh.lessons.get(0)));
    double[] scores = fresh.scores(SPACE.enumerate().toList());
    Integer[] order = SPACE.enumerate().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
    return List.of(order);
  }

  /**
   * The published loop, written down literally: which proposals are forced, and from which sets the
   * others come.
   */
  @Test
  void followsTheLiteralLoop() {
    Nearest predictor = new Nearest();
    List<Integer> proposals =
        run(new PredictorSearch<>(PUBLISHED, predictor, SPACE, context(0), Guidance.none()), 300);
    assertEquals(300, new HashSet<>(proposals).size());
    for (int i = 1; i < 5; i++) {
      List<Integer> before = proposals.subList(0, 20 * i);
      List<Integer> ranking = rankingAfter(predictor, before);
      List<Integer> fresh = new ArrayList<>(ranking);
      fresh.removeAll(before);
      List<Integer> best = fresh.subList(0, 10);
      assertEquals(best, proposals.subList(20 * i, 20 * i + 10), "best of iteration " + i);
      Set<Integer> top = new HashSet<>(ranking.subList(0, 1000 >> i));
      top.removeAll(before);
      top.removeAll(best);
      assertTrue(
          top.containsAll(proposals.subList(20 * i + 10, 20 * i + 20)),
          "iteration " + i + " of seed " + SEED);
    }
    List<Integer> rest = new ArrayList<>(rankingAfter(predictor, proposals.subList(0, 100)));
    rest.removeAll(proposals.subList(0, 100));
    assertEquals(rest.subList(0, 200), proposals.subList(100, 300));
    assertEquals(List.of(0.2, 0.4, 0.6, 0.8, 1.0), predictor.efforts);
    assertEquals(5, predictor.lessons.size());
  }

  @Test
  @Tag("slow")
  void explorationIsUniformOverTheTop() {
    int repetitions = 400;
    // The first explored proposal of iteration 2; the ranking differs, so count its relative place.
    int[] quarters = new int[4];
    for (int repetition = 0; repetition < repetitions; repetition++) {
      Nearest predictor = new Nearest();
      List<Integer> proposals =
          run(
              new PredictorSearch<>(
                  PUBLISHED, predictor, SPACE, context(repetition), Guidance.none()),
              51);
      List<Integer> eligible =
          new ArrayList<>(rankingAfter(predictor, proposals.subList(0, 40)).subList(0, 250));
      eligible.removeAll(proposals.subList(0, 50));
      int place = eligible.indexOf(proposals.get(50));
      quarters[4 * place / eligible.size()]++;
    }
    double chiSquare = 0;
    for (int count : quarters) {
      chiSquare += Math.pow(count - repetitions / 4.0, 2) / (repetitions / 4.0);
    }
    // The 99.9 % quantile for 3 degrees of freedom.
    assertTrue(chiSquare < 16.27, Arrays.toString(quarters) + ", seed " + SEED);
  }

  @Test
  void aWholePortionMayBeInTrainingAtOnceAndNoMore() {
    PredictorSearch<Integer> strategy =
        new PredictorSearch<>(PUBLISHED, new Nearest(), SPACE, context(0), Guidance.none());
    for (int portion = 0; portion < 5; portion++) {
      List<Integer> proposals = strategy.ask(1000);
      assertEquals(20, proposals.size());
      for (int i = 0; i < 20; i++) {
        assertEquals(List.of(), strategy.ask(1));
        strategy.tell(trained(20 * portion + i, proposals.get(i)));
      }
    }
    assertEquals(900, strategy.ask(5000).size());
    assertEquals(List.of(), strategy.ask(1));
  }

  @Test
  void learnsOnWhereThatIsWanted() {
    Nearest predictor = new Nearest();
    run(
        new PredictorSearch<>(
            new Schedule(100, 5, 0.5, 20_000, 5, Optional.of(30)),
            predictor,
            SPACE,
            context(0),
            Guidance.none()),
        300);
    assertEquals(
        List.of(20, 40, 60, 80, 100, 130, 160, 190, 220, 250, 280),
        predictor.lessons.stream().map(List::size).toList());
    assertEquals(1.0, predictor.efforts.get(10));
  }

  @Test
  void unevenPortionsAddUp() {
    Schedule schedule = new Schedule(10, 4, 0.5, 100, 0, Optional.of(7));
    assertEquals(
        List.of(2, 3, 2, 3, 7, 7),
        java.util.stream.IntStream.range(0, 6).mapToObj(schedule::portion).toList());
  }

  /** Ranks samples of 50, every time for 10 trials, joined by neighbours of the best. */
  private static List<Integer> sampling(Nearest predictor, int neighboursOf, int trials) {
    return run(
        new PredictorSearch<>(
            new Schedule(20, 2, 0, 50, neighboursOf, Optional.of(10)),
            predictor,
            SPACE,
            context(0),
            Guidance.none()),
        trials);
  }

  @Test
  void aLargerSpaceIsSampledAndJoinedByNeighbours() {
    Nearest predictor = new Nearest();
    List<Integer> proposals = sampling(predictor, 3, 100);
    assertEquals(100, new HashSet<>(proposals).size());
    List<Integer> sizes = predictor.pools.stream().map(List::size).toList();
    // Of the three best, at most two neighbours each join what is left.
    for (int ranking = 1; ranking < sizes.size(); ranking++) {
      assertTrue(sizes.get(ranking) >= 50, sizes::toString);
      assertTrue(sizes.get(ranking) <= Math.max(sizes.get(ranking - 1), 50) + 6, sizes::toString);
    }
    assertTrue(sizes.stream().anyMatch(size -> size > 50));
    // Learning by neighbours climbs to the only optimum, which no sample of 50 need hold.
    assertTrue(proposals.contains(700), "seed " + SEED);
  }

  @Test
  void nineTenthsOfASampleStay() {
    Nearest predictor = new Nearest();
    List<Integer> proposals = sampling(predictor, 0, 60);
    assertEquals(60, proposals.size());
    for (int ranking = 1; ranking < predictor.pools.size(); ranking++) {
      List<Integer> before = predictor.pools.get(ranking - 1);
      // The best 10 were proposed, the lowest 5 are dropped.
      Set<Integer> stayed = new HashSet<>(before);
      stayed.retainAll(predictor.pools.get(ranking));
      assertEquals(35, stayed.size());
      assertEquals(50, new HashSet<>(predictor.pools.get(ranking)).size());
      assertTrue(Collections.disjoint(stayed, proposals.subList(0, 10 * (ranking + 1))));
    }
  }

  @Test
  void withWarmupThePredictorChoosesTheFirstPortion() {
    Nearest predictor = new Nearest();
    Guidance<Integer> guidance =
        new Guidance<>(
            Optional.of(
                new Guidance.Start<>(
                    new Warmup(50),
                    list ->
                        list.stream()
                            .mapToDouble(
                                a -> a % 10 == 3 ? Double.NaN : -1e60 * Math.abs(a - 300.25))
                            .toArray(),
                    7)),
            Optional.empty(),
            Guidance.<Integer>none().metrics());
    List<Integer> proposals =
        run(new PredictorSearch<>(PUBLISHED, predictor, SPACE, context(0), guidance), 40);
    assertEquals(1, predictor.warmups);
    List<Predictor.Example<Integer>> scored = predictor.lessons.get(0);
    assertTrue(scored.stream().noneMatch(example -> example.architecture() % 10 == 3));
    assertTrue(scored.size() > 30 && scored.size() < 50);
    assertEquals(1.0, scored.get(0).target());
    assertEquals(0.0, scored.get(scored.size() - 1).target());
    Nearest warmed = new Nearest();
    warmed.lessons.add(scored);
    double[] scores = warmed.scores(SPACE.enumerate().toList());
    Integer[] ranking = SPACE.enumerate().toArray(Integer[]::new);
    Arrays.sort(ranking, (a, b) -> Double.compare(scores[b], scores[a]));
    assertEquals(List.of(ranking).subList(0, 10), proposals.subList(0, 10));
    assertTrue(List.of(ranking).subList(10, 500).containsAll(proposals.subList(10, 20)));
    assertEquals(20, predictor.lessons.get(1).size(), "then it learns from the trained ones");
  }

  @Test
  void withMovesTheMetricChoosesAmongTheHighestRanked() {
    int candidates = 4;
    Guidance<Integer> guidance =
        new Guidance<>(
            Optional.empty(),
            Optional.of(
                new Guidance.Moves<>(
                    new MoveProposal(Optional.of(candidates), 0, true),
                    list -> list.stream().mapToDouble(a -> -a).toArray())),
            Guidance.<Integer>none().metrics());
    Nearest predictor = new Nearest();
    List<Integer> proposals =
        run(new PredictorSearch<>(PUBLISHED, predictor, SPACE, context(0), guidance), 200);
    List<Integer> rest = new ArrayList<>(rankingAfter(predictor, proposals.subList(0, 100)));
    rest.removeAll(proposals.subList(0, 100));
    for (int trial = 100; trial < 200; trial++) {
      Integer expected = new TreeSet<>(rest.subList(0, candidates)).first();
      assertEquals(expected, proposals.get(trial), "trial " + trial);
      rest.remove(expected);
    }
  }

  @Test
  void chanceRulesTheRandomShareOfMoves() {
    Guidance<Integer> guidance =
        new Guidance<>(
            Optional.empty(),
            Optional.of(
                new Guidance.Moves<>(
                    new MoveProposal(Optional.of(2), 0.5, true),
                    list -> list.stream().mapToDouble(a -> -a).toArray())),
            Guidance.<Integer>none().metrics());
    Nearest predictor = new Nearest();
    List<Integer> proposals =
        run(new PredictorSearch<>(PUBLISHED, predictor, SPACE, context(0), guidance), 900);
    List<Integer> rest = new ArrayList<>(rankingAfter(predictor, proposals.subList(0, 100)));
    rest.removeAll(proposals.subList(0, 100));
    int against = 0;
    for (int trial = 100; trial < 900; trial++) {
      List<Integer> window = rest.subList(0, 2);
      assertTrue(window.contains(proposals.get(trial)));
      against += proposals.get(trial).equals(new TreeSet<>(window).last()) ? 1 : 0;
      rest.remove(proposals.get(trial));
    }
    // Half of the draws are random, and half of those go against the metric: 200 of 800, sd 12.2.
    assertTrue(Math.abs(against - 200) < 50, against + " against the metric, seed " + SEED);
  }

  @Test
  void failedTrialsTeachNothing() {
    Nearest predictor = new Nearest();
    PredictorSearch<Integer> strategy =
        new PredictorSearch<>(PUBLISHED, predictor, SPACE, context(0), Guidance.none());
    for (int trial = 0; trial < 60; trial++) {
      int proposal = strategy.ask(1).get(0);
      strategy.tell(
          trial < 20 || trial % 2 == 0
              ? new Trial<>(
                  trial,
                  proposal,
                  new Result.Failed(FailureKind.NON_FINITE_LOSS, "non-finite loss"))
              : trained(trial, proposal));
    }
    strategy.ask(1);
    // Nothing is learnt from the first 20, all failed; then from half of the trials.
    assertEquals(List.of(10, 20), predictor.lessons.stream().map(List::size).toList());
  }

  @Test
  void equalPredictionsAreOrderedAtRandom() {
    Predictor<Integer> indifferent =
        new Predictor<>() {
          @Override
          public void warmUp(List<Example<Integer>> scored, long seed) {}

          @Override
          public void fit(List<Example<Integer>> trained, double effort, long seed) {}

          @Override
          public double[] scores(List<Integer> candidates) {
            double[] scores = new double[candidates.size()];
            // Zeros of both signs are equal.
            Arrays.setAll(scores, i -> candidates.get(i) % 2 == 0 ? 0.0 : -0.0);
            return scores;
          }
        };
    List<Integer> rest =
        run(new PredictorSearch<>(PUBLISHED, indifferent, SPACE, context(0), Guidance.none()), 1000)
            .subList(100, 1000);
    double mean = rest.subList(0, 400).stream().mapToInt(i -> i).average().orElseThrow();
    assertTrue(Math.abs(mean - 500) < 60, "mean " + mean + ", seed " + SEED);
    long even = rest.subList(0, 400).stream().filter(i -> i % 2 == 0).count();
    assertTrue(even > 150 && even < 250, even + " even, seed " + SEED);
  }

  @Test
  void ranksShareTies() {
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        new double[] {0.25, 1, 0.25, 0.75, 0.25}, Ranks.shares(new double[] {3, 1e65, 3, 4, 3}));
    RandomGenerator random = nas.core.Seeds.generator(SEED);
    double[] values = random.doubles(50).toArray();
    double[] ranks = Ranks.shares(values);
    for (int i = 0; i < 50; i++) {
      double value = values[i];
      assertEquals(Arrays.stream(values).filter(v -> v < value).count() / 49.0, ranks[i], 1e-15);
    }
  }
}
