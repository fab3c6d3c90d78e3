package nas.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.strategy.Search.Assignment;
import nas.strategy.Search.Settled;
import nas.strategy.random.RandomSearch;
import org.junit.jupiter.api.Test;

class SearchTest {

  /** Proposes a fixed list and records what it is told. */
  private static class Scripted implements Strategy<List<Integer>> {
    private final Iterator<List<Integer>> script;
    final List<Integer> told = new ArrayList<>();
    final List<OptionalInt> toldDuplicates = new ArrayList<>();

    Scripted(List<List<Integer>> script) {
      this.script = script.iterator();
    }

    @Override
    public List<List<Integer>> ask(int n) {
      return script.hasNext() ? List.of(script.next()) : List.of();
    }

    @Override
    public void tell(Trial<List<Integer>> trial) {
      told.add(trial.index());
      toldDuplicates.add(trial.duplicateOf());
      assertEquals(trial.duplicateOf().isPresent(), trial.isDuplicate());
    }
  }

  private static Search<List<Integer>, Double> search(
      Strategy<List<Integer>> strategy, int budget, int maxConsecutiveDuplicates) {
    return new Search<>(
        new ToySpace(2, 4), strategy, Result.Trained::new, budget, maxConsecutiveDuplicates);
  }

  @Test
  void duplicatesTakeOverTheResultAndCostNothing() {
    Scripted strategy =
        new Scripted(List.of(List.of(1, 2), List.of(2, 1), List.of(1, 2), List.of(3, 3)));
    Search<List<Integer>, Double> search = search(strategy, 2, 10);
    Assignment<List<Integer>> first = search.next().orElseThrow();
    assertEquals(new Assignment<>(0, List.of(1, 2), "12", 0), first);
    Assignment<List<Integer>> second = search.next().orElseThrow();
    assertEquals(new Assignment<>(3, List.of(3, 3), "33", 0), second);
    assertEquals(Optional.empty(), search.next());

    search.complete(3, 90.0);
    assertEquals(List.of(), search.takeSettled(), "trial 0 is still underway");
    assertEquals(Search.State.RUNNING, search.state());
    search.complete(0, 60.0);
    List<Settled<List<Integer>, Double>> settled = search.takeSettled();
    assertEquals(List.of(0, 1, 2, 3), strategy.told);
    assertEquals(
        List.of(OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(0), OptionalInt.empty()),
        strategy.toldDuplicates);
    assertEquals(List.of(60.0, 60.0, 60.0, 90.0), settled.stream().map(Settled::result).toList());
    assertEquals(0, settled.get(1).duplicateOf().orElseThrow());
    assertEquals(0, settled.get(2).duplicateOf().orElseThrow());
    assertEquals(List.of(), search.takeSettled());
    assertEquals(Search.State.BUDGET_SPENT, search.state());
  }

  @Test
  void onlyDuplicatesEndASearch() {
    List<List<Integer>> script = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      script.add(List.of(1, 1));
    }
    Search<List<Integer>, Double> search = search(new Scripted(script), 5, 4);
    search.complete(search.next().orElseThrow().trial(), 1.0);
    assertEquals(Optional.empty(), search.next());
    assertEquals(Search.State.ONLY_DUPLICATES, search.state());
    assertEquals(5, search.takeSettled().size());
  }

  @Test
  void aStrategyMayRunOutOfProposals() {
    Search<List<Integer>, Double> search = search(new Scripted(List.of(List.of(1, 1))), 5, 4);
    Assignment<List<Integer>> only = search.next().orElseThrow();
    assertEquals(Optional.empty(), search.next());
    assertEquals(Search.State.RUNNING, search.state(), "the strategy may wait for trial 0");
    search.complete(only.trial(), 1.0);
    assertEquals(Optional.empty(), search.next());
    assertEquals(Search.State.NOTHING_LEFT, search.state());
  }

  @Test
  void resultsOfUnassignedTrialsAreRefused() {
    Search<List<Integer>, Double> search =
        search(new Scripted(List.of(List.of(1, 1), List.of(1, 1))), 5, 4);
    assertThrows(IllegalArgumentException.class, () -> search.complete(0, 1.0));
    search.next();
    search.next();
    assertThrows(IllegalArgumentException.class, () -> search.complete(1, 1.0), "a duplicate");
    search.complete(0, 1.0);
    assertThrows(IllegalArgumentException.class, () -> search.complete(0, 1.0), "twice");
  }

  @Test
  void anInvalidProposalIsTheStrategysFault() {
    Search<List<Integer>, Double> search = search(new Scripted(List.of(List.of(0, 0))), 5, 4);
    IllegalStateException e = assertThrows(IllegalStateException.class, search::next);
    assertEquals("the strategy proposed an invalid architecture: all digits are 0", e.getMessage());
  }

  /** However many trials are underway and in whatever order they end, the same trials settle. */
  @Test
  void theOrderOfCompletionChangesNothing() {
    ToySpace space = new ToySpace(5, 4);
    List<Settled<List<Integer>, Double>> expected = null;
    for (int run = 0; run < 40; run++) {
      RandomGenerator random = Seeds.generator(run);
      int workers = 1 + run % 8;
      Search<List<Integer>, Double> search =
          new Search<>(
              space,
              new RandomSearch<>(space, new StrategyContext(7, 0, 30)),
              Result.Trained::new,
              30,
              1000);
      List<Assignment<List<Integer>>> underway = new ArrayList<>();
      List<Settled<List<Integer>, Double>> settled = new ArrayList<>();
      while (search.state() == Search.State.RUNNING) {
        while (underway.size() < workers) {
          Optional<Assignment<List<Integer>>> next = search.next();
          if (next.isEmpty()) {
            break;
          }
          underway.add(next.get());
        }
        if (!underway.isEmpty()) {
          Assignment<List<Integer>> ended = underway.remove(random.nextInt(underway.size()));
          search.complete(ended.trial(), ToySpace.accuracyPercent(ended.architecture(), 4));
        }
        settled.addAll(search.takeSettled());
      }
      if (expected == null) {
        expected = settled;
      }
      assertEquals(expected, settled, workers + " workers, seed " + run);
    }
  }

  @Test
  void whatCannotBeEvaluatedIsSkippedAtNoCost() {
    List<Result> feedback = new ArrayList<>();
    Strategy<List<Integer>> strategy =
        new Scripted(List.of(List.of(1, 2), List.of(2, 3), List.of(3, 2), List.of(3, 3))) {
          @Override
          public void tell(Trial<List<Integer>> trial) {
            feedback.add(trial.result());
          }
        };
    Search<List<Integer>, Result> search =
        new Search<>(
            new ToySpace(2, 4),
            strategy,
            result -> result,
            2,
            10,
            Fidelity.FULL_ONLY,
            (trial, architecture, level) ->
                architecture.contains(2) && architecture.contains(3)
                    ? Optional.of(new Result.Skipped("trial " + trial))
                    : Optional.empty());
    assertEquals(0, search.next().orElseThrow().trial());
    assertEquals(3, search.next().orElseThrow().trial(), "skipped, and a duplicate of it");
    assertEquals(List.of(), feedback, "trial 0 is still underway");
    assertThrows(IllegalArgumentException.class, () -> search.complete(1, new Result.Trained(1)));
    search.complete(3, new Result.Trained(90));
    search.complete(0, new Result.Trained(60));
    Result.Skipped skipped = new Result.Skipped("trial 1");
    assertEquals(
        List.of(new Result.Trained(60), skipped, skipped, new Result.Trained(90)), feedback);
    assertEquals(
        List.of(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(1), OptionalInt.empty()),
        search.takeSettled().stream().map(Settled::duplicateOf).toList());
    assertEquals(Optional.empty(), search.next());
    assertEquals(Search.State.BUDGET_SPENT, search.state());
    assertEquals(2, search.trainedModels());
    assertEquals(2.0, search.spentModels());
  }

  @Test
  void aSearchEndsThatMeetsOnlyWhatCannotBeEvaluated() {
    ToySpace space = new ToySpace(8, 12);
    Search<List<Integer>, Result> search =
        new Search<>(
            space,
            new RandomSearch<>(space, new StrategyContext(7, 0, 5)),
            feedback -> feedback,
            5,
            1_000_000,
            Fidelity.FULL_ONLY,
            (trial, architecture, level) ->
                trial == 3 ? Optional.empty() : Optional.of(new Result.Skipped("no row")));
    search.complete(search.next().orElseThrow().trial(), new Result.Trained(50));
    assertEquals(Optional.empty(), search.next());
    assertEquals(Search.State.ONLY_SKIPPED, search.state());
    List<Settled<List<Integer>, Result>> settled = search.takeSettled();
    assertEquals(
        Search.MOST_SKIPPED,
        settled.subList(4, settled.size()).stream()
            .filter(trial -> trial.duplicateOf().isEmpty())
            .count());
  }
}
