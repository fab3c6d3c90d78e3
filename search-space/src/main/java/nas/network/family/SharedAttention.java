package nas.network.family;

import java.util.List;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Multiply;
import nas.network.operation.Relu;
import nas.network.operation.Sigmoid;
import nas.network.operation.Split;
import nas.network.operation.Tanh;
import nas.network.operation.Zero;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM that weighs the channels of all units of a stage by their means, and remembers from unit
 * to unit; Huang et al. 2020, arXiv:1905.10671. Its state is zero before the first unit of a stage.
 */
final class SharedAttention {

  private static final int NARROW = 4;
  private static final int GATES = 4;

  private @Nullable State state;

  /**
   * What one unit leaves to the next of its stage.
   *
   * @param layers the four linear layers whose weights all units share
   */
  private record State(int channels, int hidden, int memory, List<Layer> layers) {}

  /** A linear layer, once it is there. */
  private static final class Layer {
    private int node = -1;

    int add(Layers net, int input, int features) {
      Linear linear = new Linear(features, true);
      if (node >= 0) {
        return net.sharing(node, linear, input);
      }
      node = net.add(linear, input);
      return node;
    }
  }

  /** Returns bodies whose channels are weighed. */
  Residual.Body behind(Residual.Body body) {
    return (net, input, channels, stride) ->
        weighed(net, body.add(net, input, channels, stride), channels);
  }

  private int weighed(Layers net, int body, int channels) {
    int mean = net.add(new GlobalAveragePool(), body);
    State before = state;
    if (before == null || before.channels() != channels) {
      before = begin(net, mean, channels);
    }
    List<Layer> layers = before.layers();
    int gates =
        net.sum(
            gates(net, layers.get(0), layers.get(1), mean, channels),
            gates(net, layers.get(2), layers.get(3), before.hidden(), channels));
    int in = net.add(new Sigmoid(), net.add(new Split(GATES, 0), gates));
    int forget = net.add(new Sigmoid(), net.add(new Split(GATES, 1), gates));
    int candidate = net.add(new Tanh(), net.add(new Split(GATES, 2), gates));
    int out = net.add(new Sigmoid(), net.add(new Split(GATES, 3), gates));
    int memory =
        net.sum(
            net.add(new Multiply(), forget, before.memory()),
            net.add(new Multiply(), in, candidate));
    // A sigmoid where an LSTM has a hyperbolic tangent, as published.
    int hidden = net.add(new Multiply(), out, net.add(new Sigmoid(), memory));
    state = new State(channels, hidden, memory, layers);
    return net.add(new Multiply(), body, hidden);
  }

  private static State begin(Layers net, int mean, int channels) {
    List<Layer> layers = List.of(new Layer(), new Layer(), new Layer(), new Layer());
    return new State(channels, net.add(new Zero(), mean), net.add(new Zero(), mean), layers);
  }

  private static int gates(Layers net, Layer first, Layer second, int input, int channels) {
    int narrow = net.add(new Relu(), first.add(net, input, channels / NARROW));
    return second.add(net, narrow, GATES * channels);
  }
}
