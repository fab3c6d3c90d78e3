package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * Channels in another order: the first of each group, then the second of each, and so on (Zhang et
 * al. 2018, ShuffleNet, arXiv:1707.01083).
 *
 * @param groups number of groups of neighbouring channels; divides their number
 */
public record ChannelShuffle(
    @Setting(value = "Number of groups of neighbouring channels", min = 1) int groups)
    implements Operation {

  /** Checks the range. */
  public ChannelShuffle {
    if (groups < 1) {
      throw new IllegalArgumentException("groups (" + groups + ") must be at least 1");
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "shuffle " + groups;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "groups (" + groups + ") must divide the input's channels (" + input.channels() + ")");
    }
    return input;
  }

  @Override
  public Operation narrowed(Narrowing narrowing) {
    int fewer = groups;
    while (narrowing.input().channels() % fewer != 0) {
      fewer--;
    }
    return new ChannelShuffle(fewer);
  }
}
