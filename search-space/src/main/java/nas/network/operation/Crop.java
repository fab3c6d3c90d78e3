package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Usual;

/**
 * Images without some of the rows and columns at their edges; sequences without some of their first
 * and last steps.
 *
 * @param edges how many are cut off
 */
public record Crop(
    @Setting(value = "Rows and columns cut off at the edges", min = 0) @Usual("0") Padding edges)
    implements Operation {

  /** Checks the range. */
  public Crop {
    if (!edges.isAtLeast(0)) {
      throw new IllegalArgumentException("numbers of rows cut off must not be negative");
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    long height = (long) input.height() - edges.top() - edges.bottom();
    long width = (long) input.width() - edges.left() - edges.right();
    if (input.kind() == FeatureShape.Kind.TOKENS || height < 1 || width < 1) {
      throw new IllegalArgumentException("nothing remains of " + input + " without " + edges);
    }
    return input.resized(input.channels(), Math.toIntExact(height), Math.toIntExact(width));
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.KEPT;
  }

  /**
   * Cuts nothing off sides of odd size, of which a step of 2 behind it then keeps as many pixels as
   * without it.
   */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    boolean rows = narrowing.input().height() % 2 == 0;
    boolean columns = narrowing.input().width() % 2 == 0;
    return new Crop(
        new Padding(
            rows ? edges.top() : 0,
            columns ? edges.left() : 0,
            rows ? edges.bottom() : 0,
            columns ? edges.right() : 0));
  }
}
