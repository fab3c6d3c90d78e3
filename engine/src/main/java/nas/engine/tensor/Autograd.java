package nas.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/** Derivatives by chosen arrays, which are returned instead of being added up in the arrays. */
public final class Autograd {

  /** What happens to the record of operations. */
  public enum Graph {
    /** It is freed. */
    FREED,
    /** It stays, so that another derivative can be taken. */
    RETAINED,
    /** It stays, and the derivatives are recorded too, so that they can be differentiated. */
    EXTENDED
  }

  private Autograd() {}

  /**
   * Returns the derivatives of a recorded scalar.
   *
   * <p>Sets the names of the arrays, by which the engine tells them apart.
   *
   * @param scalar the recorded scalar
   * @param inputs arrays that the scalar depends on
   * @param graph what happens to the record of operations
   * @return one array per input, of its shape; the caller closes them
   */
  public static NDList gradients(NDArray scalar, List<NDArray> inputs, Graph graph) {
    String method =
        switch (graph) {
          case FREED -> "gradients";
          case RETAINED -> "gradients_retained";
          case EXTENDED -> "gradients_recorded";
        };
    NDList arguments = new NDList(named(scalar, "outputs[]"));
    for (NDArray input : inputs) {
      arguments.add(named(input, "inputs[]"));
    }
    return Scripts.call(method, arguments);
  }

  /**
   * Returns the derivatives of a recorded scalar.
   *
   * @param scalar the recorded scalar
   * @param inputs tensors that the scalar depends on
   * @param graph what happens to the record of operations
   * @return one tensor per input, of its shape, in the scope of the scalar; the caller closes them
   */
  public static Tensors gradients(Tensor scalar, List<Tensor> inputs, Graph graph) {
    List<NDArray> arrays = inputs.stream().<NDArray>map(Tensor::array).toList();
    Tensors found = new Tensors();
    for (NDArray gradient : gradients(scalar.array(), arrays, graph)) {
      found.add(scalar.scope().own((PtNDArray) gradient));
    }
    return found;
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }
}
