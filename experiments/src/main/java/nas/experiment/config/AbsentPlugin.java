package nas.experiment.config;

import java.util.List;
import nas.core.trial.Fidelity;
import nas.engine.data.DataPlugin;
import nas.engine.data.ImageData;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.experiment.config.yaml.YamlNode;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/**
 * Stands for a plug-in that a run names and that is in none of the jars at hand: what the run has
 * recorded can be read, but nothing can be made. Its settings are kept as they stand.
 */
public final class AbsentPlugin
    implements SearchSpacePlugin<AbsentPlugin.Settings>,
        StrategyPlugin<AbsentPlugin.Settings>,
        EvaluatorPlugin<AbsentPlugin.Settings>,
        DataPlugin<AbsentPlugin.Settings> {

  private final Family family;
  private final String name;
  private final String advice;

  /**
   * Settings as the file has them.
   *
   * @param node without the places, so that equal settings are equal
   */
  public record Settings(YamlNode node) {}

  AbsentPlugin(Family family, String name, String advice) {
    this.family = family;
    this.name = name;
    this.advice = advice;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return "Is in none of the jars at hand.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Space<?> create(Settings settings) {
    throw needed();
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    throw needed();
  }

  @Override
  public List<Fidelity> fidelities(Settings settings) {
    throw needed();
  }

  @Override
  public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
    throw needed();
  }

  @Override
  public ImageData read(Settings settings) {
    throw needed();
  }

  private AbsentPluginException needed() {
    return new AbsentPluginException(family.noun() + " '" + name + "'", advice);
  }
}
