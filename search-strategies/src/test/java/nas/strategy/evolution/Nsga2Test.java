package nas.strategy.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.Space;
import nas.strategy.IntegerSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import nas.strategy.predictor.regression.FeatureEncoding;
import nas.strategy.predictor.regression.RegressionFamily;
import nas.strategy.random.RandomSearch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class Nsga2Test implements StrategyContract {

  private static final Objective COST = new Objective("cost", "", Better.LOWER, 0, 1e9);

  private static Nsga2Plugin.Settings settings(int population, boolean repeats) {
    return new Nsga2Plugin.Settings(population, 2, 0.9, repeats, Optional.empty());
  }

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new Nsga2<>(settings(8, false), space, context);
  }

  private static Nsga2Plugin.Settings preselecting(int population) {
    return new Nsga2Plugin.Settings(
        population,
        2,
        0.9,
        false,
        Optional.of(
            new Preselection(4, RegressionFamily.RANDOM_FOREST, 20, FeatureEncoding.ADJACENCY)));
  }

  @Nested
  class Preselecting implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new Nsga2<>(preselecting(8), space, context);
    }
  }

  private static StrategyContext context(int repetition, int trainedModels) {
    return new StrategyContext(SEED, repetition, trainedModels, Fidelity.FULL_ONLY, List.of(COST));
  }

  /** Ones are worth a point each, at a cost that grows with their places. */
  private static Trial<List<Integer>> told(int index, List<Integer> bits, boolean repeated) {
    double worth = bits.stream().mapToInt(Integer::intValue).sum();
    double cost = IntStream.range(0, bits.size()).map(i -> bits.get(i) * (i + 1)).sum();
    return new Trial<>(
        index,
        bits,
        new Result.Trained(100 * worth / bits.size()),
        List.of(new ObjectiveValue(COST, cost)),
        repeated ? OptionalInt.of(0) : OptionalInt.empty());
  }

  private static Set<List<Double>> values(Strategy<List<Integer>> strategy, int trials) {
    Set<List<Double>> values = new HashSet<>();
    Set<List<Integer>> known = new HashSet<>();
    for (int trial = 0; trial < trials; trial++) {
      List<Integer> bits = strategy.ask(1).get(0);
      Trial<List<Integer>> told = told(trial, bits, !known.add(bits));
      strategy.tell(told);
      values.add(told.values().stream().map(ObjectiveValue::value).toList());
    }
    return values;
  }

  /**
   * Of 4,095 points the k cheapest ones are the best k, so that the front is known: it finds nearly
   * all of it where random search finds a part.
   */
  @Test
  void itFindsAKnownFront() {
    int bits = 12;
    Set<List<Double>> front = new HashSet<>();
    for (int worth = 1; worth <= bits; worth++) {
      front.add(List.of(100.0 * worth / bits, worth * (worth + 1) / 2.0));
    }
    int found = 0;
    int drawn = 0;
    for (int repetition = 0; repetition < 10; repetition++) {
      Space<List<Integer>> space = new Bits(bits);
      StrategyContext context = context(repetition, 400);
      found += common(front, values(new Nsga2<>(settings(20, false), space, context), 400));
      drawn += common(front, values(new RandomSearch<>(space, context), 400));
    }
    assertTrue(found >= 10 * 10, found + " of 120 points, seed " + SEED);
    assertTrue(drawn < found / 2, drawn + " of 120 points, seed " + SEED);
  }

  /** Of few trials, those that regressions choose find more of the front than any children do. */
  @Test
  void regressionsChooseTheChildrenThatAreWorthATraining() {
    int bits = 12;
    Set<List<Double>> front = new HashSet<>();
    for (int worth = 1; worth <= bits; worth++) {
      front.add(List.of(100.0 * worth / bits, worth * (worth + 1) / 2.0));
    }
    int found = 0;
    int byChance = 0;
    for (int repetition = 0; repetition < 10; repetition++) {
      Space<List<Integer>> space = new Bits(bits);
      StrategyContext context = context(repetition, 120);
      found += common(front, values(new Nsga2<>(preselecting(20), space, context), 120));
      byChance += common(front, values(new Nsga2<>(settings(20, false), space, context), 120));
    }
    assertTrue(
        found > 1.3 * byChance,
        "%d with, %d without, of 120 points, seed %d".formatted(found, byChance, SEED));
  }

  /** They are distinct, new to the search, and a generation of them. */
  @Test
  void chosenChildrenAreAsManyAsTheParentsAndNew() {
    Space<List<Integer>> space = new Bits(12);
    Strategy<List<Integer>> strategy = new Nsga2<>(preselecting(10), space, context(0, 60));
    Set<List<Integer>> known = new HashSet<>();
    for (int generation = 0; generation < 5; generation++) {
      List<List<Integer>> proposals = strategy.ask(100);
      assertEquals(10, proposals.size());
      for (List<Integer> proposal : proposals) {
        assertTrue(known.add(proposal), proposal + " again, seed " + SEED);
      }
      int first = 10 * generation;
      for (int i = 0; i < proposals.size(); i++) {
        strategy.tell(told(first + i, proposals.get(i), false));
      }
    }
  }

  private static int common(Set<List<Double>> front, Set<List<Double>> values) {
    return (int) front.stream().filter(values::contains).count();
  }

  /** All but the all-zero string, as choices, each point an architecture of its own. */
  private record Bits(int length) implements nas.space.DelegatingSpace<List<Integer>> {
    @Override
    public Space<List<Integer>> inner() {
      return new ToySpace(length, 2);
    }

    @Override
    public List<Integer> representative(List<Integer> architecture) {
      return architecture;
    }

    @Override
    public String canonicalId(List<Integer> architecture) {
      return format(architecture);
    }

    @Override
    public List<Capability<List<Integer>>> capabilities() {
      List<Capability<List<Integer>>> all = new ArrayList<>(inner().capabilities());
      all.add(sequences(length));
      return all;
    }
  }

  private static ChoiceSequence<List<Integer>> sequences(int length) {
    return new ChoiceSequence<>(
        IntStream.range(0, length).mapToObj(i -> 2).toList(),
        choices -> choices.contains(1) ? Optional.of(List.copyOf(choices)) : Optional.empty(),
        point -> point);
  }

  /** A generation waits for the whole one before it, and for nothing else. */
  @Test
  void aWholeGenerationCanBeTrainedAtOnce() {
    Strategy<Integer> strategy =
        new Nsga2<>(settings(6, false), new IntegerSpace(), new StrategyContext(SEED, 0, 60));
    List<Integer> first = strategy.ask(20);
    assertEquals(6, first.size());
    for (int trial = 0; trial < 6; trial++) {
      assertEquals(List.of(), strategy.ask(1));
      strategy.tell(new Trial<>(trial, first.get(trial), new Result.Trained(trial)));
    }
    assertEquals(6, strategy.ask(20).size());
  }

  /** Every trained network dominates one that failed: only trained ones have children. */
  @Test
  void whatFailedHasNoChildrenWhereEnoughWasTrained() {
    IntegerSpace space = new IntegerSpace();
    Strategy<Integer> strategy =
        new Nsga2<>(settings(6, true), space, new StrategyContext(SEED, 0, 600));
    Set<Integer> proposals = new HashSet<>();
    Set<Integer> trained = new HashSet<>();
    for (int trial = 0; trial < 60; trial++) {
      int point = strategy.ask(1).get(0);
      if (trial >= 12) {
        assertTrue(trained.stream().anyMatch(space.neighbours(point)::contains), "seed " + SEED);
      }
      boolean fails = proposals.size() % 2 == 0;
      boolean duplicate = !proposals.add(point);
      strategy.tell(
          new Trial<>(
              trial,
              point,
              fails
                  ? new Result.Failed(FailureKind.NON_FINITE_LOSS, "non-finite loss")
                  : new Result.Trained(point % 100),
              duplicate ? OptionalInt.of(0) : OptionalInt.empty()));
      if (!fails && !duplicate) {
        trained.add(point);
      }
    }
    assertTrue(proposals.size() < 60, "with repeats children may be known, seed " + SEED);
  }

  /** Each choice is that of a parent, either with the same frequency. */
  @Test
  void aChildHasTheChoicesOfItsParents() {
    RandomGenerator random = Seeds.generator(SEED);
    UniformCrossover<List<Integer>> crossover = new UniformCrossover<>(sequences(6));
    List<Integer> parent = List.of(1, 1, 1, 0, 0, 1);
    List<Integer> other = List.of(1, 0, 0, 1, 0, 1);
    int[] counts = new int[6];
    for (int child = 0; child < 1000; child++) {
      List<Integer> choices = crossover.child(parent, other, random);
      for (int position = 0; position < 6; position++) {
        counts[position] += choices.get(position);
      }
    }
    for (int position : new int[] {0, 5}) {
      assertEquals(1000, counts[position]);
    }
    assertEquals(0, counts[4]);
    for (int position : new int[] {1, 2, 3}) {
      assertEquals(500, counts[position], 80, "position " + position + ", seed " + SEED);
    }
  }

  @Test
  void aChildThatIsNoArchitectureIsNotProposed() {
    ChoiceSequence<List<Integer>> pairs =
        new ChoiceSequence<>(
            List.of(2, 2),
            choices ->
                choices.get(0).equals(choices.get(1)) ? Optional.of(choices) : Optional.empty(),
            point -> point);
    UniformCrossover<List<Integer>> crossover = new UniformCrossover<>(pairs);
    RandomGenerator random = Seeds.generator(SEED);
    Set<List<Integer>> children = new HashSet<>();
    for (int child = 0; child < 100; child++) {
      children.add(crossover.child(List.of(0, 0), List.of(1, 1), random));
    }
    assertEquals(Set.of(List.of(0, 0), List.of(1, 1)), children);
  }

  @Test
  void aTournamentLargerThanThePopulationIsRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> new Nsga2Plugin.Settings(4, 5, 0.9, false, Optional.empty()));
    assertEquals("population", refused.key());
    assertEquals("population (4) must be at least tournament (5)", refused.getMessage());
  }
}
