package nas.proxy.probe;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.Parameter;
import nas.engine.WeightSource;
import nas.network.FeatureShape;
import nas.network.Layer;
import nas.network.Network;
import nas.proxy.ImageBatch;

/** Small networks, weights and images that follow from a seed. */
final class TestNetworks {

  static final int CLASSES = 5;

  private TestNetworks() {}

  /** A network with every layer type, nodes that reach nothing among them. */
  static Network everyLayer(long seed) {
    RandomGenerator random = Seeds.generator(seed);
    int side = 7 + random.nextInt(3);
    Network.Builder b = Network.builder("every-layer-" + seed, new FeatureShape(3, side, side));
    int stem = b.add("stem", Layer.Convolution.same(4, 3, 1, false), 0);
    int norm = b.add("stem-norm", Layer.BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Layer.Relu(), norm);
    int stride = 1 + random.nextInt(2);
    int grouped = b.add("grouped", new Layer.Convolution(8, 3, stride, 1, 1, 2, true), relu);
    int max = b.add("max", new Layer.MaxPool(3, stride, 1), relu);
    int average = b.add("average", new Layer.AveragePool(3, stride, 1, false), relu);
    int pools = b.add("pools", new Layer.Concatenate(), max, average);
    int zero = b.add("zero", new Layer.Zero(), grouped);
    int sum = b.add("sum", new Layer.Add(), grouped, zero, pools);
    int dead = b.add("dead", Layer.Convolution.same(4, 3, 1, true), sum);
    b.add("dead-relu", new Layer.Relu(), dead);
    int second = b.add("reduction-norm", Layer.BatchNorm.standard(true), sum);
    int slice = b.add("slice", new Layer.Slice(2, 6), second);
    int bend = b.add("bend", new Layer.Relu(), slice);
    int pooled = b.add("pooled", new Layer.GlobalAveragePool(), bend);
    int hidden = b.add("hidden", new Layer.Linear(6, false), pooled);
    int last = b.add("last-relu", new Layer.Relu(), hidden);
    b.add("classifier", new Layer.Linear(CLASSES, true), last);
    return b.build();
  }

  /** Weights away from any symmetry. */
  static WeightSource weights(long seed) {
    return parameter -> {
      long stream = Seeds.mix(seed ^ Seeds.hash(parameter.node().name() + "/" + parameter.role()));
      double bound =
          switch (parameter.role()) {
            case WEIGHT -> 2 / Math.sqrt(parameter.fanIn());
            case BIAS -> 0.3;
            case SCALE, SHIFT -> 0.5;
          };
      double centre = parameter.role() == Parameter.Role.SCALE ? 1 : 0;
      return element -> centre + bound * symmetric(stream + element);
    };
  }

  static ImageBatch images(Network network, int images, long seed) {
    double[] pixels = new double[Math.toIntExact(images * network.input().elements())];
    Arrays.setAll(pixels, index -> 2 * symmetric(Seeds.mix(seed) + index));
    int[] labels = new int[images];
    Arrays.setAll(labels, index -> (3 * index + 1) % CLASSES);
    return new ImageBatch(network.input(), pixels, labels);
  }

  private static double symmetric(long counter) {
    return (Seeds.mix(counter) >>> 11) * 0x1p-52 - 1;
  }
}
