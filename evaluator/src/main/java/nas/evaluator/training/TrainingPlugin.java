package nas.evaluator.training;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.Fidelity;
import nas.evaluator.data.DataException;
import nas.evaluator.data.ImageData;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;
import nas.space.Seeds;

/** Makes {@link TrainingEvaluator} available to experiment files as {@code training}. */
public final class TrainingPlugin implements EvaluatorPlugin<TrainingSettings> {

  private static final int SAMPLES = 8;

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
    return Stream.concat(settings.fidelities().stream(), Stream.of(settings.epochs()))
        .map(epochs -> new Fidelity("epochs-" + epochs, (double) epochs / settings.epochs()))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException also if the space builds no network for images of this size
   */
  @Override
  public <A> Evaluator<A> create(
      TrainingSettings settings, SearchSpace<A> space, EvaluatorContext context) {
    context.data().ifPresent(data -> requireFit(space, data, context.rootSeed()));
    return new TrainingEvaluator<>(settings, space, context);
  }

  /** Refuses images for which every network would fail, before a run is spent on finding out. */
  private static <A> void requireFit(SearchSpace<A> space, ImageData data, long rootSeed) {
    RandomGenerator random = Seeds.generator(rootSeed);
    String refusal = "";
    for (int i = 0; i < SAMPLES; i++) {
      try {
        space.network(space.sample(random), data.task());
        return;
      } catch (InvalidArchitectureException e) {
        refusal = String.valueOf(e.getMessage());
      }
    }
    throw new DataException("Data set " + data.name() + " does not fit: " + refusal, "");
  }
}
