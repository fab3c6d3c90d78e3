package nas.evaluator;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Plugin;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.space.Space;

/**
 * An evaluator that experiment files can name.
 *
 * @param <S> its settings
 */
public interface EvaluatorPlugin<S extends Record> extends Plugin<S> {

  /** Says whether evaluators of this kind need the images that the experiment names. */
  default boolean needsImages() {
    return true;
  }

  /**
   * Says whether evaluators of this kind know nothing of an architecture without evaluating it:
   * neither {@linkplain Evaluator#costs costs} nor whether it is {@linkplain Evaluator#whyMissing
   * missing}. Then a run whose networks are evaluated on other machines makes none itself.
   */
  default boolean onlyEvaluates() {
    return false;
  }

  /**
   * Returns the fidelities at which evaluators with these settings evaluate, cheapest first, their
   * costs increasing; the last is the full one with cost 1. By default there is only that.
   *
   * <p>Known without creating the evaluator, so that a run can be looked at where it cannot run.
   *
   * @throws nas.core.plugin.InvalidSettingException if a setting cannot be used
   * @throws nas.core.UserException if data cannot be read
   */
  default List<Fidelity> fidelities(S settings) {
    return Fidelity.FULL_ONLY;
  }

  /**
   * Returns by which values evaluators with these settings let networks be searched and reported.
   * By default networks are trained, and validation and test images differ.
   *
   * <p>Known without creating the evaluator, so that a run can be reported where it cannot run.
   *
   * @param trained what networks that are trained on the experiment's data are compared by
   */
  default Protocol protocol(S settings, Objective trained) {
    return Protocol.ofTraining(trained);
  }

  /** Returns when trainings with these settings end that lag behind; by default none does. */
  default Optional<MedianStopping> medianStopping(S settings) {
    return Optional.empty();
  }

  /**
   * Creates the evaluator.
   *
   * @throws nas.core.plugin.InvalidSettingException if a setting cannot be used
   * @throws nas.core.UserException if data cannot be read
   */
  <A> Evaluator<A> create(S settings, Space<A> space, EvaluatorContext context);
}
