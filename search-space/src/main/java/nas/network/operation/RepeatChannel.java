package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One channel again and again, as an index select yields all of whose indices are the same.
 *
 * @param channel which one, from 0
 * @param times how often
 */
public record RepeatChannel(
    @Setting(value = "Channel, from 0", min = 0) int channel,
    @Setting(value = "How often", min = 1) int times)
    implements Operation {

  /** Checks the ranges. */
  public RepeatChannel {
    if (channel < 0 || times < 1) {
      throw new IllegalArgumentException("settings of a repeated channel out of range");
    }
  }

  @Override
  public Category category() {
    return Category.ROUTING;
  }

  @Override
  public String label() {
    return "channel %d %d times".formatted(channel, times);
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (channel >= input.channels()) {
      throw new IllegalArgumentException("channel " + channel + " does not exist in " + input);
    }
    return input.resized(times, input.height(), input.width());
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FREE;
  }

  @Override
  public Operation narrowed(Narrowing narrowing) {
    return new RepeatChannel(
        Math.min(channel, narrowing.input().channels() - 1), narrowing.width());
  }
}
