package nas.experiment.config;

import nas.core.plugin.Plugin;
import nas.engine.data.DataPlugin;
import nas.evaluator.EvaluatorPlugin;
import nas.proxy.MetricPlugin;
import nas.space.SearchSpacePlugin;
import nas.strategy.StrategyPlugin;

/** The kinds of plug-ins. */
public enum Family {
  /** What is searched. */
  SEARCH_SPACE("search space", SearchSpacePlugin.class),
  /** Images to train on. */
  DATA("data source", DataPlugin.class),
  /** What gives an architecture its accuracy. */
  EVALUATOR("evaluator", EvaluatorPlugin.class),
  /** How to search. */
  STRATEGY("strategy", StrategyPlugin.class),
  /** What scores a network without training it. */
  METRIC("metric", MetricPlugin.class);

  private final String noun;
  private final Class<?> type;

  Family(String noun, Class<?> type) {
    this.noun = noun;
    this.type = type;
  }

  /** Returns what people call a member, such as {@code search space}. */
  public String noun() {
    return noun;
  }

  /** Returns the interface of its plug-ins. */
  public Class<?> type() {
    return type;
  }

  /** Says whether a plug-in belongs to the family. */
  public boolean has(Plugin<?> plugin) {
    return type.isInstance(plugin);
  }
}
