package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * For each image and channel of a layer's output, the sum over pixels of activation times gradient
 * of the mean loss, in training mode.
 */
public record ChannelProducts() implements Probe<ChannelSums> {
  @Override
  public Class<ChannelSums> type() {
    return ChannelSums.class;
  }
}
