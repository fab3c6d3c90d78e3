package nas.evaluator.tabular;

import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.space.SearchSpace;

/** Makes {@link TabularEvaluator} available to experiment files as {@code tabular}. */
public final class TabularPlugin implements EvaluatorPlugin<TabularSettings> {

  @Override
  public String name() {
    return "tabular";
  }

  @Override
  public String summary() {
    return "Looks accuracies up in a benchmark file, which 'nas import' makes";
  }

  @Override
  public Class<TabularSettings> settings() {
    return TabularSettings.class;
  }

  @Override
  public boolean needsImages() {
    return false;
  }

  @Override
  public <A> Evaluator<A> create(
      TabularSettings settings, SearchSpace<A> space, EvaluatorContext context) {
    return new TabularEvaluator<>(settings, space);
  }
}
