package nas.engine;

import java.util.List;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.AveragePool;
import nas.network.operation.ChannelScale;
import nas.network.operation.ChannelShift;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Clamp;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.Flatten;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.LeakyRelu;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Pad;
import nas.network.operation.Sigmoid;
import nas.network.operation.Tanh;

/** Operations with one input, each with unlike settings, and small networks around them. */
public final class TestOperations {

  private TestOperations() {}

  /** The operations; each reads images of 6 channels. */
  public static List<Operation> all() {
    return List.of(
        new ChannelScale(),
        new ChannelShift(),
        new ChannelShuffle(2),
        new ChannelShuffle(3),
        new Clamp(0, 0.6),
        new Clamp(-0.3, 0.4),
        new Clamp(0.1, 6),
        new Dropout(0.4),
        new Flatten(),
        new HardSigmoid(),
        new HardSwish(),
        new LeakyRelu(0.2),
        new Sigmoid(),
        new Tanh(),
        new Pad(new Padding(1, 0, 2, 3), 0, 0),
        new Pad(Padding.of(0), 1, 4),
        new Pad(new Padding(0, 2, 0, 0), 0, 2),
        new MaxPool(new Sides(3, 2), new Sides(2, 1), new Padding(1, 0, 0, 1), false),
        new MaxPool(Sides.of(3), Sides.of(2), Padding.of(0), true),
        new AveragePool(new Sides(2, 3), new Sides(2, 2), new Padding(0, 1, 1, 0), false, false),
        new Convolution(
            4, new Sides(3, 1), new Sides(1, 2), new Padding(2, 0, 1, 1), Sides.of(1), 2, true));
  }

  /** A network that reads images of 3 x 5 x 6 and maps them to 5 classes. */
  public static Network network(Operation operation) {
    Network.Builder b = Network.builder("with " + operation, new FeatureShape(3, 5, 6));
    int stem = b.add("stem", Convolution.same(6, 3, 1, true), 0);
    int tested = b.add("tested", operation, stem);
    boolean vector = b.shape(tested).elements() == b.shape(tested).channels();
    int all = vector ? tested : b.add("all", new Flatten(), tested);
    b.add("classifier", new Linear(5, true), all);
    return b.build();
  }
}
