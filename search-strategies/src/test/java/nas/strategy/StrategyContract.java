package nas.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every strategy must keep; the test of a strategy implements this interface. */
public interface StrategyContract {

  /** Makes the strategy under test, with settings that leave the random phase early. */
  <A> Strategy<A> strategy(Space<A> space, StrategyContext context);

  /** The fidelities that the strategy under test is offered. */
  default List<Fidelity> fidelities() {
    return Fidelity.FULL_ONLY;
  }

  /** The root seed of all contract tests; printed with every failure. */
  long SEED = 20261123;

  private static Result accuracy(List<Integer> architecture) {
    return new Result.Trained(ToySpace.accuracyPercent(architecture, 4));
  }

  /** Proposals of a strategy that is asked for one at a time and told at once. */
  private List<Proposal<List<Integer>>> sequential(
      Strategy<List<Integer>> strategy, int trials, Function<List<Integer>, Result> evaluation) {
    List<Proposal<List<Integer>>> proposals = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      List<Proposal<List<Integer>>> asked = strategy.propose(1);
      if (asked.isEmpty()) {
        break;
      }
      proposals.add(asked.get(0));
      List<Integer> architecture = asked.get(0).architecture();
      strategy.tell(new Trial<>(trial, architecture, evaluation.apply(architecture)));
    }
    return proposals;
  }

  private StrategyContext context(long seed, int repetition, int trainedModels) {
    return new StrategyContext(seed, repetition, trainedModels, fidelities());
  }

  private Strategy<List<Integer>> fresh(long seed, int repetition) {
    return strategy(new ToySpace(6, 4), context(seed, repetition, 120));
  }

  @Test
  default void theSameSeedGivesTheSameProposals() {
    assertEquals(
        sequential(fresh(SEED, 0), 120, StrategyContract::accuracy),
        sequential(fresh(SEED, 0), 120, StrategyContract::accuracy));
  }

  @Test
  default void anotherSeedOrRepetitionGivesOtherProposals() {
    List<Proposal<List<Integer>>> first =
        sequential(fresh(SEED, 0), 40, StrategyContract::accuracy);
    assertTrue(!first.equals(sequential(fresh(SEED + 1, 0), 40, StrategyContract::accuracy)));
    assertTrue(!first.equals(sequential(fresh(SEED, 1), 40, StrategyContract::accuracy)));
  }

  @Tag("slow")
  @Test
  default void howProposalsAreAskedForAndTrialsAreToldChangesNothing() {
    List<Proposal<List<Integer>>> expected =
        sequential(fresh(SEED, 0), 120, StrategyContract::accuracy);
    for (int schedule = 0; schedule < 50; schedule++) {
      RandomGenerator random = Seeds.generator(SEED + schedule);
      Strategy<List<Integer>> strategy = fresh(SEED, 0);
      List<Proposal<List<Integer>>> proposals = new ArrayList<>();
      int told = 0;
      while (proposals.size() < expected.size()) {
        boolean nothingToTell = told == proposals.size();
        if (nothingToTell || random.nextBoolean()) {
          List<Proposal<List<Integer>>> asked = strategy.propose(1 + random.nextInt(9));
          assertTrue(
              !asked.isEmpty() || !nothingToTell,
              "no proposal although all trials are told, schedule " + schedule);
          proposals.addAll(asked);
        } else {
          List<Integer> architecture = proposals.get(told).architecture();
          strategy.tell(new Trial<>(told, architecture, accuracy(architecture)));
          told++;
        }
      }
      assertEquals(
          expected,
          proposals.subList(0, expected.size()),
          "schedule " + schedule + " of seed " + SEED);
    }
  }

  @Test
  default void replayEqualsLive() {
    Strategy<List<Integer>> live = fresh(SEED, 0);
    List<Proposal<List<Integer>>> journal = sequential(live, 60, StrategyContract::accuracy);
    Strategy<List<Integer>> replayed = fresh(SEED, 0);
    for (int trial = 0; trial < journal.size(); trial++) {
      assertEquals(List.of(journal.get(trial)), replayed.propose(1), "trial " + trial);
      List<Integer> architecture = journal.get(trial).architecture();
      replayed.tell(new Trial<>(trial, architecture, accuracy(architecture)));
    }
    for (int trial = 60; trial < 120; trial++) {
      List<Proposal<List<Integer>>> proposal = live.propose(1);
      assertEquals(proposal, replayed.propose(1), "trial " + trial);
      if (proposal.isEmpty()) {
        break;
      }
      List<Integer> architecture = proposal.get(0).architecture();
      Trial<List<Integer>> told = new Trial<>(trial, architecture, accuracy(architecture));
      live.tell(told);
      replayed.tell(told);
    }
  }

  @Test
  default void everyProposalIsValid() {
    // Two positions of two choices: one of four points is invalid, and edits lead there often.
    ToySpace space = new ToySpace(2, 2);
    for (int repetition = 0; repetition < 20; repetition++) {
      Strategy<List<Integer>> strategy = strategy(space, context(SEED, repetition, 100));
      for (Proposal<List<Integer>> proposal :
          sequential(strategy, 100, a -> new Result.Trained(ToySpace.accuracyPercent(a, 2)))) {
        assertEquals(Optional.empty(), space.whyInvalid(proposal.architecture()), "seed " + SEED);
        assertTrue(proposal.fidelity().orElse(0) < fidelities().size());
      }
    }
  }

  @Test
  default void aSpaceThatMayNotBeListedIsSearchedByDrawing() {
    Space<List<Integer>> space = new UnlistedSpace<>(new ToySpace(4, 3));
    Strategy<List<Integer>> strategy = strategy(space, context(SEED, 0, 60));
    List<Proposal<List<Integer>>> proposals =
        sequential(strategy, 60, a -> new Result.Trained(ToySpace.accuracyPercent(a, 3)));
    // There are 14 different points, and some strategies never repeat one.
    assertTrue(proposals.size() >= 13, proposals.size() + " proposals");
  }

  @Test
  default void theBudgetIsSpentAndNotExceeded() {
    for (int budget : new int[] {1, 7, 40}) {
      ToySpace space = new ToySpace(6, 4);
      Search<List<Integer>, Result> search =
          new Search<>(
              space,
              strategy(space, context(SEED, 0, budget)),
              feedback -> feedback,
              budget,
              1000,
              fidelities());
      int evaluated = 0;
      for (var next = search.next(); next.isPresent(); next = search.next()) {
        evaluated++;
        search.complete(next.get().trial(), accuracy(next.get().architecture()));
      }
      assertEquals(evaluated, search.trainedModels());
      assertTrue(search.spentModels() < budget + 1e-6, "spent " + search.spentModels());
      List<Search.Settled<List<Integer>, Result>> settled = search.takeSettled();
      // With full evaluations alone, that is the whole budget.
      assertTrue(search.spentModels() > budget - 1, () -> whyEarly(search, settled, budget));
      assertEquals(
          Search.State.BUDGET_SPENT, search.state(), () -> whyEarly(search, settled, budget));
      long free = settled.stream().filter(trial -> trial.duplicateOf().isEmpty()).count();
      assertEquals(evaluated, free);
    }
  }

  private static String whyEarly(
      Search<List<Integer>, Result> search,
      List<Search.Settled<List<Integer>, Result>> settled,
      int budget) {
    int last = settled.size();
    while (last > 0 && settled.get(last - 1).duplicateOf().isPresent()) {
      last--;
    }
    return switch (search.state()) {
      case ONLY_DUPLICATES ->
          "the strategy proposed only duplicates of its "
              + search.trainedModels()
              + " earlier architectures, "
              + (settled.size() - last)
              + " duplicates in a row, so the search ended with "
              + search.spentModels()
              + " of a budget of "
              + budget
              + ". Trial.isDuplicate() tells a strategy that it repeats itself.";
      case NOTHING_LEFT ->
          "the strategy proposed nothing although all trials were told, so the search ended with "
              + search.spentModels()
              + " of a budget of "
              + budget;
      default -> "spent " + search.spentModels() + " of a budget of " + budget;
    };
  }

  @Test
  default void aSearchOfATinySpaceEnds() {
    ToySpace space = new ToySpace(2, 2);
    Search<List<Integer>, Result> search =
        new Search<>(
            space,
            strategy(space, context(SEED, 0, 50)),
            feedback -> feedback,
            50,
            200,
            fidelities());
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      search.complete(next.get().trial(), new Result.Trained(50));
    }
    assertTrue(search.state() != Search.State.RUNNING);
    assertEquals(
        2,
        search.takeSettled().stream().map(Search.Settled::canonicalId).distinct().count(),
        "the space has two canonical points");
    assertTrue(search.trainedModels() <= 2 * fidelities().size());
  }

  @Test
  default void failedTrialsAreSurvived() {
    for (int modulus : new int[] {1, 2, 3}) {
      Function<List<Integer>, Result> evaluation =
          architecture ->
              Math.floorMod(architecture.hashCode(), modulus) == 0
                  ? new Result.Failed(FailureKind.NON_FINITE_LOSS, "non-finite loss")
                  : accuracy(architecture);
      List<Proposal<List<Integer>>> proposals = sequential(fresh(SEED, 0), 120, evaluation);
      // A strategy that never repeats itself has only 83 canonical points to propose, some rare.
      ToySpace space = new ToySpace(6, 4);
      long different =
          proposals.stream().map(Proposal::architecture).map(space::canonicalId).distinct().count();
      assertTrue(
          proposals.size() >= 100 || different >= 80,
          proposals.size() + " proposals, modulus " + modulus);
      assertEquals(proposals, sequential(fresh(SEED, 0), 120, evaluation));
    }
  }

  /** A search of an evaluator that knows only some architectures, one of {@code modulus}. */
  private Search<List<Integer>, Result> searchWithGaps(int modulus, int budget) {
    ToySpace space = new ToySpace(6, 4);
    return new Search<>(
        space,
        strategy(space, context(SEED, 0, budget)),
        feedback -> feedback,
        budget,
        // Evolution may circle for long around a good individual whose neighbours are known.
        modulus == 0 ? 300 : 100_000,
        fidelities(),
        (trial, architecture, fidelity) ->
            modulus == 0 || Math.floorMod(space.canonicalId(architecture).hashCode(), modulus) > 0
                ? Optional.of(new Result.Skipped("no row"))
                : Optional.empty());
  }

  private static List<Search.Settled<List<Integer>, Result>> run(
      Search<List<Integer>, Result> search) {
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      search.complete(next.get().trial(), accuracy(next.get().architecture()));
    }
    return search.takeSettled();
  }

  @Test
  default void skippedTrialsCostNothing() {
    Search<List<Integer>, Result> search = searchWithGaps(2, 12);
    List<Search.Settled<List<Integer>, Result>> settled = run(search);
    assertEquals(Search.State.BUDGET_SPENT, search.state());
    long evaluated =
        settled.stream()
            .filter(trial -> trial.duplicateOf().isEmpty())
            .filter(trial -> trial.result() instanceof Result.Trained)
            .count();
    assertEquals(evaluated, search.trainedModels());
    assertTrue(search.spentModels() > 11, "spent " + search.spentModels());
    assertTrue(
        settled.stream().anyMatch(trial -> trial.result() instanceof Result.Skipped),
        "the strategy met no gap");
    assertEquals(settled, run(searchWithGaps(2, 12)));
  }

  @Test
  default void aSearchThatMeetsOnlyGapsEnds() {
    Search<List<Integer>, Result> search = searchWithGaps(0, 12);
    List<Search.Settled<List<Integer>, Result>> settled = run(search);
    assertTrue(search.state() != Search.State.RUNNING);
    assertTrue(search.state() != Search.State.BUDGET_SPENT);
    assertEquals(0, search.trainedModels());
    assertTrue(settled.stream().allMatch(trial -> trial.result() instanceof Result.Skipped));
  }
}
