package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Usual;

/**
 * Zeros around images, and channels of zeros before and behind theirs, as in residual networks
 * whose shortcuts have no weights.
 *
 * @param padding zeros around
 * @param before channels of zeros before the input's
 * @param behind channels of zeros behind the input's
 */
public record Pad(
    @Setting(value = "Zeros around", min = 0) @Usual("0") Padding padding,
    @Setting(value = "Channels of zeros before the input's", min = 0) @Usual("0") int before,
    @Setting(value = "Channels of zeros behind the input's", min = 0) @Usual("0") int behind)
    implements Operation {

  /** Checks the ranges. */
  public Pad {
    if (!padding.isAtLeast(0) || before < 0 || behind < 0) {
      throw new IllegalArgumentException("numbers of added zeros must not be negative");
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() == FeatureShape.Kind.TOKENS) {
      throw new IllegalArgumentException("tokens are not padded with zeros");
    }
    return input.resized(
        Math.addExact(input.channels(), Math.addExact(before, behind)),
        Math.addExact(input.height(), Math.addExact(padding.top(), padding.bottom())),
        Math.addExact(input.width(), Math.addExact(padding.left(), padding.right())));
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return before + behind == 0 ? Width.KEPT : Width.FREE;
  }

  /** Fills up to the number of channels that is wanted, in the same proportion. */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    if (before + behind == 0) {
      return this;
    }
    int added = Math.max(0, narrowing.width() - narrowing.input().channels());
    int first = (int) ((long) added * before / (before + behind));
    return new Pad(padding, first, added - first);
  }
}
