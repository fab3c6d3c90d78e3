package nas.engine.loss;

import nas.network.Target;

/**
 * Makes the losses of one kind of target. Service files name the kinds.
 *
 * @param <T> the kind of target
 */
public interface LossKind<T extends Target> {

  /** Returns the kind of target. */
  Class<T> target();

  /** Returns the loss of a target. */
  Loss of(T target);
}
