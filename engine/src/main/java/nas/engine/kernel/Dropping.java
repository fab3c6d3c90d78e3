package nas.engine.kernel;

import java.util.Arrays;
import nas.core.Seeds;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;

/**
 * Draws what a kind of dropout sets to zero.
 *
 * @param node name of the node, from which it follows with the number of batches
 * @param batches number of batches before, which is counted on with each draw
 * @param probability of a value to become zero
 */
public record Dropping(String node, Tensor batches, double probability) {

  /**
   * Returns the input as it is in use, and in training with factors that are 0 or one by the
   * probability to stay. They follow from the node's name and the number of batches before, the
   * operation's only state, which is counted on.
   *
   * @param shape of the factors; axes of length 1 have one for all values along them
   */
  static Tensor of(Call<?> call, double probability, long... shape) {
    if (!call.training() || probability == 0) {
      return call.input().view();
    }
    Dropping dropping = new Dropping(call.node(), call.state(0), probability);
    try (Tensor factors = dropping.factors(call.input().scope(), call.input().precision(), shape)) {
      return call.input().mul(factors);
    }
  }

  /** Returns factors that are 0, or one by the probability to stay. */
  public Tensor factors(Scope scope, Precision precision, long... shape) {
    long before = (long) batches.scalar();
    long stream = Seeds.mix(Seeds.mix(Seeds.hash(node)) + before);
    double[] drawn =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int index = 0; index < drawn.length; index++) {
      drawn[index] = Seeds.unit(stream + index) < probability ? 0 : 1 / (1 - probability);
    }
    GradientMode.unrecorded(
        () -> {
          try (Tensor one = batches.scope().full(batches.precision(), 1, 1)) {
            batches.addInPlace(one);
          }
          return batches;
        });
    return scope.numbers(precision, drawn, shape);
  }
}
