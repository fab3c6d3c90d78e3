package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One of several equal parts of the channels.
 *
 * @param parts into how many the channels are split; divides their number
 * @param part which it is, from 0
 */
public record Split(
    @Setting(value = "Number of parts", min = 1) int parts,
    @Setting(value = "Which part it is, from 0", min = 0) int part)
    implements Operation {

  /** Checks the ranges. */
  public Split {
    if (parts < 1 || part < 0 || part >= parts) {
      throw new IllegalArgumentException(
          "part (%d) must be from 0 to less than parts (%d)".formatted(part, parts));
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "part %d of %d".formatted(part + 1, parts);
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.channels() % parts != 0) {
      throw new IllegalArgumentException(
          "parts (%d) must divide the input's channels (%d)".formatted(parts, input.channels()));
    }
    return input.resized(input.channels() / parts, input.height(), input.width());
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FREE;
  }

  /** Becomes a slice, as fewer channels may not have parts of that size. */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    int last = narrowing.input().channels() - narrowing.width();
    int start = Math.max(0, Math.min(part * narrowing.width(), last));
    return new Slice(start, start + narrowing.width());
  }
}
