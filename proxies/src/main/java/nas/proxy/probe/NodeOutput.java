package nas.proxy.probe;

import ai.djl.ndarray.NDArray;
import nas.engine.MemoryFormat;
import nas.engine.NetworkRuntime;
import nas.network.Network;
import nas.proxy.Activation;
import org.jspecify.annotations.Nullable;

/** What a node has computed on the engine; read at most once, however many probes watch. */
final class NodeOutput implements Activation {

  private final NetworkRuntime runtime;
  private final Network.Node node;
  private final NDArray output;
  private final MemoryFormat layout;
  private double @Nullable [] values;
  private double @Nullable [][] agreement;

  NodeOutput(NetworkRuntime runtime, Network.Node node, NDArray output, MemoryFormat layout) {
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
      known = NetworkRuntime.doubles(output);
      values = known;
    }
    return known;
  }

  @Override
  public double[][] agreement() {
    double[][] known = agreement;
    if (known == null) {
      try (NDArray zero = runtime.full(0, 1);
          NDArray positive = output.gt(zero);
          NDArray ordered = inMemoryOrder(positive)) {
        known = SignPatterns.of(ordered).agreement();
      }
      agreement = known;
    }
    return known;
  }

  /** The order of an image's units does not matter to its reader, but to copy them costs time. */
  private NDArray inMemoryOrder(NDArray array) {
    return layout == MemoryFormat.CHANNELS_LAST && array.getShape().dimension() == 4
        ? array.transpose(0, 2, 3, 1)
        : array.reshape(array.getShape());
  }
}
