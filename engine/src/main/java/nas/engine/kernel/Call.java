package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One operation about to be computed for a batch. All tensors belong to the caller; a kernel closes
 * what it makes, the result excepted.
 *
 * @param <O> the operation
 */
public interface Call<O extends Operation> {

  /** Returns the operation. */
  O operation();

  /** Returns the name of its node. */
  String node();

  /** Returns what it reads: at least one tensor. */
  List<Tensor> inputs();

  /** Returns the first tensor that it reads. */
  default Tensor input() {
    return inputs().get(0);
  }

  /** Returns the shapes of one example of what it reads. */
  List<FeatureShape> shapes();

  /** Returns the shape of one example of its output. */
  FeatureShape output();

  /** Returns the number of examples. */
  long batch();

  /** Returns whether statistics are those of the batch and running ones move. */
  boolean training();

  /** Returns the number of trained arrays. */
  int parameters();

  /** Returns a trained array as a vector, by its index among those of the operation. */
  Tensor vector(int parameter);

  /** Returns a new view of a trained array in its shape. */
  Tensor parameter(int parameter);

  /** Returns an array that moves in training, by its index among those of the operation. */
  Tensor state(int state);

  /**
   * Returns the states that the batch before has ended with, its first rows where this batch has
   * fewer, which the caller closes; none where this batch begins anew.
   */
  Tensors carried();

  /**
   * Says with which states this batch ends, for the next one to begin with if states are carried.
   * No gradient passes them.
   *
   * @param states (batch, ...) each, as {@link #carried} gives them; they stay the caller's
   */
  void carry(List<Tensor> states);

  /**
   * Returns an array that never changes and is kept with the network.
   *
   * @param name says all that the values follow from
   * @param values row-major; asked once
   */
  Tensor constant(String name, Supplier<double[]> values, long... shape);

  /**
   * Returns an array of one value that never changes and is kept with the network.
   *
   * @param name tells it from those of the same shape
   */
  default Tensor filled(String name, double value, long... shape) {
    return constant(
        name + " " + Arrays.toString(shape),
        () -> {
          double[] values =
              new double[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
          Arrays.fill(values, value);
          return values;
        },
        shape);
  }

  /** Returns the same operation on other inputs of the same shapes. */
  Call<O> on(List<Tensor> inputs, long batch);

  /** Returns the same operation with other trained arrays, as {@link #vector} gives them. */
  Call<O> with(List<Tensor> vectors);
}
