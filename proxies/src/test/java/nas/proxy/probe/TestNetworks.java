package nas.proxy.probe;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.WeightSource;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.network.operation.Zero;
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
    b.block(Network.Role.STEM);
    int stem = b.add("stem", Convolution.same(4, 3, 1, false), 0);
    int norm = b.add("stem-norm", BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Relu(), norm);
    int stride = 1 + random.nextInt(2);
    int grouped = b.add("grouped", new Convolution(8, 3, stride, 1, 1, 2, true), relu);
    int max = b.add("max", new MaxPool(3, stride, 1), relu);
    int average = b.add("average", new AveragePool(3, stride, 1, false), relu);
    int pools = b.add("pools", new Concatenate(), max, average);
    int zero = b.add("zero", new Zero(), grouped);
    int sum = b.add("sum", new Add(), grouped, zero, pools);
    b.yields(sum);
    int dead = b.add("dead", Convolution.same(4, 3, 1, true), sum);
    b.add("dead-relu", new Relu(), dead);
    b.block(Network.Role.CELL).role(Network.Role.REDUCTION);
    int second = b.add("reduction-norm", BatchNorm.standard(true), sum);
    b.role(Network.Role.OTHER);
    int slice = b.add("slice", new Slice(2, 6), second);
    int bend = b.add("bend", new Relu(), slice);
    b.block(Network.Role.HEAD);
    int pooled = b.add("pooled", new GlobalAveragePool(), bend);
    int hidden = b.add("hidden", new Linear(6, false), pooled);
    int last = b.add("last-relu", new Relu(), hidden);
    b.add("classifier", new Linear(CLASSES, true), last);
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
            case SCALE, SHIFT, SLOPE -> 0.5;
          };
      double centre = parameter.role() == ParameterSpec.Role.SCALE ? 1 : 0;
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
