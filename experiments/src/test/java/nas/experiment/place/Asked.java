package nas.experiment.place;

import java.util.List;
import java.util.Optional;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import nas.proxy.Metric;
import nas.proxy.service.MeasuredScores;
import nas.proxy.service.ScoreStore;
import nas.proxy.service.SubjectScorer;
import nas.proxy.service.Subjects;
import nas.space.Space;

/**
 * What tests ask workplaces, and what is right.
 *
 * @param setup of an experiment that evaluates at once
 * @param metrics some of several batches, and some that do not like all networks
 */
record Asked<A>(
    LoadedExperiment loaded,
    Space<A> space,
    Setup setup,
    SubjectScorer<A> scorer,
    List<Metric> metrics) {

  static final ExperimentReader READER = Plugins.load(Asked.class.getClassLoader()).reader();

  private static final String EXPERIMENT =
      """
      name: asked
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: digits
      evaluator: {noisy: {failure-share: 0.3}}
      proxies: {batch-size: 8}
      budget: {trained-models: 1}
      strategies: [random]
      """;

  /** One without any path, and some others. */
  static final List<String> ARCHITECTURES =
      List.of(
          "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
          "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|",
          "|nor_conv_1x1~0|+|none~0|nor_conv_3x3~1|+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|",
          "|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|",
          "|nor_conv_1x1~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|none~2|");

  static Asked<?> usual() {
    LoadedExperiment loaded = READER.read(EXPERIMENT, "the test", List.of());
    return of(loaded, loaded.createSearchSpace());
  }

  private static <A> Asked<A> of(LoadedExperiment loaded, Space<A> space) {
    return new Asked<>(
        loaded,
        space,
        Setup.of(loaded.experiment(), Optional.empty()),
        new SubjectScorer<>(
            Subjects.of(space, loaded.experiment().spaceSettings()),
            loaded.readData(),
            loaded.experiment().proxies(),
            loaded.experiment().seed()),
        List.of("snip", "zico", "jacob-cov", "zen(images=8)").stream()
            .map(loaded.metrics()::find)
            .toList());
  }

  List<String> labels() {
    return metrics.stream().map(ScoreStore::label).toList();
  }

  ScoreRequest request(List<String> architectures) {
    return new ScoreRequest(setup, scorer.circumstances(), labels(), architectures);
  }

  /** Returns what this process says, without the seconds, which are never the same. */
  List<MeasuredScores> right(List<String> architectures) {
    return timeless(
        architectures.stream().map(text -> scorer.score(space.parse(text), metrics)).toList());
  }

  static List<MeasuredScores> timeless(List<MeasuredScores> scores) {
    return scores.stream().map(one -> new MeasuredScores(one.scores(), 0)).toList();
  }
}
