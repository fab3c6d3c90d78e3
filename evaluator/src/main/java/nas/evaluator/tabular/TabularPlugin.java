package nas.evaluator.tabular;

import java.util.List;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.Protocol;
import nas.space.Space;

/** Makes {@link TabularEvaluator} available to experiment files as {@code tabular}. */
public final class TabularPlugin implements EvaluatorPlugin<TabularSettings> {

  @Override
  public String name() {
    return "tabular";
  }

  @Override
  public String summary() {
    return "Looks results up in a benchmark file, which 'java -jar nas.jar import' makes";
  }

  @Override
  public Class<TabularSettings> settings() {
    return TabularSettings.class;
  }

  @Override
  public boolean needsImages() {
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * <p>They cost in proportion to the mean training seconds that the table states for them and for
   * the full one, or where it states none for one of them, to their epochs.
   */
  @Override
  public List<Fidelity> fidelities(TabularSettings settings) {
    return settings.fidelities().isEmpty()
        ? Fidelity.FULL_ONLY
        : new TargetColumns(settings).fidelities();
  }

  @Override
  public Protocol protocol(TabularSettings settings, Objective trained) {
    return new Protocol(
        Target.parse("search-on", settings.searchOn()).metric(settings),
        Target.parse("search-on", settings.searchOn()).of(settings),
        Target.parse("report", settings.report()).of(settings),
        Protocol.Source.TABLE);
  }

  @Override
  public <A> Evaluator<A> create(
      TabularSettings settings, Space<A> space, EvaluatorContext context) {
    return new TabularEvaluator<>(settings, space, context.notices());
  }
}
