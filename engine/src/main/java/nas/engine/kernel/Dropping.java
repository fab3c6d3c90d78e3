package nas.engine.kernel;

import java.util.Arrays;
import nas.core.Seeds;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;

/** Draws what a kind of dropout sets to zero. */
final class Dropping {

  private Dropping() {}

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
    Tensor batches = call.state(0);
    long before = (long) batches.scalar();
    long stream = Seeds.mix(Seeds.mix(Seeds.hash(call.node()) + before));
    double[] drawn =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int index = 0; index < drawn.length; index++) {
      drawn[index] = Seeds.unit(stream + index) < probability ? 0 : 1 / (1 - probability);
    }
    try (Tensor factors = call.input().scope().numbers(call.input().precision(), drawn, shape)) {
      GradientMode.unrecorded(
          () -> {
            try (Tensor one = batches.scope().full(batches.precision(), 1, 1)) {
              batches.addInPlace(one);
            }
            return batches;
          });
      return call.input().mul(factors);
    }
  }
}
