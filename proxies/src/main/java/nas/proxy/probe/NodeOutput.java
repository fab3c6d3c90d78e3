package nas.proxy.probe;

import nas.engine.MemoryFormat;
import nas.engine.NetworkRuntime;
import nas.engine.tensor.Tensor;
import nas.network.Network;
import nas.proxy.Activation;
import org.jspecify.annotations.Nullable;

/** What a node has computed on the engine; read at most once, however many probes watch. */
final class NodeOutput implements Activation {

  private final NetworkRuntime runtime;
  private final Network.Node node;
  private final Tensor output;
  private final MemoryFormat layout;
  private double @Nullable [] values;
  private double @Nullable [][] agreement;
  private byte @Nullable [] positive;
  private double @Nullable [][] covariance;

  NodeOutput(NetworkRuntime runtime, Network.Node node, Tensor output, MemoryFormat layout) {
    this.runtime = runtime;
    this.node = node;
    this.output = output;
    this.layout = layout;
  }

  @Override
  public Network.Node node() {
    return node;
  }

  @Override
  public double[] values() {
    double[] known = values;
    if (known == null) {
      known = output.toDoubles();
      values = known;
    }
    return known;
  }

  @Override
  public double[][] agreement() {
    double[][] known = agreement;
    if (known == null) {
      try (Tensor zero = runtime.full(0, 1);
          Tensor positive = output.gt(zero);
          Tensor ordered = inMemoryOrder(positive)) {
        known = SignPatterns.of(ordered).agreement();
      }
      agreement = known;
    }
    return known;
  }

  @Override
  public byte[] positive() {
    byte[] known = positive;
    if (known == null) {
      try (Tensor zero = runtime.full(0, 1);
          Tensor truths = output.gt(zero)) {
        known = truths.toBytes();
      }
      positive = known;
    }
    return known;
  }

  @Override
  public double[][] channelCovariance() {
    double[][] known = covariance;
    if (known == null) {
      known = covariance();
      covariance = known;
    }
    return known;
  }

  private double[][] covariance() {
    try (Tensor recorded = Positions.of(output);
        Tensor rows = recorded.detach();
        Tensor means = rows.mean(0, true);
        Tensor centred = rows.sub(means)) {
      return Positions.meanProducts(centred, centred);
    }
  }

  /** The order of an image's units does not matter to its reader, but to copy them costs time. */
  private Tensor inMemoryOrder(Tensor array) {
    return layout == MemoryFormat.CHANNELS_LAST && array.dimensions() == 4
        ? array.permute(0, 2, 3, 1)
        : array.view();
  }
}
