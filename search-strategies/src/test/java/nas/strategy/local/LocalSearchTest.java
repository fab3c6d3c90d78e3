package nas.strategy.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.IntegerSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.MoveProposal;
import nas.strategy.guide.Warmup;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalSearchTest implements StrategyContract {

  private static final ToySpace SPACE = new ToySpace(5, 4);

  private static <A> Strategy<A> plain(
      int initial, boolean queryUntilBetter, Space<A> space, StrategyContext context) {
    return new LocalSearchPlugin()
        .create(new LocalSearchPlugin.Settings(initial, queryUntilBetter), space, context);
  }

  private static <A> Strategy<A> guided(
      boolean queryUntilBetter, Space<A> space, StrategyContext context) {
    ArchitectureScorer<A> scorer =
        points ->
            points.stream().mapToDouble(point -> Seeds.hash(space.format(point)) % 10).toArray();
    Guidance<A> guidance =
        new Guidance<>(
            Optional.of(new Guidance.Start<>(new Warmup(20), scorer, context.rootSeed())),
            Optional.of(new Guidance.Moves<>(new MoveProposal(Optional.of(5), 0.25, true), scorer)),
            Guidance.<A>none().metrics());
    return new LocalSearchPlugin()
        .create(new LocalSearchPlugin.Settings(4, queryUntilBetter), space, context, guidance);
  }

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return plain(4, false, space, context);
  }

  @Nested
  class QueryUntilBetter implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return plain(4, true, space, context);
    }
  }

  @Nested
  class Guided implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      // Of the repetition, too: a warmup of few architectures would make all repetitions alike.
      return guided(true, space, new StrategyContext(seed(context), context.repetition(), 1));
    }

    private long seed(StrategyContext context) {
      return Seeds.mix(context.rootSeed() ^ context.repetition());
    }
  }

  private static <A> List<A> run(Strategy<A> strategy, int trials, Function<A, Result> evaluation) {
    List<A> proposals = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      A proposal = strategy.ask(1).get(0);
      proposals.add(proposal);
      strategy.tell(new Trial<>(trial, proposal, evaluation.apply(proposal)));
    }
    return proposals;
  }

  /** An accuracy with many local optima; every seventh point fails. */
  private static Result rugged(List<Integer> point) {
    long hash = Math.floorMod(Seeds.mix(Seeds.hash(SPACE.canonicalId(point))), 700L);
    return hash % 7 == 0
        ? new Result.Failed(FailureKind.NON_FINITE_LOSS, "made up")
        : new Result.Trained(hash / 14.0 + ToySpace.accuracyPercent(point, 4) / 2);
  }

  private static double accuracy(List<Integer> point) {
    return rugged(point) instanceof Result.Trained trained
        ? trained.validation()
        : Double.NEGATIVE_INFINITY;
  }

  /** Algorithm 1 of the paper, written down literally and independently. */
  private static List<List<Integer>> literal(
      int initial, boolean queryUntilBetter, StrategyContext context, int trials) {
    List<List<Integer>> trained = new ArrayList<>();
    while (trained.size() < trials) {
      int samples = trained.isEmpty() ? initial : 1;
      List<Integer> start = null;
      for (int i = 0; i < samples; i++) {
        List<Integer> sample = SPACE.sample(context.random(trained.size()));
        trained.add(sample);
        if (accuracy(sample) > (start == null ? Double.NEGATIVE_INFINITY : accuracy(start))) {
          start = sample;
        }
      }
      List<Integer> v = start;
      while (v != null) {
        RandomGenerator random = context.random(trained.size());
        List<List<Integer>> left = new ArrayList<>(SPACE.neighbours(v));
        List<Integer> better = null;
        for (int i = 0; i < left.size(); i++) {
          // Fisher and Yates, from the front.
          int j = i + random.nextInt(left.size() - i);
          List<Integer> u = left.get(j);
          left.set(j, left.get(i));
          left.set(i, u);
        }
        for (List<Integer> u : left) {
          trained.add(u);
          if (accuracy(u) > accuracy(better == null ? v : better)) {
            better = u;
            if (queryUntilBetter) {
              break;
            }
          }
        }
        v = better;
      }
    }
    return trained.subList(0, trials);
  }

  @Test
  void equalsThePublishedLoop() {
    for (boolean queryUntilBetter : new boolean[] {false, true}) {
      for (int repetition = 0; repetition < 10; repetition++) {
        StrategyContext context = new StrategyContext(SEED, repetition, 400);
        assertEquals(
            literal(10, queryUntilBetter, context, 400),
            run(plain(10, queryUntilBetter, SPACE, context), 400, LocalSearchTest::rugged),
            "repetition " + repetition + " of seed " + SEED);
      }
    }
  }

  @Test
  void climbsToTheOptimumOfIntegersAndRestarts() {
    StrategyContext context = new StrategyContext(SEED, 0, 3000);
    IntegerSpace space = new IntegerSpace();
    List<Integer> proposals =
        run(
            plain(3, false, space, context),
            3000,
            point -> new Result.Trained(IntegerSpace.accuracyPercent(point)));
    int top = proposals.indexOf(700);
    assertTrue(top > 0, "the optimum is reached");
    // From a side, 700 is one of two neighbours; then both of its neighbours, then a restart.
    int round = Math.max(proposals.indexOf(699), proposals.indexOf(701));
    assertTrue(round > 0);
    int restart = top;
    while (!proposals.subList(restart, restart + 2).containsAll(List.of(699, 701))) {
      restart++;
    }
    assertEquals(space.sample(context.random(restart + 2)), proposals.get(restart + 2));
  }

  @Test
  void aPlateauIsALocalOptimum() {
    StrategyContext context = new StrategyContext(SEED, 0, 100);
    IntegerSpace space = new IntegerSpace();
    List<Integer> proposals =
        run(plain(2, false, space, context), 5, point -> new Result.Trained(50));
    assertEquals(space.sample(context.random(0)), proposals.get(0));
    assertEquals(space.sample(context.random(1)), proposals.get(1));
    assertEquals(
        new HashSet<>(space.neighbours(proposals.get(0))),
        new HashSet<>(proposals.subList(2, 4)),
        "of equals the first");
    assertEquals(space.sample(context.random(4)), proposals.get(4), "no neighbour is better");
  }

  @Test
  void allNeighboursMayBeUnderwayAtOnce() {
    Strategy<List<Integer>> strategy = plain(3, false, SPACE, new StrategyContext(SEED, 0, 100));
    List<List<Integer>> samples = strategy.ask(100);
    assertEquals(3, samples.size());
    for (int trial = 0; trial < 3; trial++) {
      assertEquals(List.of(), strategy.ask(1), "trial " + trial + " is not told");
      strategy.tell(new Trial<>(trial, samples.get(trial), new Result.Trained(50 - trial)));
    }
    List<List<Integer>> neighbours = strategy.ask(100);
    assertEquals(
        new HashSet<>(SPACE.neighbours(samples.get(0))), new HashSet<>(neighbours), "each once");
    assertNotEquals(SPACE.neighbours(samples.get(0)), neighbours, "in random order");
    assertEquals(SPACE.neighbours(samples.get(0)).size(), neighbours.size());
  }

  private static double score(List<Integer> point) {
    int sum = point.stream().mapToInt(Integer::intValue).sum();
    return sum == 7 ? Double.NaN : sum;
  }

  private static List<List<Integer>> order(
      Optional<Integer> candidates, double randomShare, List<Integer> from, long seed) {
    ArchitectureScorer<List<Integer>> scorer =
        points -> points.stream().mapToDouble(LocalSearchTest::score).toArray();
    return new NeighbourOrder<>(
            Optional.of(
                new Guidance.Moves<>(new MoveProposal(candidates, randomShare, true), scorer)))
        .neighbours(from, SPACE, Seeds.generator(seed));
  }

  @Test
  void neighboursAreTriedInTheOrderOfTheirScores() {
    List<Integer> from = List.of(1, 1, 2, 1, 1);
    for (long seed = 0; seed < 20; seed++) {
      List<List<Integer>> order = order(Optional.empty(), 0, from, seed);
      assertEquals(new HashSet<>(SPACE.neighbours(from)), new HashSet<>(order));
      assertEquals(SPACE.neighbours(from).size(), order.size());
      List<Double> scores = order.stream().map(LocalSearchTest::score).toList();
      List<Double> sorted = new ArrayList<>(scores);
      sorted.sort(
          (a, b) ->
              Double.compare(
                  a.isNaN() ? Double.POSITIVE_INFINITY : -a,
                  b.isNaN() ? Double.POSITIVE_INFINITY : -b));
      assertEquals(sorted, scores, "seed " + seed);
      List<Double> three =
          order(Optional.of(3), 0, from, seed).stream()
              .map(LocalSearchTest::score)
              .limit(3)
              .filter(score -> !score.isNaN())
              .toList();
      assertEquals(three.stream().sorted((a, b) -> Double.compare(b, a)).toList(), three);
    }
  }

  @Test
  void aShareOfThePlacesGoesToAnyNeighbour() {
    List<Integer> from = List.of(1, 1, 1, 1, 1);
    int best = 0;
    for (long seed = 0; seed < 4000; seed++) {
      best += score(order(Optional.empty(), 0.4, from, Seeds.mix(seed)).get(0)) == 6 ? 1 : 0;
    }
    // All of the 5 neighbours with a 3 sum to 7 and have no score; the 5 with a 2 sum to 6 and win:
    // 0.6 + 0.4 * 5 / 15, with a standard deviation of 28.
    assertEquals(4000 * (0.6 + 0.4 / 3), best, 120);
    double first = 0;
    for (long seed = 0; seed < 1000; seed++) {
      first += score(order(Optional.empty(), 1, from, Seeds.mix(seed)).get(0)) == 4 ? 1 : 0;
    }
    assertEquals(1000 / 3.0, first, 70, "with a share of 1 the order is random");
  }

  @Test
  void aWarmupGivesTheStarts() {
    StrategyContext context = new StrategyContext(SEED, 0, 10);
    ArchitectureScorer<List<Integer>> scorer =
        points -> points.stream().mapToDouble(LocalSearchTest::score).toArray();
    Guidance<List<Integer>> guidance =
        new Guidance<>(
            Optional.of(new Guidance.Start<>(new Warmup(30), scorer, 5)),
            Optional.empty(),
            Guidance.<List<Integer>>none().metrics());
    Strategy<List<Integer>> strategy =
        new LocalSearchPlugin()
            .create(new LocalSearchPlugin.Settings(4, false), SPACE, context, guidance);
    assertEquals(
        guidance.warmup().orElseThrow().ranking(SPACE).stream()
            .map(Warmup.Scored::architecture)
            .limit(4)
            .toList(),
        strategy.ask(4));
  }
}
