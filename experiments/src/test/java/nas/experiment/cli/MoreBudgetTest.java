package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.trial.Result;
import nas.experiment.toy.PluginJars;
import nas.result.Provenance;
import nas.result.journal.Journal;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Budgets of networks, hours and a target accuracy: searches end at the same trial for any number
 * of workers, and go on when they are given more, as if they had had it from the beginning.
 */
final class MoreBudgetTest {

  private static final List<String> SEARCHES =
      List.of("01-random/000", "01-random/001", "02-ae/000", "02-ae/001", "03-sh/000", "03-sh/001");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** A table of 64 architectures, with times, and a lower fidelity. */
  private Path experiment() {
    StringBuilder csv = new StringBuilder("arch,early,val,test,seconds\n");
    for (int i = 0; i < 64; i++) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%c:%c:%c,%.2f,%.2f,%.2f,%d%n",
              'a' + i / 16,
              'a' + i / 4 % 4,
              'a' + i % 4,
              30 + i * 37 % 64 * 0.5,
              40 + i * 29 % 64 * 0.75,
              40 + i * 29 % 64 * 0.7,
              100 + i * 10));
    }
    Nas.write(folder.resolve("toy.csv"), csv.toString());
    Path mapping =
        Nas.write(
            folder.resolve("mapping.yaml"),
            """
            name: toy
            space: choices
            choices: {positions: 3, options: [a, b, c, d]}
            architecture: arch
            columns:
              - {column: early, holds: toy accuracy-percent validation@2 mean}
              - {column: val, holds: toy accuracy-percent validation@10 mean}
              - {column: test, holds: toy accuracy-percent test@10 mean}
              - {column: seconds, holds: toy train-seconds training@10 mean}
            """);
    Path table = folder.resolve("toy.bench");
    if (!Files.exists(table)) {
      Nas.say("import", "csv", folder.resolve("toy.csv"), "--mapping", mapping, "--out", table)
          .done();
    }
    return Nas.write(
        folder.resolve("toy.yaml"),
        """
        name: toy
        search-space: {choices: {positions: 3, options: [a, b, c, d]}}
        evaluator:
          tabular:
            benchmark: toy.bench
            dataset: toy
            search-on: validation@10 mean
            report: test@10 mean
            fidelities: [validation@2 mean]
        budget: {trained-models: 8}
        repetitions: 2
        strategies:
          - random
          - {name: AE, aging-evolution: {population: 4, tournament: 2}}
          - {name: SH, successive-halving: {eta: 2, configurations: 4}}
        """);
  }

  private Path run(String name, String... sets) {
    return run(name, 1, sets);
  }

  private Path run(String name, int workers, String... sets) {
    Path out = folder.resolve(name);
    List<Object> arguments =
        new ArrayList<>(
            List.of("run", Files.exists(out) ? out : experiment(), "--workers", workers));
    if (!Files.exists(out)) {
      arguments.addAll(List.of("--out", out));
    }
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    said = Nas.say(arguments.toArray()).done();
    return out;
  }

  private String said = "";

  private static Journal journal(Path run, String search) {
    return JournalReader.read(run.resolve("journal").resolve(search + ".jsonl"));
  }

  private static void assertSame(Path expected, Path actual) {
    assertEquals(new RunFolder(expected).digest(), new RunFolder(actual).digest());
    for (String search : SEARCHES) {
      assertEquals(journal(expected, search).end(), journal(actual, search).end(), search);
    }
  }

  @Test
  @Tag("slow")
  void moreNetworksAndRepetitionsAsIfFromTheBeginning() {
    Path whole = run("whole", "budget.trained-models=20");
    Path more = run("more", "repetitions=1");
    run("more", 3, "budget.trained-models=20", "repetitions=2");
    assertTrue(
        said.contains(
            "Going on with more: budget.trained-models from 8 to 20, repetitions from 1 to 2.\n"),
        said);
    assertSame(whole, more);
    Provenance provenance = Provenance.read(more.resolve("provenance.json"));
    assertEquals(
        List.of("budget.trained-models: 8 became 20", "repetitions: 1 became 2"),
        provenance.history().extensions().stream().map(Object::toString).toList());
    assertEquals("20", provenance.settings().get("budget.trained-models"));
    run("more");
    assertTrue(said.contains("Nothing is left to train: 120 of 120"), said);
    assertEquals(2, Provenance.read(more.resolve("provenance.json")).history().extensions().size());
  }

  @Test
  @Tag("slow")
  void aRunThatWasCutOffCanBeGivenMoreToo() throws IOException {
    Path whole = run("whole", "budget.trained-models=12");
    Path cut = run("cut");
    Nas.keepTrials(cut.resolve("journal/02-ae/000.jsonl"), 3);
    Files.delete(cut.resolve("journal/03-sh/001.jsonl"));
    run("cut", "budget.trained-models=12");
    assertSame(whole, cut);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "budget={hours: 0.4}",
        "budget={target-accuracy: 80}",
        "budget.target-accuracy=70"
      })
  @Tag("slow")
  void theLastTrialIsTheSameForAnyNumberOfWorkers(String budget) throws IOException {
    Path one = run("one", 1, budget);
    Path two = run("two", 2, budget);
    Path four = run("four", 4, budget);
    assertSame(one, two);
    assertSame(one, four);
    TreeSet<SearchEnd.Reason> reasons = new TreeSet<>();
    for (String search : SEARCHES) {
      Journal journal = journal(one, search);
      SearchEnd end = journal.end().orElseThrow();
      reasons.add(end.reason());
      assertEquals(journal.trials().size(), end.trials());
      Nas.keepTrials(
          four.resolve("journal").resolve(search + ".jsonl"), journal.trials().size() / 2);
    }
    assertTrue(
        reasons.contains(
            budget.contains("hours")
                ? SearchEnd.Reason.TIME_LIMIT
                : SearchEnd.Reason.TARGET_REACHED),
        reasons.toString());
    run("four", 4);
    assertSame(one, four);
    String status = Nas.say("status", one).done();
    assertTrue(
        status.contains(budget.contains("hours") ? "time limit reached (0.4" : "target accuracy"),
        status);
  }

  @Test
  @Tag("slow")
  void moreTimeAndAHigherTarget() {
    Path whole = run("whole", "budget={hours: 1.5, target-accuracy: 86}");
    Path more = run("more", "budget={hours: 0.3, target-accuracy: 60}");
    run("more", 2, "budget.target-accuracy=86");
    run("more", 2, "budget.hours=1.5");
    assertSame(whole, more);
  }

  @Test
  @Tag("slow")
  void theTrialThatReachesALimitIsTheLast() {
    Path run = run("run", "budget={trained-models: 60, hours: 0.4, target-accuracy: 85}");
    for (String search : SEARCHES) {
      Journal journal = journal(run, search);
      double seconds = 0;
      int trials = 0;
      boolean ended = false;
      for (TrialRecord trial : journal.trials()) {
        assertFalse(ended, search + " went on after " + trials);
        seconds += Cost.TRAIN_SECONDS.of(trial);
        trials++;
        ended =
            seconds >= 0.4 * 3600
                || (trial.fidelity().isEmpty()
                    && ((Result.Trained) trial.result()).validation() >= 85);
      }
      assertTrue(ended || journal.end().orElseThrow().reason() == SearchEnd.Reason.BUDGET_SPENT);
    }
  }

  @Test
  @Tag("slow")
  void aLimitCanBeRaisedAndNotLowered() {
    Path run = run("run");
    TreeMap<String, String> refused =
        new TreeMap<>(
            java.util.Map.of(
                "budget.trained-models=7", "budget.trained-models is 8 there and 7 here",
                "budget.hours=9", "budget.hours is absent there and 9 here",
                "budget.max-consecutive-duplicates=9",
                    "budget.max-consecutive-duplicates is 1000 there and 9 here",
                "repetitions=1", "repetitions is 2 there and 1 here"));
    refused.forEach(
        (set, message) -> {
          Nas.Said said = Nas.say("run", run, "--set", set);
          assertEquals(Main.USER_ERROR, said.exitCode());
          assertTrue(said.err().contains(message + ", and can only be raised"), said.err());
        });
  }

  @Test
  @Tag("slow")
  void aStrategyThatPlansWithTheBudgetIsRefusedMore() throws IOException {
    Path jar =
        PluginJars.compile(
            folder,
            "nas.strategy.StrategyPlugin",
            "example.Planner",
            """
            package example;

            import java.util.List;
            import nas.space.Enumeration;
            import nas.space.Space;
            import nas.strategy.Strategy;
            import nas.strategy.StrategyContext;
            import nas.strategy.StrategyPlugin;
            import nas.core.trial.Trial;

            public final class Planner implements StrategyPlugin<Planner.Settings> {
              public record Settings() {}

              public String name() { return "planner"; }

              public String summary() { return "Skips as many architectures as it may train."; }

              public Class<Settings> settings() { return Settings.class; }

              public <A> Strategy<A> create(
                  Settings settings, Space<A> space, StrategyContext context) {
                var points = Enumeration.of(space).orElseThrow().enumerate().skip(context.trainedModels()).iterator();
                return new Strategy<>() {
                  public List<A> ask(int n) { return List.of(points.next()); }

                  public void tell(Trial<A> trial) {}
                };
              }
            }
            """);
    Path experiment =
        Nas.write(
            folder.resolve("planned.yaml"),
            """
            name: planned
            search-space: {choices: {positions: 3, options: [a, b, c, d]}}
            evaluator: noisy
            budget: {trained-models: 3}
            strategies: [planner]
            """);
    Path out = folder.resolve("planned");
    Nas.say("run", experiment, "--out", out, "--plugins", jar).done();
    String before = Files.readString(out.resolve("experiment.yaml"));
    Nas.Said more = Nas.say("run", out, "--plugins", jar, "--set", "budget.trained-models=5");
    assertEquals(Main.USER_ERROR, more.exitCode());
    assertTrue(
        more.err().contains("cannot go on with budget.trained-models from 3 to 5"), more.err());
    assertEquals(before, Files.readString(out.resolve("experiment.yaml")));
    Nas.say("run", out, "--plugins", jar).done();
  }

  /** A measured time limit ends searches, too, and those that train then. */
  @Test
  @Tag("slow")
  void timeThatIsMeasured() {
    Path experiment =
        Nas.write(
            folder.resolve("slow.yaml"),
            """
            name: slow
            search-space: nasbench201
            evaluator: {noisy: {pause-milliseconds: 40}}
            budget: {hours: 5.0e-5}
            strategies: [random]
            """);
    Path out = folder.resolve("slow");
    String first = Nas.say("run", experiment, "--out", out, "--workers", 2).done();
    assertTrue(first.contains("random: the search ended before the budget was spent"), first);
    Journal journal = journal(out, "01-random/000");
    assertEquals(SearchEnd.Reason.TIME_LIMIT, journal.end().orElseThrow().reason());
    int trials = journal.trials().size();
    assertTrue(trials >= 1 && trials <= 5, trials + " trials");
    Nas.say("run", out, "--set", "budget.hours=2.0e-4").done();
    Journal more = journal(out, "01-random/000");
    assertTrue(more.trials().size() > trials);
    assertEquals(journal.trials(), more.trials().subList(0, trials));
  }

  @Test
  @Tag("slow")
  void anExperimentThatIsMendedBeforeAnythingWasEvaluatedBeginsAnew() throws IOException {
    Path run = run("run");
    for (String search : SEARCHES) {
      Files.write(run.resolve("journal").resolve(search + ".jsonl"), new byte[0]);
    }
    run("run", "seed=7");
    assertEquals(7, Provenance.read(run.resolve("provenance.json")).rootSeed());
    assertSame(run("other", "seed=7"), run);
  }
}
