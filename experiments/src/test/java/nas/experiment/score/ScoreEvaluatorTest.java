package nas.experiment.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.data.Dataset;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorContract;
import nas.evaluator.ProgressListener;
import nas.evaluator.Protocol;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import nas.network.Network;
import nas.proxy.Score;
import nas.proxy.service.ProxyService;
import nas.proxy.service.ScoringListener;
import nas.space.Blueprint;
import nas.space.Space;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scores as results of evaluations. */
final class ScoreEvaluatorTest implements EvaluatorContract<NasBench201Architecture> {

  private static final ExperimentReader READER =
      Plugins.load(ScoreEvaluatorTest.class.getClassLoader()).reader();

  /** One without any path, two that are one network, and two others. */
  private static final List<String> CELLS =
      List.of(
          "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
          "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|",
          "|nor_conv_1x1~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|",
          "|nor_conv_1x1~0|+|none~0|nor_conv_3x3~1|+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|",
          "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|none~0|none~1|nor_conv_3x3~2|");

  private static LoadedExperiment experiment(String proxy) {
    return READER.read(
        """
        name: scores
        search-space: {nasbench201: {channels: 4, cells-per-stage: 1}}
        data: digits
        evaluator: {score: {proxy: %s}}
        proxies: {batch-size: 8}
        budget: {trained-models: 1}
        strategies: [random]
        """
            .formatted(proxy),
        "the test",
        List.of());
  }

  private static Space<NasBench201Architecture> space() {
    NasBench201Settings settings =
        (NasBench201Settings) experiment("zen").experiment().searchSpace().settings();
    return new NasBench201Space(settings);
  }

  private static Evaluator<NasBench201Architecture> evaluator(String proxy) {
    LoadedExperiment loaded = experiment(proxy);
    Dataset data = loaded.readData();
    return loaded.createEvaluator(
        space(),
        new EvaluatorContext(
            Optional.of(data),
            loaded.experiment().seed(),
            Optional.empty(),
            notice -> {},
            new ExperimentScorers(loaded, () -> data)));
  }

  @Override
  public Evaluator<NasBench201Architecture> evaluator() {
    return evaluator("zen");
  }

  @Override
  public List<NasBench201Architecture> architectures() {
    return CELLS.stream().map(space()::parse).toList();
  }

  @Override
  public Protocol protocol() {
    return experiment("zen").protocol();
  }

  private static Result result(Evaluator<NasBench201Architecture> evaluator, String cell)
      throws InterruptedException {
    return evaluator.evaluate(space().parse(cell), 1, ProgressListener.NONE);
  }

  /** The scores of guided searches and of 'score' come from the service, which is another path. */
  @Tag("slow")
  @Test
  void scoresAreThoseOfTheService() throws InterruptedException {
    LoadedExperiment loaded = experiment("zen");
    ProxyService<NasBench201Architecture> service =
        new ProxyService<>(
            space(),
            loaded.experiment().spaceSettings(),
            loaded.readData(),
            loaded.experiment().proxies(),
            loaded.experiment().seed(),
            Optional.empty(),
            1);
    for (String name : List.of("zen", "nwot", "snip", "ntk-condition", "params")) {
      try (Evaluator<NasBench201Architecture> evaluator = evaluator(name)) {
        for (int i = 1; i < CELLS.size(); i++) {
          Score score =
              Objects.requireNonNull(
                  service
                      .scores(
                          List.of(space().parse(CELLS.get(i))),
                          List.of(loaded.metrics().find(name)),
                          ScoringListener.NONE)
                      .get(0)
                      .scores()
                      .get(name));
          Result result = result(evaluator, CELLS.get(i));
          if (score instanceof Score.Value value) {
            assertEquals(value.value(), ((Result.Trained) result).validation(), name);
          } else {
            assertEquals(((Score.Undefined) score).message(), ((Result.Failed) result).message());
          }
        }
      }
    }
  }

  @Test
  void theSeedOfAnEvaluationPlaysNoPart() throws InterruptedException {
    try (Evaluator<NasBench201Architecture> evaluator = evaluator()) {
      NasBench201Architecture cell = space().parse(CELLS.get(1));
      assertEquals(
          evaluator.evaluate(cell, 1, ProgressListener.NONE),
          evaluator.evaluate(cell, 2, ProgressListener.NONE));
    }
  }

  @Test
  void networksWithoutAScoreHaveFailedWithTheReason() throws InterruptedException {
    try (Evaluator<NasBench201Architecture> evaluator = evaluator()) {
      Result.Failed failed = (Result.Failed) result(evaluator, CELLS.get(0));
      assertEquals(FailureKind.NO_SCORE, failed.kind());
      assertTrue(failed.message().contains("images cannot influence"), failed.message());
      assertEquals(OptionalDouble.empty(), failed.simulatedTrainSeconds());
    }
  }

  @Test
  @Tag("slow")
  void metricsThatCountHaveTheCountsOfTheNetwork() throws InterruptedException {
    Dataset data = experiment("params").readData();
    Network network = Blueprint.required(space()).network(space().parse(CELLS.get(3)), data.task());
    try (Evaluator<NasBench201Architecture> evaluator = evaluator("params")) {
      Result.Trained scored = (Result.Trained) result(evaluator, CELLS.get(3));
      assertEquals((double) network.parameters(), scored.validation());
      assertEquals((double) network.parameters(), scored.measurements().get("parameters"));
      assertEquals((double) network.macs(), scored.measurements().get("macs"));
      assertFalse(
          evaluator.provenance().keySet().stream().anyMatch(key -> key.contains("engine")),
          "nothing is executed, so that no engine decides anything");
    }
  }

  @Test
  @Tag("slow")
  void settingsAndDirectionBelongToTheMetric() throws Exception {
    String term = "'zen(images=4)'";
    try (Evaluator<NasBench201Architecture> few = evaluator(term);
        Evaluator<NasBench201Architecture> many = evaluator();
        Evaluator<NasBench201Architecture> condition = evaluator("ntk-condition")) {
      assertEquals("zen", few.objective().key());
      assertEquals("score by zen(images=4)", experiment(term).protocol().reported());
      assertFalse(result(few, CELLS.get(1)).equals(result(many, CELLS.get(1))));
      assertEquals(Better.HIGHER, many.objective().better());
      assertEquals(Better.LOWER, condition.objective().better());
    }
  }

  @Test
  void aScoreHasOneNumberAndNoUnit() {
    Objective zen = Objective.ofScores("zen(images=4)", Better.HIGHER);
    assertEquals("zen", zen.key());
    assertEquals("zen", zen.searched());
    assertEquals("zen", zen.reported());
    assertEquals("test accuracy", Objective.ACCURACY.reported());
    assertEquals("scored", zen.done());
    assertEquals("97.3100", zen.text(97.31));
    assertEquals("1,031,185", zen.text(1_031_185));
    assertEquals("1.23457e+60", zen.text(1.234567e60));
    assertEquals("97.31 %", Objective.ACCURACY.text(97.31));
  }
}
