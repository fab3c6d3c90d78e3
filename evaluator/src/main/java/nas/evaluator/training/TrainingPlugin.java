package nas.evaluator.training;

import java.util.Optional;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.space.SearchSpace;
import nas.space.plugin.Paper;

/** Makes {@link TrainingEvaluator} available to experiment files as {@code training}. */
public final class TrainingPlugin implements EvaluatorPlugin<TrainingSettings> {

  @Override
  public String name() {
    return "training";
  }

  @Override
  public String summary() {
    return "Builds each network and trains it on images for some epochs";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.empty();
  }

  @Override
  public Class<TrainingSettings> settings() {
    return TrainingSettings.class;
  }

  @Override
  public <A> Evaluator<A> create(
      TrainingSettings settings, SearchSpace<A> space, EvaluatorContext context) {
    return new TrainingEvaluator<>(settings, space, context);
  }
}
