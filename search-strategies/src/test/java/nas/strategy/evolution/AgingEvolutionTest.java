package nas.strategy.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.IntegerSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AgingEvolutionTest implements StrategyContract {

  private static AgingEvolutionPlugin.Settings settings(
      int population, int tournament, int concurrentTrials) {
    return new AgingEvolutionPlugin.Settings(
        population, tournament, false, concurrentTrials, true, List.of());
  }

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new AgingEvolution<>(settings(10, 4, 1), space, context);
  }

  /** The contract holds for several networks in training at once, too. */
  @Nested
  class Concurrent implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new AgingEvolution<>(settings(10, 4, 4), space, context);
    }
  }

  /** The contract holds without repeats, too. */
  @Nested
  class WithoutRepeats implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new AgingEvolution<>(
          new AgingEvolutionPlugin.Settings(10, 4, false, 1, false, List.of()), space, context);
    }
  }

  /** The contract holds where the first proposals are named, too. */
  @Nested
  class Founded implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      List<String> founders =
          Stream.iterate(space.sample(Seeds.generator(SEED)), point -> neighbour(space, point))
              .limit(2)
              .map(space::format)
              .toList();
      return new AgingEvolutionPlugin().create(founded(10, founders), space, context);
    }

    private <A> A neighbour(Space<A> space, A point) {
      return space.neighbours(point).stream()
          .filter(other -> !space.canonicalId(other).equals(space.canonicalId(point)))
          .findFirst()
          .orElseThrow();
    }
  }

  private static AgingEvolutionPlugin.Settings founded(int population, List<String> founders) {
    return new AgingEvolutionPlugin.Settings(population, 4, false, 1, true, founders);
  }

  @Test
  void foundersComeFirstAndTheRestIsAsWithoutThem() {
    IntegerSpace space = new IntegerSpace();
    StrategyContext context = new StrategyContext(SEED, 0, 200);
    List<Integer> founded =
        new AgingEvolutionPlugin().create(founded(6, List.of("699", "3")), space, context).ask(10);
    List<Integer> drawn = new AgingEvolution<>(settings(6, 4, 1), space, context).ask(10);
    assertEquals(List.of(699, 3), founded.subList(0, 2));
    assertEquals(6, founded.size());
    assertEquals(drawn.subList(2, 6), founded.subList(2, 6), "seed " + SEED);
  }

  @Test
  void foundersThatTheSpaceDoesNotHaveAreRefused() {
    refusedFounders(
        "start-from[1]",
        "start-from[1] is no architecture of the space toy: ",
        List.of("1,2,3,0,0,0", "1,2,3,0,0,9"));
    refusedFounders(
        "start-from[0]",
        "start-from[0] is no architecture of the space toy: not a list of digits: x",
        List.of("x"));
    refusedFounders(
        "start-from[1]",
        "start-from[1] (\"3,2,1,0,0,0\") is the same architecture as start-from[0]",
        List.of("1,2,3,0,0,0", "3,2,1,0,0,0"));
    InvalidSettingException many =
        assertThrows(
            InvalidSettingException.class, () -> founded(4, List.of("1", "2", "3", "4", "5")));
    assertEquals("start-from names 5 architectures, more than population (4)", many.getMessage());
  }

  private static void refusedFounders(String key, String problem, List<String> founders) {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new AgingEvolutionPlugin()
                    .create(
                        founded(10, founders),
                        new ToySpace(6, 4),
                        new StrategyContext(SEED, 0, 100)));
    assertEquals(key, refused.key());
    assertTrue(String.valueOf(refused.getMessage()).startsWith(problem), refused::getMessage);
  }

  /** The contract holds for tournaments with replacement, too. */
  @Nested
  class Replacement implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new AgingEvolution<>(
          new AgingEvolutionPlugin.Settings(10, 4, true, 1, true, List.of()), space, context);
    }
  }

  private static AgingEvolutionPlugin.Settings growing(int population, int founders) {
    return new AgingEvolutionPlugin.Settings(
        population, 1, false, 1, true, List.of(), Optional.of(founders), Discard.WORST);
  }

  /**
   * The contract holds where a few founders grow to a population that the worst leave, too; in a
   * small space with repeats it would become copies of one individual.
   */
  @Nested
  class Growing implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new AgingEvolution<>(
          new AgingEvolutionPlugin.Settings(
              10, 1, false, 2, false, List.of(), Optional.of(3), Discard.WORST),
          space,
          context);
    }
  }

  /**
   * An independent version of the published loop of Zen-NAS (Lin et al. 2021, algorithm 2 and its
   * code): a few first networks, then children of members drawn uniformly, and the worst leaves.
   */
  @Test
  void equalsThePublishedLoopOfZenNas() {
    int size = 8;
    int founders = 3;
    StrategyContext context = new StrategyContext(SEED, 0, 300);
    IntegerSpace space = new IntegerSpace();
    List<Integer> expected = new ArrayList<>();
    List<Integer> population = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    while (expected.size() < 300) {
      if (population.size() > size) {
        int worst = scores.indexOf(Collections.min(scores));
        population.remove(worst);
        scores.remove(worst);
      }
      RandomGenerator random = context.random(expected.size());
      int proposal =
          population.size() < founders
              ? space.sample(random)
              : space.mutate(population.get(random.nextInt(population.size())), random);
      expected.add(proposal);
      population.add(proposal);
      scores.add(IntegerSpace.accuracyPercent(proposal));
    }

    Strategy<Integer> strategy = new AgingEvolution<>(growing(size, founders), space, context);
    List<Integer> actual = new ArrayList<>();
    for (int trial = 0; trial < 300; trial++) {
      int proposal = strategy.ask(1).get(0);
      actual.add(proposal);
      strategy.tell(
          new Trial<>(trial, proposal, new Result.Trained(IntegerSpace.accuracyPercent(proposal))));
    }
    assertEquals(expected, actual);
    assertTrue(
        IntegerSpace.accuracyPercent(actual.get(299)) > IntegerSpace.accuracyPercent(actual.get(0)),
        "evolution climbs");
  }

  @Test
  void theBestStaysWhereTheWorstLeave() {
    // Population 1: the parent is the best so far, after any number of worse children.
    IntegerSpace space = new IntegerSpace();
    Strategy<Integer> strategy =
        new AgingEvolution<>(growing(1, 1), space, new StrategyContext(SEED, 0, 100));
    int best = strategy.ask(1).get(0);
    strategy.tell(new Trial<>(0, best, new Result.Trained(90)));
    for (int trial = 1; trial < 50; trial++) {
      int child = strategy.ask(1).get(0);
      assertTrue(space.neighbours(best).contains(child), best + " to " + child);
      strategy.tell(new Trial<>(trial, child, new Result.Trained(50)));
    }
  }

  /**
   * An independent, literal version of the published loop (Real et al. 2019, algorithm 1) on a
   * space where everything can be checked by eye: integers, and an edit adds or subtracts 1.
   */
  @Test
  void equalsThePublishedLoop() {
    int populationSize = 8;
    int sampleSize = 3;
    StrategyContext context = new StrategyContext(SEED, 0, 200);
    IntegerSpace space = new IntegerSpace();

    List<Integer> expected = new ArrayList<>();
    List<Integer> population = new ArrayList<>();
    while (population.size() < populationSize) {
      int model = space.sample(context.random(expected.size()));
      expected.add(model);
      population.add(model);
    }
    while (expected.size() < 200) {
      RandomGenerator random = context.random(expected.size());
      List<Integer> candidates = new ArrayList<>(population);
      List<Integer> sample = new ArrayList<>();
      while (sample.size() < sampleSize) {
        // The removed slot is filled by the one at the front, as in a partial Fisher-Yates shuffle.
        int front = sample.size();
        int drawn = front + random.nextInt(populationSize - front);
        sample.add(candidates.get(drawn));
        candidates.set(drawn, candidates.get(front));
      }
      int parent = sample.get(0);
      for (int candidate : sample) {
        if (IntegerSpace.accuracyPercent(candidate) > IntegerSpace.accuracyPercent(parent)) {
          parent = candidate;
        }
      }
      int child = space.mutate(parent, random);
      expected.add(child);
      population.add(child);
      population.remove(0);
    }

    Strategy<Integer> strategy =
        new AgingEvolution<>(settings(populationSize, sampleSize, 1), space, context);
    List<Integer> actual = new ArrayList<>();
    for (int trial = 0; trial < 200; trial++) {
      int proposal = strategy.ask(1).get(0);
      actual.add(proposal);
      strategy.tell(
          new Trial<>(trial, proposal, new Result.Trained(IntegerSpace.accuracyPercent(proposal))));
    }
    assertEquals(expected, actual);
    assertTrue(
        IntegerSpace.accuracyPercent(actual.get(199)) > IntegerSpace.accuracyPercent(actual.get(0)),
        "evolution climbs");
  }

  /** P(rank r of P wins a tournament of S distinct entrants) = C(P - r, S - 1) / C(P, S). */
  @Test
  void tournamentsFollowTheHypergeometricLaw() {
    int populationSize = 12;
    int entrants = 4;
    int rounds = 40_000;
    ISeq<Phenotype<DoubleGene, Double>> population =
        IntStream.range(0, populationSize)
            .mapToObj(
                fitness ->
                    Phenotype.of(Genotype.of(DoubleChromosome.of(0, 1)), 0, (double) fitness))
            .collect(ISeq.toISeq());
    long[] wins = new long[populationSize];
    ISeq<Phenotype<DoubleGene, Double>> winners =
        RandomRegistry.with(
            Seeds.generator(SEED),
            random ->
                new DistinctTournamentSelector<DoubleGene, Double>(entrants)
                    .select(population, rounds, Optimize.MAXIMUM));
    winners.forEach(winner -> wins[populationSize - 1 - winner.fitness().intValue()]++);
    // The last entrants - 1 ranks can never win.
    int possible = populationSize - entrants + 1;
    double[] expected = new double[possible];
    long[] observed = new long[possible];
    for (int rank = 1; rank <= populationSize; rank++) {
      if (rank <= possible) {
        expected[rank - 1] =
            rounds * choose(populationSize - rank, entrants - 1) / choose(populationSize, entrants);
        observed[rank - 1] = wins[rank - 1];
      } else {
        assertEquals(0, wins[rank - 1], "rank " + rank);
      }
    }
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 1e-4, "p = " + p + " with seed " + SEED);
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 0; i < k; i++) {
      product = product * (n - i) / (i + 1);
    }
    return product;
  }

  /** One individual is so much fitter that, with repeats, only its two neighbours are born. */
  @Test
  void withoutRepeatsEveryChildIsNew() {
    for (boolean repeats : new boolean[] {true, false}) {
      StrategyContext context = new StrategyContext(SEED, 0, 200);
      AgingEvolution<Integer> evolution =
          new AgingEvolution<>(
              new AgingEvolutionPlugin.Settings(4, 4, false, 1, repeats, List.of()),
              new IntegerSpace(),
              context);
      Set<Integer> different = new HashSet<>();
      for (int trial = 0; trial < 40; trial++) {
        int child = evolution.ask(1).get(0);
        if (!different.add(child) && trial >= 4 && !repeats) {
          throw new AssertionError("trial " + trial + " repeats " + child + ", seed " + SEED);
        }
        evolution.tell(new Trial<>(trial, child, new Result.Trained(trial == 3 ? 100 : 1)));
      }
      assertEquals(!repeats, different.size() >= 36, "seed " + SEED + ": " + different);
    }
  }

  @Test
  void theOldestDiesHoweverFit() {
    // Population 1: the parent is always the newest, even after a worse child.
    IntegerSpace space = new IntegerSpace();
    Strategy<Integer> strategy =
        new AgingEvolution<>(settings(1, 1, 1), space, new StrategyContext(SEED, 0, 100));
    int previous = strategy.ask(1).get(0);
    for (int trial = 0; trial < 100; trial++) {
      strategy.tell(new Trial<>(trial, previous, new Result.Trained(100 - trial)));
      int child = strategy.ask(1).get(0);
      assertTrue(space.neighbours(previous).contains(child), previous + " to " + child);
      previous = child;
    }
  }

  @Test
  void asManyTrialsAsStatedMayBeUnderway() {
    Strategy<Integer> strategy =
        new AgingEvolution<>(
            settings(6, 2, 3), new IntegerSpace(), new StrategyContext(SEED, 0, 100));
    List<Integer> proposals = new ArrayList<>(strategy.ask(100));
    assertEquals(6, proposals.size(), "the initial generation depends on nothing");
    for (int trial = 0; trial < 4; trial++) {
      assertEquals(List.of(), strategy.ask(100), "trial " + trial + " is not told");
      strategy.tell(new Trial<>(trial, proposals.get(trial), new Result.Trained(50)));
    }
    // With c = 3, proposal 6 needs the trials 0 to 3: then 4 and 5 are underway beside it.
    assertEquals(1, strategy.ask(100).size());
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    InvalidSettingException small =
        assertThrows(InvalidSettingException.class, () -> settings(8, 10, 1));
    assertEquals("population (8) must be at least tournament (10)", small.getMessage());
    assertEquals("population", small.key());
    assertEquals("raise population or lower tournament", small.advice());
    assertThrows(InvalidSettingException.class, () -> settings(8, 2, 9));
    InvalidSettingException many = assertThrows(InvalidSettingException.class, () -> growing(8, 9));
    assertEquals("founders (9) must be at most population (8)", many.getMessage());
    InvalidSettingException atOnce =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new AgingEvolutionPlugin.Settings(
                    8, 1, false, 4, true, List.of(), Optional.of(3), Discard.WORST));
    assertEquals("concurrent-trials (4) must be at most founders (3)", atOnce.getMessage());
    assertEquals("lower concurrent-trials or raise founders", atOnce.advice());
  }
}
