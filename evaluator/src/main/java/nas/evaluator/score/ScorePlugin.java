package nas.evaluator.score;

import nas.core.plugin.MetricTerm;
import nas.core.plugin.Setting;
import nas.core.trial.Objective;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.Protocol;
import nas.space.Space;

/** Makes {@link ScoreEvaluator} available to experiment files as {@code score}. */
public final class ScorePlugin implements EvaluatorPlugin<ScorePlugin.Settings> {

  /**
   * What experiment files can set.
   *
   * @param proxy name of the metric
   */
  public record Settings(
      @Setting(
              "Metric whose score is the result, such as zen or zen(images=32); see 'java -jar"
                  + " nas.jar proxies'")
          @MetricTerm
          String proxy) {}

  @Override
  public String name() {
    return "score";
  }

  @Override
  public String summary() {
    return "Trains nothing: the result is the score of the network by a zero-cost metric";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Protocol protocol(Settings settings, Objective trained) {
    return Protocol.ofScores(settings.proxy());
  }

  @Override
  public boolean onlyEvaluates() {
    return true;
  }

  @Override
  public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
    return new ScoreEvaluator<>(context.metrics().named("proxy", settings.proxy(), space));
  }
}
