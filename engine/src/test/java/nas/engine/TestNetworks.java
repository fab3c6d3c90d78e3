package nas.engine;

import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Layer;
import nas.network.Network;

/** Small networks that together contain every layer type. */
public final class TestNetworks {

  private TestNetworks() {}

  /** A network with every layer type, whose settings follow from the seed. */
  public static Network everyLayer(long seed) {
    RandomGenerator random = Seeds.generator(seed);
    int side = 7 + random.nextInt(3);
    Network.Builder b = Network.builder("every-layer-" + seed, new FeatureShape(3, side, side));
    int stem = b.add("stem", Layer.Convolution.same(4, 3, 1, false), 0);
    int norm = b.add("stem-norm", Layer.BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Layer.Relu(), norm);
    int stride = 1 + random.nextInt(2);
    int grouped = b.add("grouped", new Layer.Convolution(8, 3, stride, 1, 1, 2, true), relu);
    int dilated =
        b.add("dilated", new Layer.Convolution(8, 3, stride, 2, 2, 1, random.nextBoolean()), relu);
    int depthwise = b.add("depthwise", new Layer.Convolution(4, 3, stride, 1, 1, 4, false), relu);
    int max = b.add("max", new Layer.MaxPool(3, stride, 1), relu);
    int average = b.add("average", new Layer.AveragePool(3, stride, 1, true), relu);
    int inner = b.add("average-inner", new Layer.AveragePool(3, stride, 1, false), relu);
    int pools = b.add("pools", new Layer.Concatenate(), max, average);
    int zero = b.add("zero", new Layer.Zero(), grouped);
    int sum = b.add("sum", new Layer.Add(), grouped, dilated, zero, pools);
    int untracked = b.add("untracked", new Layer.BatchNorm(false, 1e-3, 0.2, false), sum);
    int affine = b.add("affine", new Layer.BatchNorm(true, 1e-5, 0.3, true), untracked);
    int slice = b.add("slice", new Layer.Slice(2, 6), affine);
    int alone = b.add("alone", new Layer.Add(), slice);
    int join = b.add("join", new Layer.Add(), alone, inner, depthwise, slice);
    int dead = b.add("dead", Layer.Convolution.same(4, 3, 1, true), join);
    b.add("dead-end", new Layer.Relu(), dead);
    int small = b.add("small", new Layer.AveragePool(2, 2, 0, true), join);
    int pooled = b.add("pooled", new Layer.GlobalAveragePool(), small);
    int hidden = b.add("hidden", new Layer.Linear(6, false), pooled);
    int bend = b.add("bend", new Layer.Relu(), hidden);
    b.add("classifier", new Layer.Linear(5, true), bend);
    return b.build();
  }

  /** Weights away from any symmetry: batch normalisation is not 1 and 0 either. */
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

  static double[] values(long seed, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * symmetric(Seeds.mix(seed) + i);
    }
    return values;
  }

  private static double symmetric(long counter) {
    return (Seeds.mix(counter) >>> 11) * 0x1p-52 - 1;
  }
}
