package nas.engine;

import java.util.SortedMap;
import nas.engine.tensor.OutOfDeviceMemoryException;

/**
 * A rule that turns gradients into steps of the weights of one runtime; close it before that.
 *
 * <p>What it remembers between steps can be taken out and put into a new one, which then goes on as
 * this one would have, bit for bit.
 */
public sealed interface Optimizer extends AutoCloseable permits Sgd, Adam {

  /**
   * Updates the weights by the gradients and clears these.
   *
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  void step(double learningRate);

  /** Returns copies of what it remembers, each laid out as {@link NetworkRuntime#weights()}. */
  SortedMap<String, float[]> state();

  /**
   * Takes over what another one of the same kind and settings remembered.
   *
   * @param state what {@link #state} returned
   * @param steps number of steps that it had made
   * @throws IllegalArgumentException if arrays are missing or of another size
   */
  void restore(SortedMap<String, float[]> state, long steps);

  @Override
  void close();
}
