package nas.network;

import nas.core.trial.Objective;

/**
 * What a network has to say of an example: how its output is laid out, what a right answer is, and
 * by which quantity trained networks are compared.
 *
 * <p>A new kind of target is a record of its own, and a loss that the engine finds for it.
 */
public interface Target {

  /** Returns the number of classes among which the network chooses, at least 2. */
  int classes();

  /**
   * Returns how many labels, numbers below {@link #classes}, the right answer of an example has.
   */
  int labels();

  /** Returns the shape that the output of a network for this target has. */
  FeatureShape output();

  /** Returns what trained networks are compared by. */
  Objective objective();

  /** Returns the target in words, such as {@code 10 classes}. */
  String described();
}
