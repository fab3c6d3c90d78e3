package nas.engine.kernel;

import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * How the engine executes one kind of operation; found by {@link java.util.ServiceLoader}, so it is
 * a public class with a public constructor without arguments, and has no state.
 *
 * @param <O> the operation
 */
public interface Kernel<O extends Operation> {

  /** Returns the kind of operation that it executes. */
  Class<O> operation();

  /**
   * Computes an operation.
   *
   * @param call what to compute; lives until this method returns
   * @return the output (batch, and the sides of the operation's shape), a new tensor
   */
  Tensor forward(Call<O> call);

  /**
   * Carries SynFlow's values, and maybe a tangent, through the operation.
   *
   * <p>This holds for any operation that treats each example of a batch by itself; operations that
   * are linear where nothing is negative, or multiply by weights, do better by {@link
   * Synflow#linear} and {@link Synflow#weighted}.
   */
  default Scaled synflow(Call<O> call, Synflow synflow) {
    return synflow.differentiated(call, this::forward);
  }

  /**
   * Adds the operation to an ONNX graph.
   *
   * @return name of the output, that of {@link OnnxCall#output}
   */
  String onnx(OnnxCall<O> call);

  /** Returns the ONNX operators that may stand for the operation; by default none. */
  default Set<String> onnxOperators() {
    return Set.of();
  }

  /**
   * Reads one of {@link #onnxOperators} from a file, if it stands for this operation.
   *
   * @return whether it does, and all outputs have been put; by default not
   * @throws IllegalArgumentException if it would but for a setting that has no counterpart; says
   *     which
   */
  default boolean read(OnnxOperator operator) {
    return false;
  }

  /**
   * Refuses what the engine cannot execute, before anything is computed.
   *
   * @throws IllegalArgumentException saying why
   */
  default void check(O operation, List<FeatureShape> inputs) {}
}
