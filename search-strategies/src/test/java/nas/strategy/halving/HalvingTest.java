package nas.strategy.halving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.IntegerSpace;
import nas.strategy.Proposal;
import nas.strategy.Search;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HalvingTest implements StrategyContract {

  private static final List<Fidelity> LEVELS =
      List.of(new Fidelity("a", 1.0 / 9), new Fidelity("b", 1.0 / 3), new Fidelity("c", 1));

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    // Not by the plug-in, which refuses budgets as small as the contract tries.
    return new Halving<>(List.of(Bracket.of(9, 3, 0, 3)), space, context);
  }

  @Override
  public List<Fidelity> fidelities() {
    return LEVELS;
  }

  @Nested
  class Hyperband implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new Halving<>(HyperbandPlugin.cycle(2, 3), space, context);
    }

    @Override
    public List<Fidelity> fidelities() {
      return LEVELS;
    }
  }

  private static StrategyContext context(int trainedModels) {
    return new StrategyContext(SEED, 0, trainedModels, LEVELS);
  }

  private static Strategy<Integer> successiveHalving(
      int eta, Optional<Integer> configurations, StrategyContext context) {
    return new SuccessiveHalvingPlugin()
        .create(
            new SuccessiveHalvingPlugin.Settings(eta, configurations), new IntegerSpace(), context);
  }

  private static Strategy<Integer> hyperband(int eta, StrategyContext context) {
    return new HyperbandPlugin()
        .create(new HyperbandPlugin.Settings(eta), new IntegerSpace(), context);
  }

  /** An accuracy that a lower level knows less exactly; some fail at some level. */
  private static Result accuracy(int point, int level) {
    long noise = Seeds.mix(point * 31L + level);
    if (Math.floorMod(noise, 11) == 0) {
      return new Result.Failed(FailureKind.NON_FINITE_LOSS, "made up");
    }
    double spread = 20.0 / (1 + 4 * level);
    return new Result.Trained(
        Math.min(
            100,
            IntegerSpace.accuracyPercent(point) * 0.7
                + spread * Seeds.generator(noise).nextDouble()));
  }

  private static List<Proposal<Integer>> run(Strategy<Integer> strategy, int trials) {
    List<Proposal<Integer>> proposals = new ArrayList<>();
    while (proposals.size() < trials) {
      int trial = proposals.size();
      Proposal<Integer> proposal = strategy.propose(1).get(0);
      proposals.add(proposal);
      strategy.tell(
          new Trial<>(
              trial,
              proposal.architecture(),
              accuracy(proposal.architecture(), proposal.fidelity().orElseThrow())));
    }
    return proposals;
  }

  /** The brackets of the published table for R = 81 and eta = 3 (Li et al. 2018, table 1). */
  @Test
  void theBracketsArePublished() {
    assertEquals(
        List.of(
            new Bracket(0, List.of(81, 27, 9, 3, 1)),
            new Bracket(1, List.of(34, 11, 3, 1)),
            new Bracket(2, List.of(15, 5, 1)),
            new Bracket(3, List.of(8, 2)),
            new Bracket(4, List.of(5))),
        HyperbandPlugin.cycle(3, 5));
    assertEquals(new Bracket(1, List.of(7, 3, 1)), Bracket.of(7, 2, 1, 4));
    assertEquals(
        4 / 9.0 + 2 / 3.0 + 1, Bracket.of(4, 2, 0, 3).cost(LEVELS), 1e-12, "4, 2 and 1 of them");
  }

  @Test
  void aBracketByHand() {
    Strategy<Integer> strategy = successiveHalving(2, Optional.of(5), context(100));
    IntegerSpace space = new IntegerSpace();
    List<Proposal<Integer>> low = strategy.propose(100);
    List<Integer> samples = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      samples.add(space.sample(context(100).random(k)));
      assertEquals(new Proposal<>(samples.get(k), OptionalInt.of(0)), low.get(k));
    }
    assertEquals(5, low.size());
    double[] accuracies = {30, 70, 70, 10, 90};
    for (int k = 0; k < 5; k++) {
      assertEquals(List.of(), strategy.propose(1), "trial " + k + " is not told");
      strategy.tell(new Trial<>(k, samples.get(k), new Result.Trained(accuracies[k])));
    }
    // Best first, and of the two with 70 % the earlier.
    assertEquals(
        List.of(
            new Proposal<>(samples.get(4), OptionalInt.of(1)),
            new Proposal<>(samples.get(1), OptionalInt.of(1))),
        strategy.propose(100));
    strategy.tell(
        new Trial<>(5, samples.get(4), new Result.Failed(FailureKind.NON_FINITE_LOSS, "made up")));
    strategy.tell(new Trial<>(6, samples.get(1), new Result.Trained(5)));
    assertEquals(List.of(new Proposal<>(samples.get(1), OptionalInt.of(2))), strategy.propose(100));
    strategy.tell(new Trial<>(7, samples.get(1), new Result.Trained(5)));
    assertEquals(
        List.of(new Proposal<>(space.sample(context(100).random(8)), OptionalInt.of(0))),
        strategy.propose(1),
        "the next bracket begins");
  }

  @Test
  void aRungOfFailuresEndsItsBracket() {
    Strategy<Integer> strategy = successiveHalving(2, Optional.empty(), context(100));
    List<Proposal<Integer>> low = strategy.propose(100);
    assertEquals(4, low.size());
    for (int k = 0; k < 4; k++) {
      strategy.tell(
          new Trial<>(
              k,
              low.get(k).architecture(),
              new Result.Failed(FailureKind.NON_FINITE_LOSS, "made up")));
    }
    List<Proposal<Integer>> next = strategy.propose(100);
    assertEquals(4, next.size());
    assertEquals(OptionalInt.of(0), next.get(0).fidelity());
  }

  /** Algorithm 1 of Li et al. 2018, written down literally: R = eta^s_max in units of level 0. */
  private static List<Proposal<Integer>> literalHyperband(int eta, int levels, int trials) {
    IntegerSpace space = new IntegerSpace();
    List<Proposal<Integer>> evaluated = new ArrayList<>();
    int sMax = levels - 1;
    double resource = StrictMath.pow(eta, sMax);
    double budget = (sMax + 1) * resource;
    while (evaluated.size() < trials) {
      for (int s = sMax; s >= 0; s--) {
        int n = (int) Math.ceil(budget / resource * StrictMath.pow(eta, s) / (s + 1) - 1e-9);
        double r = resource * StrictMath.pow(eta, -s);
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          candidates.add(space.sample(context(1).random(evaluated.size() + i)));
        }
        for (int i = 0; i <= s; i++) {
          double amount = r * StrictMath.pow(eta, i);
          int level = (int) Math.round(StrictMath.log(amount) / StrictMath.log(eta));
          Map<Integer, Double> losses = new HashMap<>();
          List<Integer> alive = new ArrayList<>();
          for (int candidate : candidates) {
            evaluated.add(new Proposal<>(candidate, OptionalInt.of(level)));
            if (accuracy(candidate, level) instanceof Result.Trained trained) {
              losses.put(candidate, -trained.validation());
              alive.add(candidate);
            }
          }
          int keep = (int) Math.floor(n * StrictMath.pow(eta, -i - 1) + 1e-9);
          alive.sort(Comparator.comparingDouble(losses::get));
          candidates = alive.subList(0, Math.min(keep, alive.size()));
        }
      }
    }
    return evaluated.subList(0, trials);
  }

  @Test
  void equalsThePublishedAlgorithm() {
    for (int eta = 2; eta <= 4; eta++) {
      assertEquals(
          literalHyperband(eta, 3, 500), run(hyperband(eta, context(500)), 500), "eta " + eta);
    }
  }

  @Test
  void theBudgetCountsRelativeCosts() {
    int budget = 9;
    Search<Integer, Result> search =
        new Search<>(
            new IntegerSpace(),
            successiveHalving(3, Optional.empty(), context(budget)),
            feedback -> feedback,
            budget,
            1000,
            LEVELS);
    int[] counts = new int[3];
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      var assignment = next.get();
      counts[assignment.fidelity()]++;
      // Never a failure, so that brackets are whole.
      search.complete(
          assignment.trial(),
          new Result.Trained(IntegerSpace.accuracyPercent(assignment.architecture())));
    }
    // A bracket of 9, 3 and 1 costs 1 + 1 + 1.
    assertEquals(List.of(27, 9, 3), List.of(counts[0], counts[1], counts[2]));
    assertEquals(9, search.spentModels(), 1e-9);
    assertEquals(Search.State.BUDGET_SPENT, search.state());
  }

  @Test
  void theSameArchitectureAtAnotherLevelIsNoDuplicate() {
    Search<Integer, Result> search =
        new Search<>(
            new IntegerSpace(),
            successiveHalving(3, Optional.empty(), context(9)),
            feedback -> feedback,
            9,
            1000,
            LEVELS);
    for (int trial = 0; trial < 13; trial++) {
      var assignment = search.next().orElseThrow();
      search.complete(assignment.trial(), new Result.Trained(50));
    }
    var settled = search.takeSettled();
    assertEquals(settled.get(0).canonicalId(), settled.get(12).canonicalId());
    assertEquals(2, settled.get(12).fidelity());
    assertEquals(OptionalInt.empty(), settled.get(12).duplicateOf());
  }

  @Test
  void whatCannotWorkIsRefused() {
    StrategyContext single = new StrategyContext(SEED, 0, 100);
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> hyperband(3, single));
    assertEquals(
        "hyperband needs an evaluator with several fidelities, and this one offers 'full' only",
        refused.getMessage());
    assertThrows(
        InvalidSettingException.class, () -> successiveHalving(3, Optional.empty(), single));
    assertEquals(
        "configurations (8) must be at least 9, so that one of them reaches the full fidelity",
        assertThrows(
                InvalidSettingException.class,
                () -> successiveHalving(3, Optional.of(8), context(100)))
            .getMessage());
    refused =
        assertThrows(
            InvalidSettingException.class,
            () -> successiveHalving(3, Optional.of(90), context(29)));
    assertEquals("configurations", refused.key());
    assertEquals(
        "a bracket of [90, 30, 10] architectures costs as much as 30.0 trained models, and the"
            + " budget is 29",
        refused.getMessage());
    successiveHalving(3, Optional.of(90), context(30));
    assertThrows(
        InvalidSettingException.class,
        () -> successiveHalving(1000, Optional.of(2_000_000_000), context(1_000_000)));
    InvalidSettingException large =
        assertThrows(InvalidSettingException.class, () -> Brackets.power(1000, 3));
    assertTrue(String.valueOf(large.getMessage()).contains("over 4 fidelities"));
  }

  @Test
  void levelsMustBeALadder() {
    for (List<Fidelity> bad :
        List.of(
            List.<Fidelity>of(),
            List.of(new Fidelity("a", 0.5)),
            List.of(new Fidelity("a", 0.5), new Fidelity("b", 0.5), new Fidelity("c", 1)),
            List.of(new Fidelity("a", 0.5), new Fidelity("a", 1)))) {
      assertThrows(
          IllegalArgumentException.class, () -> new StrategyContext(1, 0, 5, bad), bad::toString);
    }
    assertThrows(IllegalArgumentException.class, () -> new Fidelity("a", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Fidelity("a", 0));
    assertThrows(IllegalArgumentException.class, () -> new Fidelity("", 1));
  }
}
