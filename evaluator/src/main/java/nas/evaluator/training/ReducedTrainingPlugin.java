package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Paper;
import nas.core.trial.Fidelity;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.MedianStopping;
import nas.space.Space;

/** Makes reduced training available to experiment files as {@code reduced-training}. */
public final class ReducedTrainingPlugin implements EvaluatorPlugin<ReducedTrainingSettings> {

  @Override
  public String name() {
    return "reduced-training";
  }

  @Override
  public String summary() {
    return "Trains each network with fewer epochs, images, pixels, channels or cells than in full";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Zhou et al.",
            2020,
            "EcoNAS: Finding Proxies for Economical Neural Architecture Search",
            "arXiv:2001.01233"));
  }

  @Override
  public Class<ReducedTrainingSettings> settings() {
    return ReducedTrainingSettings.class;
  }

  /** {@inheritDoc} Their names say what is reduced, their costs follow from that. */
  @Override
  public List<Fidelity> fidelities(ReducedTrainingSettings settings) {
    return settings.levels();
  }

  @Override
  public Optional<MedianStopping> medianStopping(ReducedTrainingSettings settings) {
    return settings.medianStop();
  }

  @Override
  public boolean onlyEvaluates() {
    return true;
  }

  @Override
  public <A> Evaluator<A> create(
      ReducedTrainingSettings settings, Space<A> space, EvaluatorContext context) {
    return TrainingEvaluator.reduced(settings, space, context);
  }
}
