package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * The largest value of each window; padding never wins.
 *
 * @param kernel side of the window
 * @param stride step in both directions
 * @param padding added on each side, at most half the window
 */
public record MaxPool(
    @Setting(value = "Side of the window", min = 1) int kernel,
    @Setting(value = "Step in both directions", min = 1) int stride,
    @Setting(value = "Padding on each side", min = 0) int padding)
    implements Operation {

  @Override
  public Category category() {
    return Category.POOLING;
  }

  @Override
  public String label() {
    return Windows.label("max pool", kernel, stride);
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    return Windows.positions(input, input.channels(), kernel, stride, padding);
  }

  /** Rounds up where an image of odd size is halved, as strided convolutions do. */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    return Windows.leavePixelsOut(kernel, stride, padding, narrowing.input())
        ? new MaxPool(2, 2, 1)
        : this;
  }
}
