package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.trial.Result;
import nas.engine.LatencyMeter;
import nas.experiment.config.ExperimentException;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import nas.network.Network;
import nas.result.journal.JournalReader;
import nas.result.journal.LatencyFile;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.report.BestNetwork;
import nas.result.report.ReportInput;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches under a measured latency, with a clock that never says the same twice. */
final class MeasuredLatencyRunTest {

  private static final String EXPERIMENT =
      """
      name: fast
      search-space: {nasbench201: {channels: 1, cells-per-stage: 1}}
      constraints: {latency-ms.measured: '<= 5', parameters: '> 0'}
      data: digits
      evaluator: noisy
      budget: {trained-models: 6}
      strategies:
        - random
        - aging-evolution: {population: 2, tournament: 2}
      """;

  private static final ExperimentReader READER =
      Plugins.load(MeasuredLatencyRunTest.class.getClassLoader()).reader();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Says 0 to 10 ms at random; dies when it is asked too often. */
  private static final class Noise implements LatencyMeter {
    private final int most;
    private final Set<String> met = new HashSet<>();
    private int asked;

    Noise(int asked, int most) {
      this.asked = asked;
      this.most = most;
    }

    @Override
    public synchronized double milliseconds(Network network) {
      if (asked == most) {
        throw new IllegalStateException("killed");
      }
      assertTrue(met.add(network.id()), "a network is measured once only");
      return 10 * Seeds.unit(Seeds.mix(asked++));
    }
  }

  private final List<String> notices = new CopyOnWriteArrayList<>();

  private LoadedExperiment loaded(String text) throws IOException {
    return READER.read(Files.writeString(folder.resolve("fast.yaml"), text), List.of());
  }

  private RunFolder run(String name, int workers, LatencyMeter meter)
      throws IOException, InterruptedException {
    LoadedExperiment loaded = loaded(EXPERIMENT);
    RunFolder run = RunFolder.create(folder.resolve(name));
    run(RunPlans.make(loaded, workers, run, Optional.empty(), meter, notices::add), loaded, run);
    return run;
  }

  /** Does what the command line does. */
  private static <A> void run(RunPlan<A> plan, LoadedExperiment loaded, RunFolder run)
      throws InterruptedException {
    try (var evaluator = plan.evaluator()) {
      plan.check().run();
      new ExperimentRun<>(plan, run, loaded.experiment(), (key, trial, resumed) -> {}, notice -> {})
          .run(
              () ->
                  RunFolders.prepare(
                      run,
                      loaded.experiment(),
                      plan.provenance(),
                      List.of(),
                      "test",
                      Optional.empty(),
                      Instant.EPOCH));
      assertFalse(evaluator.provenance().isEmpty());
    }
  }

  private static List<TrialRecord> trials(RunFolder run) {
    return run.journalNames().stream()
        .flatMap(name -> JournalReader.read(run.journalFolder().resolve(name)).trials().stream())
        .toList();
  }

  @Test
  @Tag("slow")
  void theFileDecidesWhoeverRunsAndWhenever() throws IOException, InterruptedException {
    Noise noise = new Noise(0, Integer.MAX_VALUE);
    RunFolder whole = run("whole", 1, noise);
    LatencyFile kept = LatencyFile.read(whole.latencyFile());
    assertEquals(noise.asked, kept.size());
    assertTrue(noise.asked >= 10 && !notices.isEmpty(), noise.asked + " were measured");
    assertTrue(
        notices.get(0).startsWith("Measured the latency of 10 networks so far, the last "),
        notices.get(0));
    Space<?> space = loaded(EXPERIMENT).createSearchSpace();
    for (TrialRecord trial : trials(whole)) {
      assertTrue(latency(space, trial.architecture(), kept) <= 5, trial.toString());
    }

    // The same latencies and other workers: nothing is measured, and all is as before.
    RunFolder repeated = RunFolder.create(folder.resolve("repeated"));
    Files.copy(whole.latencyFile(), repeated.latencyFile());
    assertEquals(whole.digest(), run("repeated", 3, new Noise(0, 0)).digest());

    // Killed again and again, in the middle of a measurement.
    for (int most = 1; most < noise.asked; most += 3) {
      int until = most;
      int before = Files.exists(folder.resolve("killed").resolve("latencies.csv")) ? until - 3 : 0;
      IllegalStateException killed =
          assertThrows(
              IllegalStateException.class, () -> run("killed", 1, new Noise(before, until)));
      assertEquals("killed", killed.getMessage());
    }
    int measured = LatencyFile.read(folder.resolve("killed").resolve("latencies.csv")).size();
    RunFolder resumed = run("killed", 1, new Noise(measured, Integer.MAX_VALUE));
    assertEquals(whole.digest(), resumed.digest());
    assertEquals(Files.readString(whole.latencyFile()), Files.readString(resumed.latencyFile()));

    reportsMeasureNothing(whole, space, kept);
    lostFilesAreRefused(whole);
  }

  private static <A> double latency(Space<A> space, String architecture, LatencyFile kept) {
    return kept.find(space.format(space.representative(space.parse(architecture)))).orElseThrow();
  }

  private static void reportsMeasureNothing(RunFolder run, Space<?> space, LatencyFile kept)
      throws IOException {
    String before = Files.readString(run.latencyFile());
    ReportInput input = RunReports.input(OpenedRun.open(run.path(), READER), Optional.of(space));
    assertTrue(input.heading().finished());
    assertTrue(
        input
            .heading()
            .description()
            .contains("those that are fast enough of the 15,625 architectures"),
        input.heading().description());
    for (BestNetwork network : input.best()) {
      assertEquals(
          latency(space, network.trial().architecture(), kept),
          network.result().measurements().get(MeasuredLatencies.QUANTITY));
      assertFalse(
          ((Result.Trained) network.trial().result())
              .measurements()
              .containsKey(MeasuredLatencies.QUANTITY),
          "what the wall clock says does not enter the journal");
    }
    assertEquals(before, Files.readString(run.latencyFile()));
  }

  private void lostFilesAreRefused(RunFolder run) throws IOException {
    byte[] latencies = Files.readAllBytes(run.latencyFile());
    String digest = run.digest();
    Files.delete(run.latencyFile());
    assertTrue(refusal(run).startsWith("There is no file RUN/latencies.csv, which says"));
    Files.write(run.latencyFile(), new byte[0]);
    assertTrue(refusal(run).startsWith("There is nothing in RUN/latencies.csv, which says"));
    latencies[latencies.length - 12] ^= 1;
    Files.write(run.latencyFile(), latencies);
    assertTrue(refusal(run).endsWith("the line is damaged: its checksum does not fit"));
    assertEquals(digest, run.digest());
  }

  private static String refusal(RunFolder run) {
    Noise none = new Noise(0, 0);
    UserException refused =
        assertThrows(
            UserException.class,
            () ->
                RunPlans.make(
                        READER.read(run.experimentFile(), List.of()),
                        1,
                        run,
                        Optional.empty(),
                        none,
                        notice -> {})
                    .check()
                    .run());
    assertFalse(refused.advice().isEmpty());
    return String.valueOf(refused.getMessage()).replace(run.path().toString(), "RUN");
  }

  @Test
  @Tag("slow")
  void aLimitThatNothingKeepsIsRefusedBeforeTheRun() throws IOException {
    RunFolder run = RunFolder.create(folder.resolve("run"));
    RunPlan<?> plan =
        RunPlans.make(
            loaded(EXPERIMENT.replace("<= 5", "< 2")),
            1,
            run,
            Optional.empty(),
            network -> 2.5,
            notice -> {});
    ExperimentException refused = assertThrows(ExperimentException.class, () -> plan.check().run());
    assertEquals(
        "None of 200 random architectures of nasbench201 that keep the other constraints has"
            + " latency-ms.measured < 2 (the nearest has 2.50000) in FOLDER/fast.yaml:3. Maybe"
            + " loosen the constraints.",
        String.valueOf(refused.getMessage()).replace(folder.toString(), "FOLDER"));
    plan.evaluator().close();
    // What was measured may serve the next attempt.
    RunFolders.requireUsable(run.path());
    assertFalse(run.hasRun());
  }
}
