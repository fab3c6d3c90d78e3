package nas.strategy.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.space.darts.CellOperation;
import nas.space.darts.DartsArchitecture;
import nas.space.darts.DartsSettings;
import nas.space.darts.DartsSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import nas.strategy.UnlistedSpace;
import nas.strategy.evolution.AgingEvolution;
import nas.strategy.evolution.AgingEvolutionPlugin;
import nas.strategy.random.RandomSearch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuidedSpaceTest {

  private static final long SEED = 20_261_123;
  private static final ToySpace SPACE = new ToySpace(4, 3);

  /** The sum of the digits; 5 has no score. */
  private static double score(List<Integer> point) {
    int sum = point.stream().mapToInt(Integer::intValue).sum();
    return sum == 5 ? Double.NaN : sum;
  }

  private static double[] scores(List<List<Integer>> points) {
    return points.stream().mapToDouble(GuidedSpaceTest::score).toArray();
  }

  private static <A> List<A> ranking(
      int samples, Space<A> space, ArchitectureScorer<A> scorer, RandomGenerator random) {
    return new Warmup(samples)
        .ranking(space, scorer, random).stream().map(Warmup.Scored::architecture).toList();
  }

  private static <A> Space<A> guided(Space<A> space, StrategyContext context) {
    ArchitectureScorer<A> scorer =
        points ->
            points.stream().mapToDouble(point -> Seeds.hash(space.format(point)) % 10).toArray();
    return new GuidedSpace<>(
        space,
        () -> ranking(30, space, scorer, context.random(-1)),
        Optional.of(new Guidance.Moves<>(new MoveProposal(Optional.of(5), 0.25, true), scorer)));
  }

  /** Every strategy keeps its contract when it is guided. */
  @Nested
  class GuidedRandomSearch implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new RandomSearch<>(guided(space, context), context);
    }
  }

  @Nested
  class GuidedEvolution implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new AgingEvolution<>(
          new AgingEvolutionPlugin.Settings(10, 4, false, 1, true, List.of()),
          guided(space, context),
          context);
    }
  }

  @Test
  void aSpaceThatMayNotBeListedIsDrawnFrom() {
    Set<String> listed = new HashSet<>();
    Set<String> drawn = new HashSet<>();
    ranking(1000, SPACE, GuidedSpaceTest::scores, Seeds.generator(SEED))
        .forEach(point -> listed.add(SPACE.canonicalId(point)));
    List<List<Integer>> ranking =
        ranking(1000, new UnlistedSpace<>(SPACE), GuidedSpaceTest::scores, Seeds.generator(SEED));
    ranking.forEach(point -> assertTrue(drawn.add(SPACE.canonicalId(point)), ranking::toString));
    assertEquals(listed, drawn, "seed " + SEED);
  }

  @Test
  void theRankingIsByScoreWithoutRepeats() {
    List<List<Integer>> ranking = ranking(8, SPACE, GuidedSpaceTest::scores, Seeds.generator(SEED));
    assertEquals(8, ranking.size());
    Set<String> ids = new HashSet<>();
    ranking.forEach(point -> assertTrue(ids.add(SPACE.canonicalId(point)), ranking::toString));
    List<List<Integer>> sorted = new ArrayList<>(ranking);
    sorted.sort(
        Comparator.comparingDouble(point -> Double.isNaN(score(point)) ? 100 : -score(point)));
    assertEquals(sorted, ranking, "best first, those without a score last");
  }

  /** About 10^18 architectures, of which sampling sees few good ones. */
  private static final DartsSpace LARGE = new DartsSpace(DartsSettings.published());

  /** How many of the sixteen operations are separable convolutions with 5x5 kernels. */
  private static double[] separable(List<DartsArchitecture> architectures) {
    return architectures.stream()
        .mapToDouble(
            one ->
                Stream.of(one.normal(), one.reduction())
                    .flatMap(cell -> cell.edges().stream())
                    .filter(edge -> edge.operation() == CellOperation.SEPARABLE_CONVOLUTION_5X5)
                    .count())
        .toArray();
  }

  private static List<Warmup.Scored<DartsArchitecture>> found(
      Warmup.By by, int samples, ArchitectureScorer<DartsArchitecture> scorer, long seed) {
    return new Warmup(samples, by).ranking(LARGE, scorer, Seeds.generator(seed));
  }

  @Test
  void evolutionFindsHigherScoresThanSamplingByAsMany() {
    for (int repetition = 0; repetition < 5; repetition++) {
      var sampled = found(Warmup.By.SAMPLING, 500, GuidedSpaceTest::separable, repetition);
      var evolved = found(Warmup.By.EVOLUTION, 500, GuidedSpaceTest::separable, repetition);
      assertEquals(500, sampled.size());
      assertEquals(500, evolved.size());
      Set<String> ids = new HashSet<>();
      evolved.forEach(one -> assertTrue(ids.add(LARGE.canonicalId(one.architecture()))));
      assertTrue(
          evolved.get(20).score() > sampled.get(0).score(), evolved.get(20) + " " + sampled.get(0));
      assertEquals(
          evolved, found(Warmup.By.EVOLUTION, 500, GuidedSpaceTest::separable, repetition));
    }
  }

  @Test
  void evolutionScoresNoMoreThanItMay() {
    Set<DartsArchitecture> scored = new HashSet<>();
    ArchitectureScorer<DartsArchitecture> counting =
        points -> {
          scored.addAll(points);
          return separable(points);
        };
    for (int samples : new int[] {1, 7, 100}) {
      scored.clear();
      assertEquals(samples, found(Warmup.By.EVOLUTION, samples, counting, 3).size());
      assertEquals(samples, scored.size());
    }
  }

  @Test
  void evolutionOfASpaceThatIsUsedUpEnds() {
    Space<List<Integer>> small = new UnlistedSpace<>(SPACE);
    List<Warmup.Scored<List<Integer>>> all =
        new Warmup(1000, Warmup.By.EVOLUTION)
            .ranking(small, GuidedSpaceTest::scores, Seeds.generator(1));
    assertTrue(all.size() <= 81, () -> "" + all.size());
    assertTrue(Double.isNaN(all.get(all.size() - 1).score()), "those without a score are last");
  }

  @Test
  void aWarmupAsLargeAsTheSpaceScoresAllOfIt() {
    Set<String> all = new HashSet<>();
    SPACE.enumerate().forEach(point -> all.add(SPACE.canonicalId(point)));
    List<List<Integer>> ranking =
        ranking(1_000_000, SPACE, GuidedSpaceTest::scores, Seeds.generator(SEED));
    assertEquals(all.size(), ranking.size());
    assertEquals(List.of(2, 2, 2, 2), ranking.get(0));
  }

  @Test
  void samplesAreTheRankingAndThenThoseOfTheSpace() {
    List<List<Integer>> ranking = List.of(List.of(2, 2, 2, 2), List.of(0, 0, 0, 1));
    GuidedSpace<List<Integer>> guided = new GuidedSpace<>(SPACE, () -> ranking, Optional.empty());
    assertEquals(ranking.get(0), guided.sample(Seeds.generator(1)));
    assertEquals(ranking.get(1), guided.sample(Seeds.generator(2)));
    assertEquals(SPACE.sample(Seeds.generator(3)), guided.sample(Seeds.generator(3)));
    assertEquals(
        SPACE.mutate(List.of(1, 1, 1, 1), Seeds.generator(4)),
        guided.mutate(List.of(1, 1, 1, 1), Seeds.generator(4)));
  }

  @Test
  void guidedRandomSearchTrainsInTheOrderOfTheScores() {
    StrategyContext context = new StrategyContext(SEED, 0, 8);
    List<List<Integer>> ranking = ranking(8, SPACE, GuidedSpaceTest::scores, context.random(-1));
    Strategy<List<Integer>> strategy =
        new RandomSearch<>(new GuidedSpace<>(SPACE, () -> ranking, Optional.empty()), context);
    assertEquals(ranking, strategy.ask(8));
  }

  /** Evolution starts with the top of the ranking, in its order, as the authors' notebook does. */
  @Test
  void guidedEvolutionStartsWithTheTopOfTheRanking() {
    StrategyContext context = new StrategyContext(SEED, 0, 20);
    List<List<Integer>> ranking = ranking(10, SPACE, GuidedSpaceTest::scores, context.random(-1));
    Strategy<List<Integer>> strategy =
        new AgingEvolution<>(
            new AgingEvolutionPlugin.Settings(4, 2, false, 1, true, List.of()),
            new GuidedSpace<>(SPACE, () -> ranking, Optional.empty()),
            context);
    List<List<Integer>> proposals = new ArrayList<>();
    for (int trial = 0; trial < 5; trial++) {
      List<Integer> proposal = strategy.ask(1).get(0);
      proposals.add(proposal);
      strategy.tell(
          new Trial<>(trial, proposal, new Result.Trained(ToySpace.accuracyPercent(proposal, 3))));
    }
    assertEquals(ranking.subList(0, 4), proposals.subList(0, 4));
    assertTrue(
        ranking.subList(0, 4).stream()
            .anyMatch(parent -> SPACE.neighbours(parent).contains(proposals.get(4))),
        "the fifth is a child");
  }

  @Test
  void theBestNeighbourIsProposed() {
    MoveProposal all = new MoveProposal(Optional.empty(), 0, true);
    for (long seed = 0; seed < 50; seed++) {
      assertEquals(
          6,
          score(
              all.move(
                  List.of(1, 1, 1, 2),
                  SPACE,
                  GuidedSpaceTest::scores,
                  any -> true,
                  Seeds.generator(seed))));
    }
    // All neighbours of a point whose digits add up to 5 but those without a score tie below 7.
    assertEquals(
        7,
        score(
            all.move(
                List.of(2, 2, 1, 0),
                SPACE,
                GuidedSpaceTest::scores,
                any -> true,
                Seeds.generator(SEED))));
  }

  @Test
  void movesLeadToWhatWasNotProposedWhileThereIsSomething() {
    for (long seed = 0; seed < 20; seed++) {
      ArchitectureScorer<List<Integer>> scorer = GuidedSpaceTest::scores;
      GuidedSpace<List<Integer>> space =
          new GuidedSpace<>(
              SPACE,
              List::of,
              Optional.of(
                  new Guidance.Moves<>(new MoveProposal(Optional.empty(), 0, false), scorer)));
      RandomGenerator random = Seeds.generator(seed);
      List<Integer> from = space.sample(random);
      List<List<Integer>> neighbours = SPACE.neighbours(from);
      Set<String> different = new HashSet<>();
      neighbours.forEach(neighbour -> different.add(SPACE.canonicalId(neighbour)));
      different.remove(SPACE.canonicalId(from));
      List<List<Integer>> moves = new ArrayList<>();
      Set<String> proposed = new HashSet<>();
      for (int move = 0; move < different.size(); move++) {
        moves.add(space.mutate(from, random));
        proposed.add(SPACE.canonicalId(moves.get(move)));
      }
      assertEquals(different, proposed, "seed " + seed);
      double[] scores = scores(moves);
      for (int move = 1; move < moves.size(); move++) {
        assertTrue(scores[move] <= scores[move - 1] || Double.isNaN(scores[move]), "seed " + seed);
      }
      String next = SPACE.canonicalId(space.mutate(from, random));
      assertFalse(proposed.contains(next), "then further on, seed " + seed);
    }
  }

  @Test
  void candidatesAreDrawnUniformlyWithoutReplacement() {
    List<Integer> from = List.of(1, 1, 1, 1);
    List<List<Integer>> neighbours = SPACE.neighbours(from);
    long[] counts = new long[neighbours.size()];
    MoveProposal three = new MoveProposal(Optional.of(3), 0, true);
    for (int seed = 0; seed < 2000; seed++) {
      three.move(
          from,
          SPACE,
          points -> {
            assertEquals(3, new HashSet<>(points).size());
            points.forEach(point -> counts[neighbours.indexOf(point)]++);
            return new double[3];
          },
          any -> true,
          Seeds.generator(Seeds.mix(seed)));
    }
    ChiSquare.assertUniform(counts, "candidates");
  }

  @Test
  void aShareOfTheMovesIsRandom() {
    MoveProposal quarter = new MoveProposal(Optional.empty(), 0.25, true);
    List<Integer> from = List.of(1, 1, 1, 1);
    int scored = 0;
    int[] asked = new int[1];
    for (int seed = 0; seed < 4000; seed++) {
      asked[0] = 0;
      quarter.move(
          from,
          SPACE,
          points -> {
            asked[0]++;
            return scores(points);
          },
          any -> true,
          Seeds.generator(Seeds.mix(seed)));
      scored += asked[0];
    }
    // Standard deviation 27: this is within 4 of them.
    assertEquals(3000, scored, 110);
  }

  @Test
  void nothingIsScoredBeforeASearchBegins() {
    new GuidedSpace<>(
        SPACE,
        () -> {
          throw new AssertionError("scored");
        },
        Optional.empty());
  }

  @Test
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Warmup(0));
    assertThrows(IllegalArgumentException.class, () -> new MoveProposal(Optional.of(0), 0.5, true));
    assertThrows(
        IllegalArgumentException.class, () -> new MoveProposal(Optional.empty(), Double.NaN, true));
  }
}
