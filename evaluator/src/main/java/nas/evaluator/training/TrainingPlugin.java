package nas.evaluator.training;

import java.util.List;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.trial.Fidelity;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.space.Space;

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
  public Class<TrainingSettings> settings() {
    return TrainingSettings.class;
  }

  /** {@inheritDoc} They are numbers of epochs, and cost in proportion to them. */
  @Override
  public List<Fidelity> fidelities(TrainingSettings settings) {
    int full = settings.length().epochs();
    return Stream.concat(settings.length().fidelities().stream(), Stream.of(full))
        .map(epochs -> new Fidelity("epochs-" + epochs, (double) epochs / full))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserException also if the space builds no network for images of this size
   */
  @Override
  public boolean onlyEvaluates() {
    return true;
  }

  @Override
  public <A> Evaluator<A> create(
      TrainingSettings settings, Space<A> space, EvaluatorContext context) {
    context.data().ifPresent(data -> TrainingEvaluator.requireFit(space, data));
    return TrainingEvaluator.full(settings, space, context);
  }
}
