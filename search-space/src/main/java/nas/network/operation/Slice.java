package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Some of the channels.
 *
 * @param from the first channel, from 0
 * @param to the channel behind the last
 */
public record Slice(
    @Setting(value = "First channel, from 0", min = 0) int from,
    @Setting(value = "Channel behind the last", min = 1) int to)
    implements Operation {

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "channels " + from + " to " + to;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (from < 0 || from >= to || to > input.channels()) {
      throw new IllegalArgumentException(
          "channels " + from + " to " + to + " do not exist in " + input);
    }
    return input.resized(to - from, input.height(), input.width());
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FREE;
  }

  /** Keeps its place, moved to the front where too few channels remain behind it. */
  @Override
  public Operation narrowed(Narrowing narrowing) {
    int last = narrowing.input().channels() - narrowing.width();
    int start = Math.max(0, Math.min(from / narrowing.divisor(), last));
    return new Slice(start, start + narrowing.width());
  }
}
