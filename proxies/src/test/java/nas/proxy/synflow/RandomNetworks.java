package nas.proxy.synflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.network.operation.Zero;

/** Draws small networks that use every kind of layer. */
final class RandomNetworks {

  private final RandomGenerator random;
  private final boolean maxPooling;
  private final boolean biases;

  RandomNetworks(RandomGenerator random, boolean maxPooling, boolean biases) {
    this.random = random;
    this.maxPooling = maxPooling;
    this.biases = biases;
  }

  /** Draws a network of at most so many layers, a mean over the image, and a classifier. */
  Network next(int layers) {
    Network.Builder network =
        Network.builder("random", new FeatureShape(between(1, 3), between(4, 9), between(4, 9)));
    int last = 0;
    for (int i = 0; i < layers; i++) {
      try {
        last = add(network, "layer" + i, last);
      } catch (IllegalArgumentException e) {
        assert last >= 0 : "a layer that does not fit its input is left out";
      }
    }
    last = network.add("pool", new GlobalAveragePool(), last);
    network.add("classifier", new Linear(3, biases), last);
    return network.build();
  }

  private int add(Network.Builder network, String name, int last) {
    int input = random.nextInt(3) == 0 ? between(0, last) : last;
    FeatureShape shape = network.shape(input);
    return switch (random.nextInt(9)) {
      case 0 -> {
        int kernel = between(1, 3);
        yield network.add(
            name,
            new AveragePool(kernel, between(1, 2), between(0, kernel / 2), random.nextBoolean()),
            input);
      }
      case 1 -> {
        int kernel = between(2, 3);
        yield network.add(
            name,
            maxPooling ? new MaxPool(kernel, between(1, 2), between(0, kernel / 2)) : new Relu(),
            input);
      }
      case 2 -> {
        int from = random.nextInt(shape.channels());
        yield network.add(name, new Slice(from, between(from + 1, shape.channels())), input);
      }
      case 3 ->
          network.add(name, random.nextInt(3) == 0 ? new Zero() : BatchNorm.standard(true), input);
      case 4 -> network.add(name, new Add(), inputs(network, input, last, shape::equals));
      case 5 ->
          network.add(
              name,
              new Concatenate(),
              inputs(
                  network,
                  input,
                  last,
                  other -> other.height() == shape.height() && other.width() == shape.width()));
      // Keeps the shape, so that there is something to add.
      case 6 -> network.add(name, Convolution.same(shape.channels(), 3, 1, biases), input);
      case 7 ->
          network.add(
              name,
              new Crop(
                  new Padding(
                      random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2))),
              input);
      default -> network.add(name, convolution(shape), input);
    };
  }

  private Operation convolution(FeatureShape shape) {
    int halves = shape.channels() % 2 == 0 ? 2 : 1;
    int groups = random.nextInt(3) == 0 ? shape.channels() : halves;
    return new Convolution(
        groups * between(1, 2),
        between(1, 5),
        between(1, 3),
        random.nextInt(3),
        between(1, 2),
        groups,
        biases && random.nextBoolean());
  }

  /** Draws one to three inputs, of which one is given. */
  private List<Integer> inputs(
      Network.Builder network, int input, int last, Predicate<FeatureShape> fits) {
    List<Integer> inputs = new ArrayList<>(List.of(input));
    for (int tries = random.nextInt(6); tries > 0 && inputs.size() < 3; tries--) {
      int other = between(0, last);
      if (fits.test(network.shape(other))) {
        inputs.add(other);
      }
    }
    return inputs;
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
