package nas.experiment.score;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.Dataset;
import nas.evaluator.NetworkScorer;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.ValueType;
import nas.proxy.Metric;
import nas.proxy.metric.Preference;
import nas.proxy.service.ScoreStore;
import nas.proxy.service.SubjectScorer;
import nas.proxy.service.Subjects;
import nas.space.Blueprint;
import nas.space.Space;

/**
 * Finds what scores architectures one by one, with the metrics, the data and the settings of an
 * experiment.
 *
 * @param data reads the data; asked only when a metric is named
 */
public record ExperimentScorers(LoadedExperiment loaded, Supplier<Dataset> data)
    implements NetworkScorer.Finder {

  @Override
  public <A> NetworkScorer<A> named(String setting, String term, Space<A> space) {
    Metric metric = metric(setting, term);
    if (Blueprint.of(space).isEmpty()) {
      throw new InvalidSettingException(
          setting,
          setting + " (" + term + ") scores networks, but " + space.whyNo(Blueprint.class),
          "use an evaluator with a table");
    }
    Experiment experiment = loaded.experiment();
    SubjectScorer<A> scorer =
        new SubjectScorer<>(
            Subjects.of(space, experiment.spaceSettings()),
            data.get(),
            experiment.proxies(),
            experiment.seed());
    Optional<String> reason = scorer.whyNoScores(metric);
    if (reason.isPresent()) {
      throw new InvalidSettingException(
          setting,
          "%s (%s) can score no network for data set %s: %s"
              .formatted(setting, term, data.get().name(), reason.get()),
          "use a metric that reads weights or labels, such as snip or params");
    }
    scorer.requireMeasurable(List.of(metric));
    return new MetricScorer<>(space, scorer, metric, circumstances(scorer, metric));
  }

  /** Returns the only metric of a term. */
  private Metric metric(String setting, String term) {
    if (term.startsWith(ValueType.Metric.COLUMN)) {
      throw new InvalidSettingException(
          setting,
          setting + " (" + term + ") is a column of a table, and nothing is looked up here",
          "name a metric, or use the evaluator tabular");
    }
    Preference preference;
    try {
      preference = Preference.parse(term, loaded.metrics()::find);
    } catch (UserException unknown) {
      throw new InvalidSettingException(
          setting, String.valueOf(unknown.getMessage()), unknown.advice());
    }
    if (preference.rule() != Preference.Rule.SCORE) {
      throw new InvalidSettingException(
          setting,
          "%s (%s) ranks networks among others, so that one alone has no score"
              .formatted(setting, term),
          "name one metric here, and rank by several in a warmup or in move-proposal");
    }
    return preference.metrics().get(0);
  }

  /** Returns what scores depend on; of a metric that measures nothing the engine is no part. */
  private static SortedMap<String, String> circumstances(SubjectScorer<?> scorer, Metric metric) {
    SortedMap<String, String> circumstances = new TreeMap<>();
    scorer
        .circumstances(List.of(metric))
        .forEach((key, value) -> circumstances.put("score." + key, value));
    circumstances.put("score.metric", ScoreStore.label(metric));
    return circumstances;
  }
}
