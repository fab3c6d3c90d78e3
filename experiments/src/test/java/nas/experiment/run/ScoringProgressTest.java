package nas.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.experiment.config.Assignment;
import nas.experiment.plugin.Plugins;
import nas.result.journal.RunFolder;
import nas.strategy.Strategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is told while networks are scored for its strategies. */
final class ScoringProgressTest {

  private static final String EXPERIMENT =
      """
      name: scored
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: noisy
      budget: {trained-models: 12}
      strategies:
        - name: AE
          aging-evolution: {population: 2, tournament: 2}
          warmup: {proxy: params, samples: 40}
          move-proposal: {proxy: params + macs}
        - name: trees
          regression-predictor: {features: [params], training-points: 4, iterations: 2, pool: 50}
      """;

  private static <A> List<String> purposes(
      RunPlan.NamedStrategy<A> named, int trials, List<RunListener.Scoring> told) {
    Strategy<A> strategy = named.maker().make(0, told::add);
    assertEquals(List.of(), told, "nothing is scored before it is needed");
    for (int trial = 0; trial < trials; trial++) {
      A architecture = strategy.propose(1).get(0).architecture();
      strategy.tell(new Trial<>(trial, architecture, new Result.Trained(trial)));
    }
    return told.stream().map(RunListener.Scoring::purpose).distinct().toList();
  }

  @Test
  @Tag("slow")
  void aRunIsToldWhatIsScoredForWhom(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("scored.yaml"), EXPERIMENT);
    RunPlan<?> plan =
        RunPlans.make(
            Plugins.load(ScoringProgressTest.class.getClassLoader())
                .reader()
                .read(
                    file,
                    List.of(Assignment.parse("execution.score-store=" + folder.resolve("scores")))),
            1,
            new RunFolder(folder.resolve("run")),
            Optional.empty(),
            notice -> {});
    List<RunListener.Scoring> told = new ArrayList<>();
    assertEquals(
        List.of("the warmup of AE", "the moves of AE"),
        purposes(plan.strategies().get(0), 6, told));
    assertEquals(new RunListener.Scoring("the warmup of AE", "params", 0, 0, 40), told.get(0));
    int ends = 0;
    for (RunListener.Scoring scoring : told) {
      assertTrue(scoring.scored() + scoring.kept() <= scoring.total(), scoring.toString());
      ends += scoring.scored() + scoring.kept() == scoring.total() ? 1 : 0;
      assertEquals(
          scoring.purpose().startsWith("the moves") ? "params + macs" : "params", scoring.proxy());
    }
    assertTrue(ends >= 2, told.toString());
    assertEquals(
        List.of("the predictor of trees"),
        purposes(plan.strategies().get(1), 4, new ArrayList<>()));
  }
}
