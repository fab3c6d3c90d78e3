package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nas.core.Seeds;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;
import nas.experiment.config.Budget;
import nas.result.journal.TrialRecord;
import nas.strategy.IntegerSpace;
import nas.strategy.Search;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.evolution.AgingEvolutionPlugin;
import nas.strategy.random.RandomSearchPlugin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private static final long SEED = 99;
  private static final int BUDGET = 25;

  /** An accuracy that depends on the seed, so that a wrong seed shows. */
  private static class Noisy implements Evaluator<Integer> {
    @Override
    public Result evaluate(Integer architecture, long seed, ProgressListener progress)
        throws InterruptedException {
      progress.onEpoch(new ProgressListener.Epoch(1, 1, 0.5, 50));
      // Long and short evaluations, so that they end out of order.
      Thread.sleep(Math.floorMod(seed, 4));
      if (architecture % 17 == 0) {
        return new Result.Failed(
            FailureKind.NON_FINITE_LOSS, "loss is NaN", OptionalDouble.empty());
      }
      double noise = Seeds.generator(seed).nextDouble();
      return new Result.Trained(
          90 - Math.abs(architecture - 700) / 10.0 + noise,
          80,
          OptionalDouble.empty(),
          new TreeMap<>(Map.of("parameters", 1.0 * architecture)));
    }

    @Override
    public SortedMap<String, String> provenance() {
      return new TreeMap<>();
    }

    @Override
    public void close() {}
  }

  private static final SearchRules RULES =
      new SearchRules(
          new Budget(
              Optional.of(BUDGET), Optional.empty(), Optional.empty(), Optional.empty(), 1000),
          Fidelity.FULL_ONLY,
          List.of(),
          Optional.empty());

  private static List<JournaledSearch<Integer>> searches(
      Map<SearchKey, List<TrialRecord>> journal) {
    IntegerSpace space = new IntegerSpace();
    List<JournaledSearch<Integer>> searches = new ArrayList<>();
    for (int repetition = 0; repetition < 3; repetition++) {
      StrategyContext context = new StrategyContext(SEED, repetition, BUDGET);
      Strategy<Integer> random =
          new RandomSearchPlugin().create(new RandomSearchPlugin.Settings(), space, context);
      Strategy<Integer> evolution =
          new AgingEvolutionPlugin()
              .create(
                  new AgingEvolutionPlugin.Settings(8, 3, false, 2, true, List.of()),
                  space,
                  context);
      int index = 0;
      for (Strategy<Integer> strategy : List.of(random, evolution)) {
        SearchKey key = new SearchKey(index, "strategy " + index, repetition);
        searches.add(
            new JournaledSearch<>(
                key,
                space,
                strategy,
                RULES,
                journal.getOrDefault(key, List.of()),
                JournaledSearch.Gaps.none()));
        index++;
      }
    }
    return searches;
  }

  private static Map<SearchKey, List<TrialRecord>> run(
      Map<SearchKey, List<TrialRecord>> before, int workers) throws InterruptedException {
    // A clock that stands still: then the journals must be equal to the last field but seconds.
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Map<SearchKey, List<TrialRecord>> journal = new ConcurrentHashMap<>();
    before.forEach((key, trials) -> journal.put(key, new ArrayList<>(trials)));
    List<JournaledSearch<Integer>> searches = searches(before);
    for (JournaledSearch<Integer> search : searches) {
      journal.computeIfAbsent(search.key(), key -> new ArrayList<>()).addAll(search.replay());
    }
    new Scheduler(
            Scheduler.Run.all(searches, new Noisy()),
            SEED,
            workers,
            (key, trial) -> journal.computeIfAbsent(key, missing -> new ArrayList<>()).add(trial),
            (key, trial, resumed) -> {},
            clock)
        .run();
    return journal;
  }

  private static Map<SearchKey, List<String>> withoutSeconds(
      Map<SearchKey, List<TrialRecord>> journal) {
    Map<SearchKey, List<String>> texts = new java.util.HashMap<>();
    journal.forEach(
        (key, trials) ->
            texts.put(
                key,
                trials.stream()
                    .map(
                        trial ->
                            new TrialRecord(
                                    trial.trial(),
                                    trial.architecture(),
                                    trial.canonicalId(),
                                    trial.duplicateOf(),
                                    trial.result(),
                                    new TrialRecord.Wall(Instant.EPOCH, 0))
                                .toString())
                    .toList()));
    return texts;
  }

  @Test
  @Tag("slow")
  void theNumberOfWorkersChangesNothing() throws InterruptedException {
    Map<SearchKey, List<String>> expected = withoutSeconds(run(Map.of(), 1));
    assertEquals(6, expected.size());
    for (int workers : new int[] {2, 3, 4, 16}) {
      assertEquals(expected, withoutSeconds(run(Map.of(), workers)), workers + " workers");
    }
  }

  @Test
  @Tag("slow")
  void resumingAfterAnyPrefixGivesTheSameJournal() throws InterruptedException {
    Map<SearchKey, List<TrialRecord>> whole = run(Map.of(), 2);
    var random = Seeds.generator(SEED);
    for (int attempt = 0; attempt < 10; attempt++) {
      Map<SearchKey, List<TrialRecord>> prefix = new java.util.HashMap<>();
      whole.forEach(
          (key, trials) -> prefix.put(key, trials.subList(0, random.nextInt(trials.size() + 1))));
      assertEquals(withoutSeconds(whole), withoutSeconds(run(prefix, 2)), "attempt " + attempt);
    }
  }

  @Test
  void aJournalOfAnotherExperimentIsRefused() throws InterruptedException {
    Map<SearchKey, List<TrialRecord>> whole = run(Map.of(), 2);
    SearchKey key = new SearchKey(0, "strategy 0", 0);
    List<TrialRecord> forged = new ArrayList<>(whole.get(key));
    TrialRecord third = forged.get(3);
    forged.set(3, new TrialRecord(3, "5", "5", third.duplicateOf(), third.result(), third.wall()));
    List<JournaledSearch<Integer>> searches = searches(Map.of(key, forged));
    ForeignJournalException e =
        assertThrows(ForeignJournalException.class, () -> searches.get(0).replay());
    assertEquals(
        "The journal of strategy 0, repetition 0 does not fit this experiment: its trial 3 is 5,"
            + " but this program proposes "
            + third.architecture(),
        e.getMessage());
  }

  @Test
  void anEvaluatorThatThrowsEndsTheRunAndNamesTheArchitecture() {
    Evaluator<Integer> broken =
        new Noisy() {
          @Override
          public Result evaluate(Integer architecture, long seed, ProgressListener progress) {
            throw new IllegalStateException("broken");
          }
        };
    List<JournaledSearch<Integer>> searches = searches(Map.of());
    searches.forEach(JournaledSearch::replay);
    EvaluationException e =
        assertThrows(
            EvaluationException.class,
            () ->
                new Scheduler(
                        Scheduler.Run.all(searches, broken),
                        SEED,
                        1, // With more, whichever breaks off first is named.
                        (key, trial) -> {},
                        (key, trial, resumed) -> {},
                        Clock.systemUTC())
                    .run());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("trial 0 of strategy 0, repetition 0"), message);
    assertTrue(message.contains("broken"), message);
  }

  @Test
  void anInterruptEndsTheRunAndItsWorkers() throws InterruptedException {
    CountDownLatch evaluating = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    Evaluator<Integer> endless =
        new Noisy() {
          @Override
          public Result evaluate(Integer architecture, long seed, ProgressListener progress)
              throws InterruptedException {
            evaluating.countDown();
            try {
              Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
            throw new AssertionError("not reached");
          }
        };
    List<JournaledSearch<Integer>> searches = searches(Map.of());
    searches.forEach(JournaledSearch::replay);
    Thread coordinator = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                evaluating.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              coordinator.interrupt();
            });
    interrupter.start();
    assertThrows(
        InterruptedException.class,
        () ->
            new Scheduler(
                    Scheduler.Run.all(searches, endless),
                    SEED,
                    2,
                    (key, trial) -> {},
                    (key, trial, resumed) -> {},
                    Clock.systemUTC())
                .run());
    assertEquals(0, interrupted.getCount());
    interrupter.join();
  }

  private static JournaledSearch<Integer> search(int repetition, Strategy<Integer> strategy) {
    return new JournaledSearch<>(
        new SearchKey(0, "strategy", repetition),
        new IntegerSpace(),
        strategy,
        RULES,
        List.of(),
        JournaledSearch.Gaps.none());
  }

  private static void run(List<JournaledSearch<Integer>> searches, int workers)
      throws InterruptedException {
    new Scheduler(
            Scheduler.Run.all(searches, new Noisy()),
            SEED,
            workers,
            (key, trial) -> {},
            (key, trial, resumed) -> {},
            Clock.systemUTC())
        .run();
  }

  /** Proposes numbers, each when the other search is about to propose one as well. */
  private record Meeting(CyclicBarrier barrier, Strategy<Integer> strategy)
      implements Strategy<Integer> {

    @Override
    public List<Integer> ask(int n) {
      try {
        barrier.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
      return strategy.ask(n);
    }

    @Override
    public void tell(Trial<Integer> trial) {
      strategy.tell(trial);
    }
  }

  @Test
  void searchesProposeAtTheSameTime() throws InterruptedException {
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<JournaledSearch<Integer>> searches = new ArrayList<>();
    for (int repetition = 0; repetition < 2; repetition++) {
      // Each proposes every number once, so that both ask equally often.
      int[] next = {0};
      Strategy<Integer> counting =
          new Strategy<>() {
            @Override
            public List<Integer> ask(int n) {
              return List.of(next[0]++);
            }

            @Override
            public void tell(Trial<Integer> trial) {}
          };
      searches.add(search(repetition, new Meeting(barrier, counting)));
    }
    run(searches, 2);
    for (JournaledSearch<Integer> search : searches) {
      assertEquals(Search.State.BUDGET_SPENT, search.state());
    }
  }

  @Test
  void aStrategyThatThrowsEndsTheRun() {
    Strategy<Integer> broken =
        new Strategy<>() {
          @Override
          public List<Integer> ask(int n) {
            throw new IllegalStateException("nothing occurs to me");
          }

          @Override
          public void tell(Trial<Integer> trial) {}
        };
    for (int workers : new int[] {1, 3}) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> run(List.of(search(0, broken)), workers));
      assertEquals("nothing occurs to me", e.getMessage());
    }
  }

  /** Only the end of a run interrupts workers; who says so otherwise breaks the contract. */
  @Test
  void anEvaluatorThatClaimsToBeInterruptedEndsTheRun() {
    Evaluator<Integer> broken =
        new Noisy() {
          @Override
          public Result evaluate(Integer architecture, long seed, ProgressListener progress)
              throws InterruptedException {
            throw new InterruptedException("so it says");
          }
        };
    EvaluationException e =
        assertThrows(
            EvaluationException.class,
            () ->
                new Scheduler(
                        Scheduler.Run.all(searches(Map.of()), broken),
                        SEED,
                        2,
                        (key, trial) -> {},
                        (key, trial, resumed) -> {},
                        Clock.systemUTC())
                    .run());
    assertTrue(String.valueOf(e.getMessage()).contains("so it says"), e.getMessage());
  }
}
