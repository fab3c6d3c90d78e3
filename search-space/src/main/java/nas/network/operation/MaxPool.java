package nas.network.operation;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Usual;
import nas.network.Window;

/**
 * The largest value of each window; padding never wins.
 *
 * @param kernel sides of the window
 * @param stride steps
 * @param padding added around, at most half the window, or less than it where sides differ
 * @param ceil whether a last window counts that lies partly behind the image and its padding
 */
public record MaxPool(
    @Setting(value = "Sides of the window", min = 1) Sides kernel,
    @Setting(value = "Steps", min = 1) Sides stride,
    @Setting(value = "Padding around", min = 0) @Usual(Usual.SAME) Padding padding,
    @Setting(value = "Whether a last window may lie partly outside", byDefault = "false")
        boolean ceil)
    implements Operation {

  /** Checks the ranges. */
  public MaxPool {
    Windows.check("pooling", kernel, stride, padding);
  }

  /** A pooling whose settings are the same in both directions, and whose windows lie inside. */
  public MaxPool(int kernel, int stride, int padding) {
    this(Sides.of(kernel), Sides.of(stride), Padding.of(padding), false);
  }

  @Override
  public Category category() {
    return Category.POOLING;
  }

  @Override
  public String label() {
    return Windows.label("max pool", kernel, stride);
  }

  @Override
  public Optional<Window> largestOf() {
    return Optional.of(new Window(kernel, stride, padding));
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    return Windows.positions(input, input.channels(), kernel, stride, padding, ceil);
  }

  /**
   * Returns the padding with which all windows lie inside: that of the operation unless a last
   * window may lie partly outside.
   */
  public Padding reached(FeatureShape input) {
    return ceil ? Windows.reached(input, infer(List.of(input)), kernel, stride, padding) : padding;
  }

  /** Rounds up where an image of odd size is halved, as strided convolutions do. */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    return !ceil && Windows.leavePixelsOut(kernel, stride, padding, narrowing.input())
        ? new MaxPool(2, 2, 1)
        : this;
  }
}
