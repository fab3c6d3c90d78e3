package nas.network;

import java.util.List;

/**
 * One array of an operation that is not trained but moves in training, such as a running mean.
 *
 * @param name unique within the operation
 * @param arrayName name of the array in files of trained networks, as PyTorch would call it
 * @param shape its shape
 * @param initial value of all elements before training
 * @param counts whether it counts, so that its mean over several steps says nothing
 */
public record StateSpec(
    String name, String arrayName, List<Integer> shape, double initial, boolean counts) {

  /** Copies the shape. */
  public StateSpec {
    shape = List.copyOf(shape);
  }

  /** Returns the number of values. */
  public long count() {
    return ParameterSpec.countOf(shape);
  }
}
